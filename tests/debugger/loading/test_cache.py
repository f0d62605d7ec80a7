"""Findings that are kept from run to run: the same program, whatever is in the cache."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest

from compiler.cache.decoding import decoded
from compiler.cache.encoding import encoded
from compiler.compile import Compiled, compile_source
from compiler.emission.writer import Writer
from compiler.options import Options
from debugger.loading import cache as module
from debugger.loading.cache import HEAD, FileCache, clear, contents
from tests.debugger.in_process import CommandLine
from tests.differential.comparison import written_expressions
from tests.evaluation import LEVELS, options
from vm.errors import NixError
from vm.spans import Source
from vm.text.disassembler import listing

TESTS = Path(__file__).parents[2]
PROGRAMS = sorted(
    (*TESTS.glob("language/*/*.nix"), *TESTS.glob("bytecode/*.nix"), *TESTS.glob("modules/**/*.nix"))
)
LONG = "let\n" + "".join(f"  a{n} = x: x + {n};\n" for n in range(200)) + "in a7 1\n"


@pytest.fixture(autouse=True)
def small_files_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SMALLEST", 0)


def source_of(text: str, path: str = "/base/file.nix") -> Source:
    return Source.of_file(path, text.encode())


def with_cache(directory: Path, level: int = 0) -> Options:
    made = options(level=level)
    made.cache = FileCache(directory)
    return made


def shape(compiled: Compiled, chosen: Options) -> object:
    """All that can be seen of a compiled source."""
    listings = ["\n".join(listing(code)) for code in chosen.chunks.values()]
    positions = [
        (code.chunk.positions, code.chunk.slots, code.chunk.bindings) for code in chosen.chunks.values()
    ]
    spans = [(code.chunk.starts, code.chunk.ends) for code in chosen.chunks.values()]
    shown = [
        [
            (ip, sorted(each) if isinstance(each, dict) else [place[1] for place in each])
            for ip, each in places.items()
        ]
        for places, _, _ in positions
    ]
    rest = [(slots, bindings) for _, slots, bindings in positions]
    remarks = [(each.code, each.text, each.span.start, each.span.end) for each in compiled.warnings]
    return listings, spans, shown, rest, remarks, list(chosen.chunks)


def shape_of(source: Source, directory: Path, level: int) -> object:
    chosen = with_cache(directory, level)
    return shape(compile_source(source, chosen), chosen)


@pytest.mark.parametrize("level", LEVELS)
def test_what_was_kept_gives_the_same_code(level: int, tmp_path: Path) -> None:
    texts = [path.read_bytes().decode("latin-1") for path in PROGRAMS]
    texts += written_expressions()[::7]
    compared = 0
    for text in texts:
        source = source_of(text)
        try:
            first = shape_of(source, tmp_path, level)
        except NixError:
            assert shape_error(source, tmp_path, level)
            continue
        assert shape_of(source, tmp_path, level) == first
        compared += 1
    assert compared > 500
    assert contents(tmp_path).entries > 500


def shape_error(source: Source, directory: Path, level: int) -> bool:
    """Whether it fails the second time too: what fails is never kept."""
    try:
        shape_of(source, directory, level)
    except NixError:
        return True
    return False


def entry(directory: Path) -> Path:
    (found,) = directory.glob("*.findings")
    return found


def test_the_second_run_does_not_parse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = shape_of(source_of(LONG), tmp_path, 0)

    def never(*arguments: object) -> None:
        raise AssertionError("parsed")

    monkeypatch.setattr("compiler.compile.parse", never)
    assert shape_of(source_of(LONG), tmp_path, 0) == first
    with pytest.raises(AssertionError, match="parsed"):
        shape_of(source_of(LONG + " "), tmp_path, 0)
    with pytest.raises(AssertionError, match="parsed"):
        shape_of(source_of(LONG, "/base/other.nix"), tmp_path, 0)
    with pytest.raises(AssertionError, match="parsed"):
        shape_of(source_of(LONG), tmp_path, 1)


@pytest.mark.parametrize("where", [0, 20, HEAD, HEAD + 10, -1])
def test_a_damaged_entry_is_made_again(where: int, tmp_path: Path) -> None:
    first = shape_of(source_of(LONG), tmp_path, 0)
    path = entry(tmp_path)
    good = path.read_bytes()
    bad = bytearray(good)
    bad[where] ^= 0x55
    path.write_bytes(bad)
    assert shape_of(source_of(LONG), tmp_path, 0) == first
    assert entry(tmp_path).read_bytes() == good


@pytest.mark.parametrize("size", [0, 5, HEAD, HEAD + 100])
def test_a_shortened_entry_is_made_again(size: int, tmp_path: Path) -> None:
    first = shape_of(source_of(LONG), tmp_path, 0)
    path = entry(tmp_path)
    good = path.read_bytes()
    path.write_bytes(good[:size])
    assert shape_of(source_of(LONG), tmp_path, 0) == first
    assert entry(tmp_path).read_bytes() == good


def test_an_entry_that_others_may_write_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = shape_of(source_of(LONG), tmp_path, 0)
    path = entry(tmp_path)
    path.chmod(0o666)
    asked: list[Path] = []
    monkeypatch.setattr(module, "decoded", lambda *arguments: asked.append(path))
    assert shape_of(source_of(LONG), tmp_path, 0) == first
    assert asked == []
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    first = shape_of(source_of(LONG), tmp_path / "own", 0)
    path = entry(tmp_path / "own")
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert shape_of(source_of(LONG), tmp_path / "own", 0) == first
    assert not path.is_symlink()


def test_a_directory_that_others_may_write_is_not_used(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    shape_of(source_of(LONG), tmp_path, 0)
    assert contents(tmp_path).entries == 0


def test_without_a_place_to_keep_anything_all_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    shape_of(source_of(LONG), tmp_path / "file" / "below", 0)


def test_bytes_of_any_kind_are_findings_or_refused() -> None:
    random = Random(1)
    source = source_of(LONG)
    chosen = options()
    compiled = compile_source(source, chosen)
    assert isinstance(compiled.toplevel.unit, Writer)
    good = data_of(source)
    sound = 0
    for _ in range(2000):
        data = bytearray(good)
        for _ in range(random.randint(1, 4)):
            data[random.randrange(len(data))] = random.randrange(256)
        try:
            decoded(source, bytes(data))
        except ValueError:
            continue
        sound += 1
    assert sound < 2000


def data_of(source: Source) -> bytes:
    """What would be kept of a source."""
    kept: list[bytes] = []
    chosen = options()

    class Keeping(FileCache):
        def keep(self, source: Source, options: Options, found: object) -> None:
            kept.append(encoded(found))  # type: ignore[arg-type]

    chosen.cache = Keeping(Path("/nowhere"))
    compile_source(source, chosen)
    return kept[0]


def test_whatever_is_kept_the_code_that_runs_is_that_of_the_source(tmp_path: Path) -> None:
    """Entries with a right checksum whose content was changed: what could not run is made again."""
    random = Random(2)
    source = source_of(LONG)
    good = data_of(source)
    chosen = with_cache(tmp_path)
    path = chosen.cache.path_of(source, chosen)  # type: ignore[attr-defined]
    tmp_path.chmod(0o700)
    ran = 0
    for _ in range(300):
        changed = bytearray(good)
        changed[random.randrange(len(changed))] = random.randrange(256)
        data = bytes(changed)
        module.write_whole(path, module.head_of(data) + data)
        chosen = with_cache(tmp_path)
        try:
            compiled = compile_source(source, chosen)
            for code in chosen.chunks.values():
                assert module_fault(code) is None
        except NixError:
            continue
        ran += compiled.toplevel.end > 0
    assert ran > 100


def module_fault(code: object) -> str | None:
    from vm.verifier import fault

    return fault(code)  # type: ignore[arg-type]


def test_the_oldest_entries_go_first(tmp_path: Path) -> None:
    for number in range(5):
        path = tmp_path / f"{number}.findings"
        path.write_bytes(bytes(100))
        os.utime(path, (number, number))
    module.trim(tmp_path, most=250)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["3.findings", "4.findings"]
    module.trim(tmp_path, most=250)
    assert contents(tmp_path).size == 200


def test_two_writers_leave_one_whole_entry(tmp_path: Path) -> None:
    first, second = os.fork(), 0
    if first == 0:
        for _ in range(50):
            module.write_whole(tmp_path / "x.findings", b"a" * 100_000)
        os._exit(0)
    for _ in range(50):
        module.write_whole(tmp_path / "x.findings", b"b" * 100_000)
    _, second = os.waitpid(first, 0)
    assert second == 0
    assert (tmp_path / "x.findings").read_bytes() in (b"a" * 100_000, b"b" * 100_000)
    assert [each.name for each in tmp_path.iterdir()] == ["x.findings"]


def test_the_command_tells_and_clears(
    nixstep: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    file = nixstep.file("long.nix", LONG)
    assert nixstep("eval", "--no-cache", str(file)).value == "8"
    assert "0 entries, 0 bytes" in nixstep("cache", "info").value
    assert nixstep("eval", str(file)).value == "8"
    assert ": 1 entry, " in nixstep("cache", "info").value
    assert nixstep("eval", str(file)).value == "8"
    assert nixstep("cache", "clear").value.endswith(" removed")
    assert clear(tmp_path / "nixstep" / "findings").entries == 0


def test_what_cannot_be_cleared_is_told(
    nixstep: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert nixstep("eval", str(nixstep.file("long.nix", LONG))).value == "8"
    monkeypatch.setattr(module, "discard", lambda path: None)
    told = nixstep("cache", "clear")
    assert told.code == 1
    assert "0 entries, 0 bytes removed" in told.out
    assert "1 entry could not be removed" in told.err
