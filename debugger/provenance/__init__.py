"""Why, and where from: the chain of demand, lives of thunks, the call tree, what a failure means.

May know the history. Takes timelines and states, never the session.
"""
