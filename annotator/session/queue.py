"""Annotations under some paths → those that wait for a person, the most doubtful first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.entries import entries
from annotator.errors import UsageError
from annotator.problems import Problem
from annotator.review import is_programs, review_status
from annotator.validate import Validator, iter_annotations
from annotator.yamlfile import load, read_text

CLOSED = frozenset({"file", "yaml", "schema", "code", "article"})  # cannot be shown or changed
UNREVIEWED = "unreviewed"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file to be looked at; `name` is the way to it from the folder that was asked for."""

    path: Path
    name: str
    status: str
    conflict: bool  # an entry of a person's does not fit the article any more
    confidence: float  # the lowest of the program's findings; 1 where it found nothing


@dataclass(frozen=True, slots=True)
class Queue:
    """`problems` are those of the files that are left out, `others` counts those reviewed."""

    waiting: tuple[Waiting, ...]
    problems: tuple[Problem, ...] = ()
    others: int = 0


def build_queue(paths: Sequence[Path], validator: Validator, *, all_: bool = False) -> Queue:
    """The unreviewed files, or all, in the order of doubt.

    Raises UsageError for a path that does not exist.
    """
    waiting: list[Waiting] = []
    problems: list[Problem] = []
    others = 0
    for path, name in _iter_files(paths):
        closed = [p for p in validator.check_file(path) if p.kind in CLOSED]
        if closed:
            problems += closed
            continue
        found = _waiting(path, name)
        if all_ or found.status == UNREVIEWED:
            waiting.append(found)
        else:
            others += 1
    return Queue(tuple(sorted(waiting, key=_doubt)), tuple(problems), others)


def _iter_files(paths: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    seen: set[Path] = set()
    for root in paths:
        if not root.exists():
            raise UsageError(f"{root}: no such file or directory", "missing")
        base = root if root.is_dir() else root.parent
        for path in iter_annotations([root]):
            if path.resolve() not in seen:
                seen.add(path.resolve())
                yield path, path.relative_to(base).as_posix()


def _waiting(path: Path, name: str) -> Waiting:
    record: Mapping[str, Any] = load(read_text(path)).data
    found = [*entries(record, "cooperation"), *entries(record, "rationale")]
    doubts = [entry.get("confidence", 1.0) for entry in found if is_programs(entry, record)]
    conflict = any("conflict" in entry for entry in found)
    return Waiting(path, name, review_status(record), conflict, min(doubts, default=1.0))


def _doubt(waiting: Waiting) -> tuple[bool, float, str]:
    return not waiting.conflict, waiting.confidence, waiting.name
