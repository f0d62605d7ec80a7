"""What changed in Nix after 2.8, oldest change first; nixstep behaves as current Nix does.

Where 2.8 is installed, the last part asks it whether these are differences at all.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from debugger.motions import Continue
from tests.debugger.in_process import CommandLine
from tests.debugger.sessions import result, session
from tests.differential import oracle
from tests.evaluation import machine, outcome, printed, program, program_of_file
from vm.errors import NixError
from vm.text.printer import print_value

LIST_OF_2_8 = """
abort add addErrorContext all any appendContext attrNames attrValues baseNameOf bitAnd bitOr bitXor builtins
catAttrs ceil compareVersions concatLists concatMap concatStringsSep currentSystem currentTime deepSeq
derivation derivationStrict dirOf div elem elemAt false fetchGit fetchMercurial fetchTarball fetchTree
fetchurl filter filterSource findFile floor foldl' fromJSON fromTOML functionArgs genList genericClosure
getAttr getContext getEnv groupBy hasAttr hasContext hashFile hashString head import intersectAttrs isAttrs
isBool isFloat isFunction isInt isList isNull isPath isString langVersion length lessThan listToAttrs map
mapAttrs match mul nixPath nixVersion null parseDrvName partition path pathExists placeholder readDir
readFile removeAttrs replaceStrings scopedImport seq sort split splitVersion storeDir storePath stringLength
sub substring tail throw toFile toJSON toPath toString toXML trace true tryEval typeOf
unsafeDiscardOutputDependency unsafeDiscardStringContext unsafeGetAttrPos zipAttrsWith
""".split()
ADDED = ["addDrvOutputDependencies", "break", "convertHash", "readFileType", "traceVerbose", "warn"]
EXPERIMENTAL = ["fetchTree", "getFlake", "parseFlakeRef", "flakeRefToString", "fetchClosure", "outputOf"]


@pytest.fixture
def nixstep(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> CommandLine:
    """The command line in an empty directory, with nothing set that it looks at."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NIX_PATH", "")
    for name in ("NIX_STORE_DIR", "NIX_ABORT_ON_WARN"):
        monkeypatch.delenv(name, raising=False)
    return CommandLine(capsys, tmp_path)


def evaluated(text: str) -> str:
    """An expression's printed value, or its error's class and message."""
    return outcome(text)[1]


# The set of builtins.


def test_the_builtins_are_those_of_2_8_less_fetch_tree_plus_six(nixstep: CommandLine) -> None:
    names = nixstep("eval", "--json", "-E", "builtins.attrNames builtins").value
    wanted = sorted({*LIST_OF_2_8, *ADDED} - {"fetchTree"})
    assert names == "[" + ",".join(f'"{name}"' for name in wanted) + "]"


@pytest.mark.parametrize("name", EXPERIMENTAL)
def test_what_is_behind_an_experimental_feature_is_hidden(name: str, nixstep: CommandLine) -> None:
    assert nixstep("eval", "-E", f"[ (builtins ? {name}) ]", "--strict").value == "[ false ]"
    assert f"undefined variable '{name}'" in nixstep("eval", "-E", name).err


def test_the_option_adds_what_is_behind_experimental_features(nixstep: CommandLine) -> None:
    names = nixstep("eval", "--experimental", "--json", "-E", "builtins.attrNames builtins").value
    wanted = sorted({*LIST_OF_2_8, *ADDED, *EXPERIMENTAL})
    assert names == "[" + ",".join(f'"{name}"' for name in wanted) + "]"


@pytest.mark.parametrize("name", EXPERIMENTAL)
def test_with_the_option_they_have_the_names_that_nix_gives_them(name: str, nixstep: CommandLine) -> None:
    is_global = "fetchTree" if name == "fetchTree" else f"__{name}"
    assert nixstep("eval", "--experimental", "-E", is_global).value == "<PRIMOP>"
    assert f"undefined variable '{is_global}'" in nixstep("eval", "-E", is_global).err


# 2.9: `break`, and importing what `toFile` made in restricted mode.


def test_break_stops_the_debugger_before_its_argument_is_evaluated() -> None:
    subject = session("let x = 1 + 1; in 5 + builtins.break (x * 3)")
    assert subject.run(Continue()) == "stopped"
    assert subject.message == "breakpoint: builtins.break"
    assert subject.machine.frame is not None
    assert subject.machine.frame.code.span.text == "x * 3"
    assert subject.run(Continue()) == "finished"
    assert result(subject) == "11"


def test_break_stops_once_for_each_time_that_it_is_reached() -> None:
    subject = session("builtins.foldl' (sum: x: builtins.break (sum + x)) 0 [ 1 2 3 ]")
    assert [subject.run(Continue()) for _ in range(4)] == ["stopped", "stopped", "stopped", "finished"]
    assert result(subject) == "6"


def test_a_break_that_a_tick_went_past_does_not_end_the_next_motion() -> None:
    subject = session("builtins.break 1 + 2")
    for _ in range(20):
        if not subject.at_break:
            subject.tick()
    assert subject.at_break
    assert subject.run(Continue()) == "finished"


def test_break_is_a_global_and_stands_for_its_argument(nixstep: CommandLine) -> None:
    assert nixstep("eval", "--strict", "-E", "[ (break 1) (builtins.break 2) ]").value == "[ 1 2 ]"


def test_what_to_file_made_can_be_imported_in_restricted_mode(nixstep: CommandLine) -> None:
    nixstep.file("in/a.nix", 'import (builtins.toFile "x.nix" "1 + 1")')
    assert nixstep("eval", "--restrict", "in", "in/a.nix").value == "2"


# 2.10: `traceVerbose`.


def test_trace_verbose_prints_only_on_request(nixstep: CommandLine) -> None:
    text = 'builtins.traceVerbose [ "a" ] 1'
    quiet, verbose = nixstep("eval", "-E", text), nixstep("eval", "--trace-verbose", "-E", text)
    assert (quiet.out, quiet.err) == ("1\n", "")
    assert (verbose.out, verbose.err) == ("1\n", 'trace: [ "a" ]\n')


def test_trace_verbose_forces_its_first_argument_only_if_it_prints(nixstep: CommandLine) -> None:
    text = 'builtins.traceVerbose (throw "forced") 1'
    assert nixstep("eval", "-E", text).value == "1"
    assert "error: forced" in nixstep("eval", "--trace-verbose", "-E", text).err


# 2.14: `readFileType`.


def test_read_file_type_tells_what_a_path_is(nixstep: CommandLine) -> None:
    nixstep.file("a", "")
    nixstep.link("l", "a")
    text = "map builtins.readFileType [ ./a ./l ./. /dev/null ]"
    shown = '[ "regular" "symlink" "directory" "unknown" ]'
    assert nixstep("eval", "--strict", "-E", text).value == shown


# 2.16: `replaceStrings` is lazy in its replacements.


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('builtins.replaceStrings [ "a" "b" ] [ "x" (throw "unused") ] "aa"', '"xx"'),
        ('builtins.replaceStrings [ "a" "b" ] [ "x" (throw "used") ] "ab"', "Thrown: used"),
        ('builtins.replaceStrings [ "a" "a" ] [ "x" (throw "second") ] "a"', '"x"'),
        ('builtins.replaceStrings [ "" ] [ (throw "used") ] ""', "Thrown: used"),
        ('builtins.replaceStrings [ "a" (throw "searched") ] [ "x" "y" ] "a"', "Thrown: searched"),
    ],
)
def test_only_replacements_that_are_used_are_forced(text: str, shown: str) -> None:
    assert evaluated(text) == shown


def test_replacements_that_are_not_used_add_no_context() -> None:
    replaced = 'builtins.replaceStrings [ "a" "b" ] [ "x" (builtins.toFile "n" "") ]'
    assert printed(f'map (s: builtins.hasContext ({replaced} s)) [ "a" "b" ]') == "[ false true ]"


# 2.17: declarations merge with dynamic keys.

TWICE = "DuplicateAttribute: dynamic attribute 'x' already defined at <expr>:1:9"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{ n = { x = 1; }; n = { ${"b" + ""} = 2; }; }', "{ n = { b = 2; x = 1; }; }"),
        ('{ n = { ${"b" + ""} = 2; }; n = { x = 1; }; }', "{ n = { b = 2; x = 1; }; }"),
        ('{ n = { ${"b" + ""} = 2; }; n = { ${"c" + ""} = 3; }; }', "{ n = { b = 2; c = 3; }; }"),
        ('{ n.a = 1; n = { ${"b" + ""} = 2; }; }', "{ n = { a = 1; b = 2; }; }"),
        ('{ n = rec { x = 1; }; n = { ${"b" + ""} = x; }; }', "{ n = { b = 1; x = 1; }; }"),
        ('{ n = { x = 1; }; n = { ${"x" + ""} = 2; }; }', TWICE),
        ('{ n = { ${"x" + ""} = 1; }; n = { ${"x" + ""} = 2; }; }', TWICE),
        ('{ ${"x" + ""} = 1; ${"x" + ""} = 2; }', TWICE.replace(":9", ":3")),
    ],
)
def test_declarations_merge_with_dynamic_keys_and_a_key_defined_twice_is_an_error(
    text: str, shown: str
) -> None:
    assert evaluated(text) == shown


# 2.19: `addDrvOutputDependencies`, `convertHash`.

DRV = 'derivation { name = "a"; system = "b"; builder = "c"; }'


def test_add_drv_output_dependencies_undoes_discarding_them() -> None:
    there_and_back = "addDrvOutputDependencies (unsafeDiscardOutputDependency drvPath)"
    same = f"getContext ({there_and_back}) == getContext drvPath"
    both = f"[ ({same}) ({there_and_back} == drvPath) ]"
    assert printed(f"with builtins; with {DRV}; {both}") == "[ true true ]"


NOTATIONS = {
    "base16": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "nix32": "0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73",
    "base32": "0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73",
    "base64": "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    "sri": "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
}
"""One hash, that of nothing."""


@pytest.mark.parametrize("before", NOTATIONS)
@pytest.mark.parametrize("after", NOTATIONS)
def test_convert_hash_writes_a_hash_in_any_notation(before: str, after: str) -> None:
    arguments = f'hash = "{NOTATIONS[before]}"; hashAlgo = "sha256"; toHashFormat = "{after}";'
    assert printed(f"builtins.convertHash {{ {arguments} }}") == f'"{NOTATIONS[after]}"'


@pytest.mark.parametrize("text", [NOTATIONS["sri"], f"sha256:{NOTATIONS['base16']}"])
def test_convert_hash_takes_the_kind_from_the_hash_if_it_says_it(text: str) -> None:
    arguments = f'hash = "{text}"; toHashFormat = "nix32";'
    assert printed(f"builtins.convertHash {{ {arguments} }}") == f'"{NOTATIONS["nix32"]}"'


# 2.20: depth is limited, errors show the value.


def test_depth_is_limited_by_an_option(nixstep: CommandLine) -> None:
    text = "let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 1000"
    assert nixstep("eval", "-E", text).value == "1000"
    found = nixstep("eval", "--max-depth", "500", "-E", text)
    assert found.err.startswith("error: stack overflow: more than 500 frames (see --max-depth) [E031]")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("builtins.attrNames 1", "TypeMismatch: expected a set but found an integer: 1"),
        ("[ ] ++ { a = 1; }", "TypeMismatch: expected a list but found a set: { a = 1; }"),
        ('1 + "a"', 'TypeMismatch: cannot add a string: "a" to an integer: 1'),
        ("if null then 1 else 2", "TypeMismatch: expected a Boolean but found null"),
        ('"${[ 1 ]}"', "TypeMismatch: cannot coerce a list to a string: [ 1 ]"),
    ],
)
def test_errors_name_both_sides_and_show_the_value(text: str, shown: str) -> None:
    assert evaluated(text) == shown


# 2.23: `warn`.


def test_a_warning_is_printed_without_any_option(nixstep: CommandLine) -> None:
    found = nixstep("eval", "-E", 'builtins.warn "careful" 1')
    assert (found.code, found.out, found.err) == (0, "1\n", "evaluation warning: careful\n")


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        (r"one\ntwo\n\nthree", f"one\n{' ' * 20}two\n{' ' * 20}\n{' ' * 20}three"),
        (r"one\n", "one"),
        (r"\none\ntwo", "\none\ntwo"),
    ],
)
def test_the_lines_of_a_warning_are_indented_unless_it_begins_with_a_new_one(
    message: str, shown: str, nixstep: CommandLine
) -> None:
    found = nixstep("eval", "-E", f'builtins.warn "{message}" 1')
    lines = [line.rstrip() for line in found.err.split("\n")]
    assert lines == [line.rstrip() for line in f"evaluation warning: {shown}\n".split("\n")]


def test_warn_takes_only_a_string() -> None:
    assert evaluated("builtins.warn 1 2") == "TypeMismatch: expected a string but found an integer: 1"


@pytest.mark.parametrize("value", ["1", "yes", "true"])
@pytest.mark.parametrize("options", [(), ("--pure",)])
def test_a_warning_aborts_if_the_environment_says_so(
    value: str, options: tuple[str, ...], nixstep: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIX_ABORT_ON_WARN", value)
    found = nixstep("eval", *options, "-E", '(builtins.tryEval (builtins.warn "careful" 1)).success')
    assert found.code == 1
    first, second = found.err.splitlines()[:2]
    assert first == "evaluation warning: careful"
    assert "NIX_ABORT_ON_WARN is set [E018]" in second


@pytest.mark.parametrize("value", ["", "0", "no", "TRUE"])
def test_other_values_of_that_variable_mean_nothing(
    value: str, nixstep: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIX_ABORT_ON_WARN", value)
    assert nixstep("eval", "-E", 'builtins.warn "careful" 1').value == "1"


# 2.24: pipe operators, only as an experiment.


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("[ 1 2 ] |> map (x: x + 1) |> builtins.head", "builtins.head (map (x: x + 1) [ 1 2 ])"),
        ("builtins.head <| map (x: x + 1) <| [ 1 2 ]", "builtins.head (map (x: x + 1) [ 1 2 ])"),
        ("1 + 1 |> toString", "toString (1 + 1)"),
        ("toString <| 1 + 1", "toString (1 + 1)"),
        ("false -> false |> builtins.typeOf", "builtins.typeOf (false -> false)"),
        ("1 |> builtins.add 2 |> builtins.add 3", "6"),
        ("let x = 3; in x |> toString", '"3"'),
        ("(1 |> toString) + (toString <| 2)", '"12"'),
        ("toString <| (1 |> builtins.add 1)", '"2"'),
    ],
)
def test_pipes_apply_functions_if_they_are_allowed(text: str, same: str, nixstep: CommandLine) -> None:
    assert nixstep("eval", "--experimental", "--strict", "-E", text).value == printed(same)


@pytest.mark.parametrize("sign", ["|>", "<|"])
def test_pipes_are_refused_by_naming_the_option_that_allows_them(sign: str) -> None:
    assert evaluated(f"1 {sign} 2") == (
        f"ParseError: syntax error, unexpected '{sign}': "
        "pipe operators are an experiment of Nix, which --experimental turns on"
    )


@pytest.mark.parametrize("text", ["1 |> toString <| 1", "toString <| 1 |> toString"])
def test_pipes_of_both_directions_do_not_mix(text: str, nixstep: CommandLine) -> None:
    found = nixstep("eval", "--experimental", "-E", text)
    assert found.err.startswith("error: syntax error, unexpected '")
    assert "need parentheses between them" in found.err


def test_a_lambda_needs_parentheses_in_a_pipe(nixstep: CommandLine) -> None:
    assert nixstep("eval", "--experimental", "-E", "1 |> (x: x)").value == "1"
    assert "unexpected ':'" in nixstep("eval", "--experimental", "-E", "1 |> x: x").err


# 2.25: integer overflow is an error.


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("9223372036854775807 + 1", "integer overflow in adding 9223372036854775807 + 1"),
        ("-9223372036854775807 - 2", "integer overflow in subtracting -9223372036854775807 - 2"),
        ("9223372036854775807 * 2", "integer overflow in multiplying 9223372036854775807 * 2"),
        ("-(-9223372036854775807 - 1)", "integer overflow in negating -9223372036854775808"),
        ("(-9223372036854775807 - 1) / -1", "integer overflow in dividing -9223372036854775808 / -1"),
        ("builtins.add 9223372036854775807 1", "integer overflow in adding 9223372036854775807 + 1"),
        ("builtins.ceil 1.0e19", "the float 1e+19 does not fit a 64-bit integer"),
        ("builtins.floor (-1.0e19)", "the float -1e+19 does not fit a 64-bit integer"),
    ],
)
def test_integer_overflow_is_an_error_that_names_the_operation(text: str, message: str) -> None:
    assert evaluated(text) == f"IntegerOverflow: {message}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('builtins.fromJSON "9223372036854775807"', "9223372036854775807"),
        (
            'builtins.fromJSON "9223372036854775808"',
            "FormatError: the number 9223372036854775808 in JSON does not fit a 64-bit integer",
        ),
        ('builtins.fromTOML "a = 9223372036854775807"', "{ a = 9223372036854775807; }"),
        (
            'builtins.fromTOML "a = 9223372036854775808"',
            "FormatError: TOML: the number 9223372036854775808 does not fit a 64-bit integer",
        ),
        (
            'builtins.fromTOML "a = -9223372036854775809"',
            "FormatError: TOML: the number -9223372036854775809 does not fit a 64-bit integer",
        ),
    ],
)
def test_numbers_in_documents_must_fit_an_integer(text: str, shown: str) -> None:
    assert evaluated(text) == shown


# 2.26: declarations of nested sets merge at any depth.


@pytest.mark.parametrize(
    "declarations",
    [
        "a.b.c = 1; a = { b.d = 2; };",
        "a = { b = { c = 1; }; }; a = { b = { d = 2; }; };",
        "a = { b.c = 1; }; a = { b.d = 2; };",
        "a.b = { c = 1; }; a = { b.d = 2; };",
    ],
)
@pytest.mark.parametrize("around", ["({{ {} }}).a", "(rec {{ {} }}).a", "let {} in a"])
def test_declarations_of_nested_sets_merge_at_any_depth(declarations: str, around: str) -> None:
    assert evaluated(around.format(declarations)) == "{ b = { c = 1; d = 2; }; }"


@pytest.mark.parametrize("around", ["({{ {} }}).a", "(rec {{ {} }}).a", "let {} in a"])
def test_what_is_no_set_on_both_sides_is_still_defined_twice(around: str) -> None:
    twice = evaluated(around.format("a.b.c = 1; a = { b.c = 2; };"))
    assert twice.startswith("DuplicateAttribute: attribute 'a.b.c' already defined at <expr>:1:")


# Later: `ceil` and `floor` refuse what they cannot give exactly.

HUGE = "(1.0e200 * 1.0e200)"


@pytest.mark.parametrize("function", ["ceil", "floor"])
@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("9223372036854775807", "no float is equal to the integer 9223372036854775807"),
        ("9223372036854775296", "no float is equal to the integer 9223372036854775296"),
        ("9007199254740993", "no float is equal to the integer 9007199254740993"),
        ("(-9007199254740993)", "no float is equal to the integer -9007199254740993"),
        ("(-9223372036854775807)", "no float is equal to the integer -9223372036854775807"),
        ("1.0e200", "the float 1e+200 does not fit a 64-bit integer"),
        ("9.2233720368547758e18", "the float 9.22337e+18 does not fit a 64-bit integer"),
        (HUGE, "the float inf does not fit a 64-bit integer"),
        (f"(0.0 - {HUGE})", "the float -inf does not fit a 64-bit integer"),
    ],
)
def test_rounding_refuses_what_it_cannot_give_exactly(function: str, argument: str, message: str) -> None:
    assert evaluated(f"builtins.{function} {argument}") == f"IntegerOverflow: {message}"


@pytest.mark.parametrize("function", ["ceil", "floor"])
def test_rounding_refuses_what_is_not_a_number(function: str) -> None:
    message = evaluated(f"builtins.{function} ({HUGE} - {HUGE})")
    assert re.fullmatch("IntegerOverflow: the float -?nan does not fit a 64-bit integer", message)


@pytest.mark.parametrize("function", ["ceil", "floor"])
@pytest.mark.parametrize(
    ("argument", "shown"),
    [
        ("(-9223372036854775807 - 1)", "-9223372036854775808"),
        ("(-9.2233720368547758e18)", "-9223372036854775808"),
        ("9223372036854774784", "9223372036854774784"),
        ("9007199254740992", "9007199254740992"),
        ("9007199254740994", "9007199254740994"),
    ],
)
def test_rounding_leaves_integers_that_are_floats_as_they_are(
    function: str, argument: str, shown: str
) -> None:
    assert evaluated(f"builtins.{function} {argument}") == shown


# Later: NUL bytes.

NUL_IN_JSON = "FormatError: a string in JSON holds a NUL byte, which a Nix string cannot"
NUL_IN_TOML = "FormatError: a string in TOML holds a NUL byte, which a Nix string cannot"
NUL_IN_TEXT = "ParseError: a string must not hold a NUL byte"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r'builtins.fromJSON "\"a\\u0000b\""', NUL_IN_JSON),
        (r'builtins.fromJSON "{ \"\\u0000\": 1 }"', NUL_IN_JSON),
        (r'builtins.fromTOML "a = \"\\u0000\""', NUL_IN_TOML),
        (r'builtins.fromTOML "\"\\u0000\" = 1"', NUL_IN_TOML),
        (r'builtins.fromTOML "a = { \"\\u0000\" = 1 }"', NUL_IN_TOML),
        ('"a\0b"', NUL_IN_TEXT),
        ('"a${"b"}\0"', NUL_IN_TEXT),
        ('"\\\0"', NUL_IN_TEXT),
        ("''a\0b''", NUL_IN_TEXT),
        ("''${\"a\"}''\\\0''", NUL_IN_TEXT),
    ],
)
def test_strings_do_not_hold_nul_bytes(text: str, shown: str) -> None:
    assert evaluated(text) == shown


def test_a_file_with_a_nul_byte_cannot_be_read(tmp_path: Path) -> None:
    file = tmp_path / "nul"
    file.write_bytes(b"a\0b")
    shown = f"the contents of the file '{file}' cannot be represented as a Nix string"
    assert evaluated(f"builtins.readFile {file}") == f"FileError: {shown}"


# Later: JSON is UTF-8, no output is called drvPath.


@pytest.mark.parametrize("value", ["{}", "[ {} ]", "{{ a = {}; }}", "{{ ${{{}}} = 1; }}"])
def test_to_json_refuses_what_is_not_utf_8(value: str) -> None:
    half = '(builtins.substring 0 1 "ä")'
    message = "a string that is not valid UTF-8 cannot be converted to JSON"
    assert evaluated(f"builtins.toJSON {value.format(half)}") == f"FormatError: {message}"


@pytest.mark.parametrize("structured", ["true", "false"])
def test_no_output_may_be_called_drv_path(structured: str) -> None:
    outputs = f'outputs = [ "out" "drvPath" ]; __structuredAttrs = {structured};'
    text = f'(derivation {{ name = "a"; system = "b"; builder = "c"; {outputs} }}).drvPath'
    assert evaluated(text) == "FormatError: invalid derivation output name 'drvPath'"


# Later: printing, positions, syntax errors.


@pytest.mark.parametrize("word", "if then else assert with let in rec inherit".split())
def test_attribute_names_that_are_keywords_are_printed_in_quotes(word: str) -> None:
    assert printed(f'{{ "{word}" = 1; }}') == f'{{ "{word}" = 1; }}'


def test_or_is_a_name_like_any_other() -> None:
    assert printed('{ "or" = 1; "a b" = 2; "true" = 3; }') == '{ "a b" = 2; or = 1; true = 3; }'


@pytest.mark.parametrize(
    ("inherited", "line", "column"),
    [
        ("let a = 1; in {\n  inherit\n    a;\n}", 3, 5),
        ("{\n  inherit ({ a = 1; b = 2; })\n    b a; }", 3, 7),
        ("rec {\n  inherit ({ a = 1; })\n   a; }", 3, 4),
    ],
)
def test_the_position_of_an_inherited_attribute_is_its_name_in_the_inherit(
    inherited: str, line: int, column: int, tmp_path: Path
) -> None:
    file = tmp_path / "a.nix"
    file.write_text(f'builtins.unsafeGetAttrPos "a" (\n{inherited})')
    shown = print_value(machine(program_of_file(file), strict=True).finish())
    assert shown == f'{{ column = {column}; file = "{file}"; line = {line + 1}; }}'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 ++ ++ 2", "unexpected '++', expecting an expression"),
        ("let x = 1 in x", "unexpected 'in', expecting ';'"),
        ("a then", "unexpected 'then', expecting end of file"),
        ("{ a = 1 }", "unexpected '}', expecting ';'"),
        ("[ => ]", "unexpected '='"),
        ("{ inherit 1; }", "unexpected '1', expecting a name or ';'"),
        ("(1", "unexpected end of file, expecting ')'"),
        ('"abc', "unexpected end of file, expecting '\"'"),
        ("''abc", "unexpected end of file, expecting two single quotes"),
        ('"a${1', "unexpected end of file, expecting '}'"),
    ],
)
def test_syntax_errors_name_tokens_as_they_are_written(text: str, message: str) -> None:
    with pytest.raises(NixError) as caught:
        program(text)
    assert f"{type(caught.value).__name__}: {caught.value.text}".startswith(
        f"ParseError: syntax error, {message}"
    )


# What 2.8 says.


@pytest.mark.needs_nix
def test_the_list_of_builtins_is_that_of_nix_2_8() -> None:
    names = oracle.evaluate_one("builtins.attrNames builtins")
    assert names.text.split() == ["[", *(f'"{name}"' for name in LIST_OF_2_8), "]"]
