"""What is compiled, in groups: within one, calls are direct and the C compiler sees everything at once.

What is left interpreted: the table of opcodes (only read), builtins that few programs call often, `vm/world`
(tests and recordings inherit from the host), and all faces.
"""

from __future__ import annotations

GROUPS = {
    "core": (
        *("vm/values.py", "vm/thunks.py", "vm/chunk.py", "vm/steps.py", "vm/pulse.py"),
        *("vm/machine/frames.py", "vm/machine/trampoline.py", "vm/machine/calls.py", "vm/machine/machine.py"),
        *("vm/machine/equality.py", "vm/machine/coercion.py", "vm/machine/arithmetic.py"),
        *("vm/machine/observer.py", "vm/machine/deep.py"),
        *("vm/ops/arithmetic.py", "vm/ops/calls.py", "vm/ops/closures.py", "vm/ops/comparison.py"),
        *("vm/ops/constants.py", "vm/ops/control.py", "vm/ops/overrides.py", "vm/ops/scope.py"),
        *("vm/ops/sets.py", "vm/ops/strings.py", "vm/ops/dispatch.py"),
        *("debugger/history/segments.py", "debugger/history/recorder.py"),
        *("debugger/history/log/record.py", "debugger/history/log/direct.py"),
        *("debugger/history/lives.py", "debugger/history/site_counts.py"),
    ),
    "builtins": ("vm/builtins/lists.py", "vm/builtins/sets.py", "vm/builtins/strings.py"),
    "front": (
        *("compiler/syntax/lexer.py", "compiler/syntax/nodes.py", "compiler/syntax/builder.py"),
        "compiler/syntax/automaton.py",
        *(
            "compiler/operators.py",
            "compiler/strings.py",
            "compiler/analysis/scope.py",
            "compiler/analysis/bindings.py",
        ),
        *(
            "compiler/analysis/positions.py",
            "compiler/analysis/rewriting.py",
            "compiler/analysis/resolution.py",
            "compiler/analysis/walk.py",
            "compiler/analysis/driving.py",
        ),
        *("compiler/analysis/findings.py", "compiler/cache/encoding.py", "compiler/cache/decoding.py"),
        *("compiler/cache/kinds.py", "vm/verifier.py"),
        *("compiler/emission/origins.py", "compiler/emission/writer.py"),
        *(
            "compiler/emission/emitter.py",
            "compiler/emission/expressions.py",
            "compiler/emission/definitions.py",
            "compiler/emission/units.py",
        ),
    ),
}


def module_name(source: str) -> str:
    """`vm.machine.frames` for `vm/machine/frames.py`."""
    return source.removesuffix(".py").replace("/", ".")
