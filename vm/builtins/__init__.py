"""The builtins, one module a family, and their registry. May know everything in vm but opcode bodies.

A builtin never gets the machine: it yields requests.
"""
