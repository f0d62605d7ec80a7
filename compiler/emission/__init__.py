"""Writing chunks, when they are first entered or looked at."""
