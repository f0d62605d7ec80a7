"""The machine: values, opcodes, frames and the trampolining run loop. Knows nothing of Nix syntax."""
