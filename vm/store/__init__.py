"""What Nix calls the store: store paths and hashes, derivations, contexts, archives, files that are read.

May know the words of vm and how they are written. Store paths are computed; nothing is ever put into a store.
"""
