"""Everything outside, behind one object: the host. Git repositories, URLs and references to flakes.

May know the store. The machine asks it; it does not know the machine.
"""
