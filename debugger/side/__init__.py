"""Evaluation on the side: any expression in the scope of a frame, which leaves the program as it was."""
