"""`docs/robustness.md`: what the program has been put through; `python -m tests.tried` writes it.

What each run of the tests tries is counted from the tests themselves. What the longer commands tried
stands in `tried.json`, into which they write it with `--record`.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))  # as pytest does: the tests are no package

from annotator import __version__
from annotator.errors import KINDS
from annotator.export import EXPORTERS

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs/robustness.md"
RECORD = TESTS / "tried.json"
_TABLE = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
# Reader → module of its tests, and the collections in it that hold its samples.
SAMPLES = {
    "html": ("test_readers_html", ("TEXTS", "FACTS", "NONE")),
    "jsonl": ("test_readers_jsonl", ("SAMPLES", "FACTS")),
    "feed": ("test_readers_feed", ("SAMPLES", "FACTS")),
    "pdf": ("test_readers_pages", ("PLACES", "COLUMNS")),
    "text, markdown": ("test_readers_plain", ("SAMPLES",)),
}


def record(name: str, command: Iterable[str], figures: dict[str, Any]) -> None:
    """Keep what a command has tried, in the place of what it had tried before with these words."""
    kept = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    line = " ".join(["python -m", f"tests.{name}", *command])
    kept.setdefault(name, {})[line] = {"version": __version__, **figures}
    RECORD.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def recorded(name: str) -> Iterable[tuple[str, Any]]:
    """Each call of a command that is kept, with its figures."""
    return json.loads(RECORD.read_text(encoding="utf-8")).get(name, {}).items()


def samples() -> dict[str, tuple[int, str]]:
    """How many samples each reader has, and the file of tests that they are in."""
    found = {}
    for reader, (name, collections) in SAMPLES.items():
        module = import_module(name)
        found[reader] = (sum(len(getattr(module, each)) for each in collections), name)
    compressed = import_module("test_readers_compressed")
    ways = [name for name in vars(compressed.TestEachKind) if name.startswith("test_")]
    count = len(ways) * len(compressed.PACK)
    return found | {", ".join(compressed.PACK): (count, "test_readers_compressed")}


def in_tests() -> Iterator[tuple[str, str, str]]:
    """What each run of the tests tries: what, how many, and the files of tests."""
    faults, offline, security = map(import_module, ("test_faults", "test_offline", "test_security"))
    for reader, (count, name) in samples().items():
        yield f"strange and broken samples of `{reader}`", f"{count}", name
    formats = "test_export_formats tests/test_export_properties"
    yield "formats of export read back, offsets compared", f"{len(EXPORTERS)}", formats
    yield "codes of errors, each made to happen", f"{len(KINDS)}", "test_errors"
    calls = sum(map(len, security.COMMANDS.values()))
    yield "calls that are given control sequences", f"{calls}", "test_security"
    yield "calls while sockets are forbidden", f"{len(offline.OTHERS) + 1}", "test_offline"
    share = import_module("test_fuzz").SHARE
    yield "damaged inputs, a share of those below", f"{share:,}", "test_fuzz"
    yield (
        "runs killed and disturbed, a share of those below",
        f"{3 + len(faults.BRIEF)}",
        "test_faults",
    )


def tests() -> Iterator[str]:
    yield "| what | how many | command |"
    yield "|---|---|---|"
    for what, count, name in in_tests():
        files = " ".join(f"tests/{word.removeprefix('tests/')}.py" for word in name.split())
        yield f"| {what} | {count} | `python -m pytest {files}` |"


def fuzz() -> Iterator[str]:
    yield "| command | damaged inputs | failures |"
    yield "|---|---|---|"
    for line, run in recorded("fuzz"):
        yield f"| `{line}` | {sum(run['inputs'].values()):,} | {run['failures']} |"


def faults() -> Iterator[str]:
    yield "| command | what | how many |"
    yield "|---|---|---|"
    for line, run in recorded("faults"):
        for what, count in run["tried"].items():
            yield f"| `{line}` | {what} | {count:,} |"


def inputs() -> Iterator[str]:
    yield "| loader | inputs |"
    yield "|---|---|"
    totals: dict[str, int] = {}
    for _, run in recorded("fuzz"):
        for name, count in run["inputs"].items():
            totals[name] = totals.get(name, 0) + count
    yield from (f"| {name} | {count:,} |" for name, count in totals.items())
    yield f"| all | {sum(totals.values()):,} |"


def disturbances() -> Iterator[str]:
    yield "| disturbed by | in particular |"
    yield "|---|---|"
    for name, disturb in import_module("disturbances").DISTURBANCES.items():
        yield f"| {name} | {str(disturb.__doc__).splitlines()[0]} |"


def limits() -> Iterator[str]:
    yield from (f"- {name}" for name in import_module("limits").CASES)


TABLES = {made.__name__: made for made in (tests, fuzz, inputs, faults, disturbances, limits)}


def with_tables(page: str) -> str:
    """The page with its tables made anew."""
    return _TABLE.sub(
        lambda m: m[1] + "\n" + "".join(f"{line}\n" for line in TABLES[m[2]]()) + "\n" + m[3], page
    )


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
