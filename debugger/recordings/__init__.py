"""Runs kept in files: the format, what it holds, and runs repeated from it. May know all but the session."""
