"""A strict reader of brat's standoff format, by its specification; what is not in it is an error."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

_ENTITY = re.compile(r"T(\d+)\t([\w-]+) (\d+ \d+(?:;\d+ \d+)*)\t(.+)")
_RELATION = re.compile(r"R(\d+)\t([\w-]+) Arg1:T(\d+) Arg2:T(\d+)")
_ATTRIBUTE = re.compile(r"A(\d+)\t([\w-]+) T(\d+)(?: ([\w-]+))?")
_NOTE = re.compile(r"#(\d+)\tAnnotatorNotes T(\d+)\t(.+)")


@dataclass
class Entity:
    label: str
    spans: list[tuple[int, int]]
    text: str
    attributes: dict[str, str] = field(default_factory=dict)
    note: str = ""


@dataclass
class Standoff:
    entities: dict[int, Entity]
    relations: list[tuple[str, int, int]]


def read_standoff(text: str, ann: str) -> Standoff:
    """What `ann` says of `text`, as brat's server reads both: universal line ends, code points."""
    text = re.sub(r"\r\n?", "\n", text)
    found = Standoff({}, [])
    seen: set[str] = set()
    assert ann == "" or ann.endswith("\n")
    for (
        line
    ) in ann.splitlines():  # as Python's, and so brat's, iteration over decoded lines may cut
        name = line.split("\t")[0]
        assert name not in seen, f"{name} twice"
        seen.add(name)
        _read(line, text, found)
    return found


def _read(line: str, text: str, found: Standoff) -> None:
    if match := _ENTITY.fullmatch(line):
        spans = [(int(a), int(b)) for a, b in (p.split() for p in match[3].split(";"))]
        assert spans == sorted(spans)
        assert all(a < b <= len(text) for a, b in spans)
        assert all(b <= c for (_, b), (c, _) in pairwise(spans))
        pieces = [text[a:b] for a, b in spans]
        assert not any("\n" in piece for piece in pieces)
        assert " ".join(pieces) == match[4]
        found.entities[int(match[1])] = Entity(match[2], spans, match[4])
    elif match := _RELATION.fullmatch(line):
        ends = int(match[3]), int(match[4])
        assert set(ends) <= set(found.entities)
        found.relations.append((match[2], *ends))
    elif match := _ATTRIBUTE.fullmatch(line):
        found.entities[int(match[3])].attributes[match[2]] = match[4] or ""
    elif match := _NOTE.fullmatch(line):
        found.entities[int(match[2])].note = match[3]
    else:
        raise AssertionError(f"not brat: {line!r}")


def read_configuration(text: str) -> dict[str, list[str]]:
    """Section → the names that it defines."""
    sections: dict[str, list[str]] = {}
    for line in text.splitlines():
        if match := re.fullmatch(r"\[(\w+)\]", line):
            current = sections.setdefault(match[1], [])
        else:
            current.append(re.split(r"[\t ]", line)[0])
    return sections
