"""Whence: where a value comes from, and the hands that it passed through on its way."""
