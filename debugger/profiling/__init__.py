"""Profiling: where the opcodes, forces, thunks and time of a run went."""
