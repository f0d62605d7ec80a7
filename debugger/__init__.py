"""The session that drives the machine, and the faces that show it."""
