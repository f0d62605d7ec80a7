"""The panels: each draws one part of a snapshot, by a pure function, and knows nothing of the machine."""
