"""The commands, one module each, and how results are printed. May know the session, and opens the TUI."""
