"""The monkey: random keys, clicks, sizes and commands from a seed, and what must hold whatever it does."""
