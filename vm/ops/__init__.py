"""The opcodes' bodies, one module per family."""
