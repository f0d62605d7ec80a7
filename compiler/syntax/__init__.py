"""Text to tree: lexer, grammar, automaton, nodes. Knows nothing of scopes or bytecode."""
