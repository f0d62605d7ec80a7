"""What is written down of every step, and the two that write it."""
