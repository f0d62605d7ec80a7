"""From text to bytecode: syntax, scopes, emission. May know vm."""

import vm as vm
