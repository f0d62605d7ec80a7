# A function of a set.
{ x, y ? 2 }: x + y
