"""Frozen pictures and words: snapshots of a moment, what is about to happen, reports of errors.

May know history and provenance. A picture holds views, never live values.
"""
