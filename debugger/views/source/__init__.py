"""What is told of a source beside its text: its bindings, how far they are, and what they are."""
