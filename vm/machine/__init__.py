"""The machine itself: frames, trampoline, calls, equality, errors' traces, and what watches them.

May know the world. machine, trampoline, calls, equality and traces are one organ and know each other.
"""
