"""Values on the screen: one line each, what is inside, and texts to be read to their end."""
