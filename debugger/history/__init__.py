"""Time: what is recorded of a run, how it looked at any step, events, places in time, steps made again.

May know how a program is loaded. What a hit or a motion is, it asks through debugger.history.rules.
"""
