"""The kinds of windows: what all do, those that work in the background, lists to choose from, pages."""
