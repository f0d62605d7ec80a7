"""Learning by doing: questions about the next step."""
