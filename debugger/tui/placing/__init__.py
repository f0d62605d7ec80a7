"""Placing: which panel stands where and how wide, borders that can be moved, and the third column."""
