"""The tests. Directories mirror the packages; `language`, `bytecode` and `traces` hold programs."""
