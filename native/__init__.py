"""Compiling what is hot, with mypyc, from the sources that are interpreted otherwise. `modules` says what is
compiled, `vm/native.py` when it is used.
"""
