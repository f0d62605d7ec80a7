"""From Nix source to bytecode: lexer, grammar, scopes and the emitter."""
