"""What comes out of one article: the text of its file, problems with places, a diff."""

from __future__ import annotations

import difflib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.codes import party_name
from annotator.conflicts import find_conflicts
from annotator.errors import AnnotationError, AnnotatorError
from annotator.problems import Problem
from annotator.record import Record
from annotator.review import Ids, ids_of, is_untouched, merge, write_again
from annotator.store import Job, schema_reference
from annotator.summary import FAILED, UNCHANGED, Outcome
from annotator.writers import WRITERS
from annotator.writers.yaml import modeline
from annotator.yamlfile import YamlError


def failed(job: Job, error: AnnotatorError) -> Outcome:
    """An article that is not done, told where the mistake stands."""
    file, line, column = str(job.article), 1, 1
    if isinstance(error, AnnotationError):
        file = str(job.target)
    if isinstance(error, YamlError):
        line, column = error.line, error.column
    said = re.match(rf"{re.escape(file)}:(?:(\d+):)? ", str(error))  # the line of a JSON Lines file
    line = int(said[1]) if said and said[1] else line
    problem = Problem(file, line, column, error.kind, str(error)[said.end() if said else 0 :])
    return Outcome(job.article, job.target, FAILED, problems=(problem,), cause=error.__cause__)


def unchanged(job: Job, data: Mapping[str, Any]) -> Outcome:
    """A file that needs no run; what in it waits for a person is told all the same."""
    conflicts = tuple(find_conflicts(job.target)) if data.get("conflicts") else ()
    return Outcome(job.article, job.target, UNCHANGED, data, problems=conflicts)


def warning(job: Job, kind: str, message: str) -> Problem:
    return Problem(str(job.target), 1, 1, kind, message, "warning")


def diff(old: str | None, new: str, target: Path) -> str:
    before = [] if old is None else _lines(old)
    first = "/dev/null" if old is None else str(target)
    lines = difflib.unified_diff(before, _lines(new), first, str(target))
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline\n" for line in lines)


def _lines(text: str) -> list[str]:
    """Lines with their ends, parted at line feeds alone."""
    return list(io.StringIO(text, newline="\n"))


@dataclass(frozen=True, slots=True)
class Rendered:
    """The text of an annotation file, the record that it holds, what a person should look at.

    `own` are its ids where it holds nothing but what the program says now.
    """

    text: str
    record: Record
    problems: tuple[Problem, ...] = ()
    own: Ids | None = None


@dataclass(frozen=True, slots=True)
class Existing:
    """The annotation file that is there; `own` are its ids where nobody has touched it."""

    text: str
    own: Ids | None = None


def render(
    job: Job, record: Record, existing: Existing | None, article: str, format_: str
) -> Rendered:
    """The file in that format; YAML is merged with what is there. Raises AnnotationError."""
    _, write = WRITERS[format_]
    if format_ != "yaml":
        return Rendered(write(record), record)
    if existing is None:
        schema = schema_reference(job.target.parent)
        text = (modeline(schema) if schema else "") + write(record)
        return Rendered(text, record, own=ids_of(record))
    if existing.own and (again := write_again(existing.text, existing.own, record)):
        return Rendered(again, record, own=ids_of(record))
    return _merge(job, record, existing.text, article)


def _merge(job: Job, record: Record, existing: str, article: str) -> Rendered:
    merged = merge(existing, record, article, party_name)
    problems = tuple(
        Problem(str(job.target), note.line, 1, "conflict", note.message, "warning")
        for note in merged.notes
    )
    own = ids_of(record) if is_untouched(merged.text, record) else None
    return Rendered(merged.text, merged.record, problems, own)
