"""The read-eval-print loop, without a terminal: a workspace of names, and commands on it."""
