"""Kept: files of the person's own, and what stands in them from one session to the next."""
