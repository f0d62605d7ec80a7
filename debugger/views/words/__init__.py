"""Words: what is about to happen and why, in sentences, told from one moment without running anything."""
