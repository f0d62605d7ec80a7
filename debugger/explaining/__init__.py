"""Explaining: the pages of what `nixstep explain` and `:explain` know: errors, terms, opcodes, builtins."""
