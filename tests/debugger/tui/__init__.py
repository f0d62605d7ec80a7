"""The terminal UI: panels as pure functions, the app driven by a pilot, pictures of it."""
