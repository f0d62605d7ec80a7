"""The kinds of windows: what every one does, those that work in the background, lists to choose from, pages."""
