"""Patterns of what stands beside the article, compiled from `data/boilerplate.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import yaml

from annotator.datafiles import data_file
from annotator.errors import LexiconError

SECTIONS = ("lines", "openers", "edges", "tails", "heads", "datelines")
LONGEST_LINE, LONGEST_HEAD, LONGEST_TAIL = 450, 300, 150  # characters that a pattern may span
_PLAIN = dict.fromkeys("’‘ʼ`´", "'") | dict.fromkeys("\u00a0\u202f\u2009\t", " ")
_PIECE = re.compile(r"\{([a-z]+)\}")


@dataclass(frozen=True, slots=True)
class Found:
    """What a pattern found, with the metadata of its named groups."""

    rule: str
    start: int
    end: int
    caption: bool = False
    facts: dict[str, str] = field(default_factory=dict)  # source, place, date, title


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled pattern; `caption`: what it is cut from is the caption of a picture."""

    id: str
    pattern: re.Pattern[str]
    caption: bool = False

    def found(self, match: re.Match[str]) -> Found:
        """The match as a value; a group `source2` says what `source` says."""
        facts = {
            name.rstrip("0123456789"): text for name, text in match.groupdict().items() if text
        }
        return Found(self.id, match.start(), match.end(), self.caption, facts)


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """The rules of each section; the first that matches has its say."""

    lines: tuple[Rule, ...]
    openers: tuple[Rule, ...]
    edges: tuple[Rule, ...]
    tails: tuple[Rule, ...]
    heads: tuple[Rule, ...]
    datelines: tuple[Rule, ...]

    def line(self, text: str) -> Found | None:
        """What takes the whole line for boilerplate."""
        return _whole(self.lines, text)

    def opener(self, text: str) -> Found | None:
        """What takes the line for the heading of a list of links or keywords."""
        return _whole(self.openers, text)

    def edge(self, text: str) -> Found | None:
        """What takes the line for a name or a rubric."""
        return _whole(self.edges, text)

    def tail(self, text: str) -> Found | None:
        """A credit or an agency's mark at the end of a paragraph."""
        start = max(0, len(text) - LONGEST_TAIL)
        end = plain(text)
        matches = ((rule, rule.pattern.search(end, start)) for rule in self.tails)
        return next((rule.found(match) for rule, match in matches if match), None)

    def head(self, text: str) -> Found | None:
        """What stands before the first words of a title or a paragraph."""
        return _begin(self.heads, text)

    def dateline(self, text: str) -> Found | None:
        """The place, the day, the agency before the first words of a report."""
        return _begin(self.datelines, text)


def _whole(rules: tuple[Rule, ...], text: str) -> Found | None:
    if len(text) > LONGEST_LINE:
        return None
    line = plain(text)
    matches = ((rule, rule.pattern.fullmatch(line)) for rule in rules)
    return next((rule.found(match) for rule, match in matches if match), None)


def _begin(rules: tuple[Rule, ...], text: str) -> Found | None:
    start = plain(text[:LONGEST_HEAD])
    matches = ((rule, rule.pattern.match(start)) for rule in rules)
    return next((rule.found(match) for rule, match in matches if match), None)


def plain(text: str) -> str:
    """One apostrophe and one kind of blank, character by character: offsets stay."""
    for char, same in _PLAIN.items():  # ten times as fast as `translate`
        text = text.replace(char, same)
    return text


@cache
def load_boilerplate() -> Boilerplate:
    """The compiled patterns. Raises LexiconError when the file is wrong."""
    document = read_document()
    parts = _resolve_parts(document["parts"])
    return Boilerplate(
        **{section: tuple(_compile(section, entry, parts) for entry in document[section])
           for section in SECTIONS}
    )  # fmt: skip


def read_document() -> dict[str, Any]:
    """The YAML file as it is, examples included."""
    text = data_file("boilerplate.yaml").read_text(encoding="utf-8")
    document: dict[str, Any] = yaml.safe_load(text)
    return document


def _resolve_parts(parts: dict[str, str]) -> dict[str, str]:
    """Pieces may name pieces that stand above them."""
    resolved: dict[str, str] = {}
    for name, pattern in parts.items():
        resolved[name] = _fill(pattern, resolved)
    return resolved


def _fill(pattern: str, parts: dict[str, str]) -> str:
    return _PIECE.sub(lambda match: parts[match.group(1)], pattern)


def _compile(section: str, entry: dict[str, Any], parts: dict[str, str]) -> Rule:
    where = f"data/boilerplate.yaml: {section}.{entry.get('id')}"
    try:
        pattern = _fill(entry["pattern"], parts)
        if section == "tails":
            pattern = f"(?:{pattern})$"
        return Rule(entry["id"], re.compile(pattern, re.IGNORECASE), bool(entry.get("caption")))
    except (KeyError, re.error) as error:
        raise LexiconError(f"{where}: {error!r}; mend the pattern") from error
