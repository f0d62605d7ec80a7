"""The panels, one a module: a pure function from snapshot to lines, and a widget that shows it."""
