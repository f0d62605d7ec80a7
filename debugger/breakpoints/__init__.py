"""Breakpoints: where the machine shall stop, and under which condition."""
