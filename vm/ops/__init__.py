"""The bodies of the opcodes, one module a family. May know the machine; registers itself in vm.opcodes."""
