"""Placing: how wide panels want to be, borders that can be moved, and what is remembered of them."""
