"""Learning by doing."""
