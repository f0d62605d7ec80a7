"""Placing: which panel stands where, how wide it wants to be, borders that can be moved, and the third column."""
