"""The terminal UI: the one place that imports Textual. Panels render snapshots."""
