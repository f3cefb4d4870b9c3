"""Example sentences with the expected answer marked inside them.

    [La France](party=FRA) et [le Japon](party=JPN) ont mené [un exercice conjoint](activity).
    … [pour apaiser la région](rationale kind=purpose theme=stability by="Ana Prates").

Marks do not nest. `party` takes codes with commas between them, `by` a person's name, codes or
`article`. An unclosed bracket, an unknown mark, key or value, an empty list is an error that names
file and line: an example that tests nothing must not pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.codes import known_codes
from annotator.errors import LexiconError
from annotator.lexicon import data_file
from annotator.model import KINDS, STATUSES, THEMES, TYPES
from annotator.yaml12 import Located, load_with_lines

_MARK = re.compile(r"\[([^\[\]()]*)\]\(([^\[\]()]*)\)")
_ATTRIBUTES = re.compile(r'\s*(\w+)(?:=(?:"([^"]+)"|([^\s"=]+)))?(?=\s|$)')
_KEYS = {
    "party": {"party"},
    "activity": {"activity"},
    "rationale": {"rationale", "kind", "theme", "by", "targets"},
}
_VALUES = {"kind": KINDS, "theme": THEMES}


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked stretch of the sentence; `values` holds what stands in the round brackets."""

    kind: str  # party | activity | rationale
    start: int
    end: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True, eq=False)  # each is its own, so that it can be a key
class Example:
    """One sentence (or a few) and what the program must find in it.

    `right` is False for a counterexample, in which nothing of the type may be found.
    """

    name: str  # exercise.joint-1, for the test's id
    rule: str  # id of a rule or connective, or the heading that it stands under
    text: str  # without the marks
    marks: tuple[Mark, ...]
    group: str  # name of the file with its frozen parse
    right: bool = True
    type: str | None = None
    status: str | None = None

    @property
    def parties(self) -> tuple[str, ...]:
        codes = (m.values["party"].split(",") for m in self.marks if m.kind == "party")
        return tuple(sorted({code for group in codes for code in group}))

    def marked(self, kind: str) -> list[Mark]:
        return [mark for mark in self.marks if mark.kind == kind]


def read_marks(line: str) -> tuple[str, tuple[Mark, ...]]:
    """The plain sentence and its marks. Raises ValueError that says what is wrong."""
    text, marks, at = "", [], 0
    for match in _MARK.finditer(line):
        text += _plain(line[at : match.start()])
        if not match[1].strip():
            raise ValueError("a mark without words")
        marks.append(_mark(match[2], len(text), len(text) + len(match[1])))
        text += match[1]
        at = match.end()
    text += _plain(line[at:])
    if not text.strip() or text != " ".join(text.split()):
        raise ValueError("the sentence is empty or has needless white space")
    return text, tuple(marks)


def _plain(text: str) -> str:
    if found := re.search(r"[\[\]]", text):
        raise ValueError(f"a bracket that is no mark: {text[found.start() :][:30]!r}")
    return text


def _mark(inside: str, start: int, end: int) -> Mark:
    values, at = {}, 0
    while at < len(inside):
        match = _ATTRIBUTES.match(inside, at)
        if not match:
            raise ValueError(f"cannot read the mark {inside!r}")
        if match[1] in values:
            raise ValueError(f"{match[1]} stands twice in {inside!r}")
        values[match[1]] = match[2] or match[3] or ""
        at = match.end()
    kind = next(iter(values), "")
    _check_values(kind, values, inside)
    return Mark(kind, start, end, values)


def _check_values(kind: str, values: dict[str, str], inside: str) -> None:
    if unknown := set(values) - _KEYS.get(kind, set()):
        raise ValueError(f"unknown mark or key {', '.join(sorted(unknown))} in {inside!r}")
    if not kind:
        raise ValueError("a mark that says nothing")
    for key, value in values.items():
        if (not value and key != kind) or (value and key in {"activity", "rationale"}):
            raise ValueError(f"{key} in {inside!r}: wrong or missing value")
        if key in _VALUES and value not in _VALUES[key]:
            raise ValueError(f"{key}={value} is none of {', '.join(_VALUES[key])}")
    for code in ",".join(values.get(k, "") for k in ("party", "targets")).split(","):
        if code and not code.startswith("X:") and code not in known_codes():
            raise ValueError(f"there is no party {code!r}")
    if kind == "party" and not values["party"]:
        raise ValueError("party needs a code")


@dataclass(frozen=True, slots=True)
class _Item:
    """One entry of a list, with the way to it for errors."""

    file: Located
    path: tuple[str | int, ...]
    value: Any
    keys: frozenset[str] = field(default=frozenset())

    def error(self, message: str) -> LexiconError:
        return self.file.error(self.path, message)

    def read(self, rule: str, group: str, right: bool, type_: str | None) -> Example:
        fields = {"text": self.value} if isinstance(self.value, str) else self.value
        if not isinstance(fields, dict) or not isinstance(fields.get("text"), str):
            raise self.error("an example is a sentence or a mapping with a text")
        if unknown := set(fields) - {"text"} - self.keys:
            raise self.error(f"unknown key {', '.join(sorted(unknown))}")
        for key, known in (("status", STATUSES), ("type", TYPES)):
            if fields.get(key, known[0]) not in known:
                raise self.error(f"{key} {fields[key]!r} is none of {', '.join(known)}")
        try:
            text, marks = read_marks(fields["text"])
        except ValueError as error:
            raise self.error(str(error)) from None
        number = int(self.path[-1]) + 1
        name = f"{rule}-{number}" if right else f"{rule}-not-{number}"
        type_ = fields.get("type", type_)
        return Example(name, rule, text, marks, group, right, type_, fields.get("status"))


def _read(path: Path | None, name: str) -> Located:
    source = path or data_file("examples", name)
    file = load_with_lines(source.read_text(encoding="utf-8"), f"examples/{name}")
    if not isinstance(file.data, dict) or not file.data:
        raise file.error((), "holds no examples")
    return file


def _items(file: Located, path: tuple[str | int, ...], value: Any, *keys: str) -> Iterator[_Item]:
    if not isinstance(value, list) or not value:
        raise file.error(path, "a list of examples is empty or no list")
    for at, item in enumerate(value):
        yield _Item(file, (*path, at), item, frozenset(keys))


def read_rules(name: str, path: Path | None = None) -> list[Example]:
    """The examples of `cooperation.yaml` or `connectives.yaml`, by rule and by right and wrong."""
    file, found = _read(path, name), []
    cooperation = name == "cooperation.yaml"
    for rule, lists in file.data.items():
        if not isinstance(lists, dict) or set(lists) != {"examples", "counterexamples"}:
            raise file.error((rule,), "takes the keys examples and counterexamples")
        type_ = rule.partition(".")[0] if cooperation else None
        for key, value in lists.items():
            right = key == "examples"
            keys = ("status",) if cooperation and right else ()
            for item in _items(file, (rule, key), value, *keys):
                example = item.read(rule, type_ or "connectives", right, type_)
                _require(item, example, "activity" if cooperation else "rationale")
                found.append(example)
    return found


def read_status(path: Path | None = None) -> list[Example]:
    """The examples of `status.yaml`: for each status a list of sentences with their type."""
    file, found = _read(path, "status.yaml"), []
    for status, value in file.data.items():
        if status not in STATUSES:
            raise file.error((status,), f"{status!r} is none of {', '.join(STATUSES)}")
        for item in _items(file, (status,), value, "type"):
            example = item.read(status, "status", True, None)
            if not example.type:
                raise item.error("the type is missing")
            _require(item, example, "activity")
            found.append(example)
    return found


def read_speakers(path: Path | None = None) -> list[Example]:
    """The examples of `speakers.yaml`: under free headings, reasons marked with who states them."""
    file, found = _read(path, "speakers.yaml"), []
    for heading, value in file.data.items():
        for item in _items(file, (heading,), value):
            example = item.read(str(heading), "speakers", True, None)
            if not any("by" in mark.values for mark in example.marked("rationale")):
                raise item.error("marks no reason with its speaker (by=…)")
            found.append(example)
    return found


def _require(item: _Item, example: Example, kind: str) -> None:
    """What an example must mark: parties and the activity, or a reason with all its keys."""
    if not example.right:
        if example.marks:
            raise item.error("a counterexample marks nothing")
    elif kind == "activity":
        if len(example.parties) < 2 or not example.marked("activity"):
            raise item.error("marks fewer than two parties or no activity")
    elif {"kind", "theme", "by"} - {key for m in example.marked(kind) for key in m.values}:
        raise item.error("marks no reason with kind, theme and by")


def read_all() -> list[Example]:
    """Every example of the lexicon."""
    rules = [*read_rules("cooperation.yaml"), *read_rules("connectives.yaml")]
    return [*rules, *read_status(), *read_speakers()]
