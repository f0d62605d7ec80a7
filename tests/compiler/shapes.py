"""A syntax tree as text: every operator, call and list in its own brackets."""

from __future__ import annotations

from compiler.syntax import nodes as n
from compiler.syntax.parser import parse
from vm.spans import Source


def tree(text: str) -> n.Node:
    return parse(Source("test.nix", text))


def shape(text: str) -> str:
    """What a text was read as, in S-expressions."""
    return show(tree(text))


def show(node: object) -> str:
    match node:
        case n.Int() | n.Float():
            return str(node.value)
        case n.Variable() | n.Name():
            return node.name
        case n.CurPos():
            return "(curpos)"
        case n.Str():
            return "(str" + parts(node.parts) + ")"
        case n.InterpolatedPath():
            return "(path" + parts(node.parts) + ")"
        case n.Path():
            return f"(path {node.text})"
        case n.SearchPath():
            return f"(search {node.text})"
        case n.Uri():
            return f"(uri {node.text})"
        case n.Interpolation() | n.DynamicName():
            return "${" + show(node.expression) + "}"
        case n.Paren():
            return f"(paren {show(node.inner)})"
        case n.List():
            return "[" + " ".join(map(show, node.elements)) + "]"
        case n.Call():
            return f"({show(node.function)} {show(node.argument)})"
        case n.Unary():
            return f"({node.operator} {show(node.operand)})"
        case n.Binary():
            return f"({show(node.left)} {node.operator} {show(node.right)})"
        case n.Select():
            default = f" or {show(node.default)}" if node.default else ""
            return f"(. {show(node.target)} {keys(node.keys)}{default})"
        case n.HasAttr():
            return f"({show(node.target)} ? {keys(node.keys)})"
        case n.If():
            return f"(if {show(node.condition)} {show(node.then)} {show(node.otherwise)})"
        case n.Assert():
            return f"(assert {show(node.condition)} {show(node.body)})"
        case n.With():
            return f"(with {show(node.namespace)} {show(node.body)})"
        case n.Let():
            return f"(let {bindings(node.bindings)} {show(node.body)})"
        case n.LegacyLet():
            return f"(legacy-let {bindings(node.bindings)})"
        case n.AttrSet():
            return ("rec" if node.recursive else "") + bindings(node.bindings)
        case n.Binding():
            return f"{keys(node.keys)}={show(node.value)}"
        case n.Inherit():
            source = f" {show(node.source)}" if node.source else ""
            return f"inherit{source}:" + ",".join(map(show, node.names))
        case n.Lambda():
            return f"(λ {show(node.parameter)} {show(node.body)})"
        case n.Pattern():
            formals = [*map(show, node.formals), *(["..."] if node.ellipsis else [])]
            return "{" + " ".join(formals) + "}" + (f"@{node.argument.name}" if node.argument else "")
        case n.Formal():
            return node.name + (f"?{show(node.default)}" if node.default else "")
    raise AssertionError(f"no shape for {node!r}")


def parts(found: list[str | n.Interpolation]) -> str:
    return "".join(" " + (repr(part) if isinstance(part, str) else show(part)) for part in found)


def keys(found: list[n.Key]) -> str:
    return ".".join(map(show, found))


def bindings(found: list[n.Binding | n.Inherit]) -> str:
    return "{" + "; ".join(map(show, found)) + "}"
