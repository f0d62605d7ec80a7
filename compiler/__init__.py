"""From text to bytecode: syntax, scopes, emission. May know vm."""
