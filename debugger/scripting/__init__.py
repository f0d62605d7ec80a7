"""The command language of `:` without a terminal interface: lines in, text out."""
