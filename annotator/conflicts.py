"""Entries of a person's that do not fit their article any more, wherever they are to be told of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from annotator.entries import Entry, anchored, entries
from annotator.errors import AnnotatorError
from annotator.problems import Problem
from annotator.review import is_programs
from annotator.review.care import GONE
from annotator.review.plan import kept_because
from annotator.store import read_existing
from annotator.yamlfile import load

LISTS = ("cooperation", "rationale")


def find_conflicts(path: Path, text: str | None = None) -> list[Problem]:
    """The conflicts that are marked in a file; with its article's new `text`, those to come too."""
    try:
        document = load(read_existing(path) or "")
    except AnnotatorError:
        return []  # told by who opens the file
    if not isinstance(document.data, Mapping):
        return []
    return [
        Problem(str(path), document.place(way).line, 1, "conflict", message, "warning")
        for way, message in _conflicts(document.data, text)
    ]


def _conflicts(data: Mapping[str, Any], text: str | None) -> Iterator[tuple[tuple[str, int], str]]:
    for name in LISTS:
        for number, entry in enumerate(entries(data, name)):
            if isinstance(entry, Mapping) and (message := _conflict(data, name, entry, text)):
                yield (name, number), message


def _conflict(data: Mapping[str, Any], name: str, entry: Entry, text: str | None) -> str:
    if "conflict" in entry:
        return kept_because(entry)
    if text is None or is_programs(entry, data) or anchored(name, dict(entry), text)[1]:
        return ""
    return kept_because({"conflict": GONE})
