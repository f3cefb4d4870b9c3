"""One shard: what is asked for, what comes of it, and whether it is done already."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from annotator.errors import AnnotatorError, UsageError
from annotator.fields import USUAL_FIELDS, Fields
from annotator.formats import inner_name
from annotator.problems import Problem
from annotator.record import Machine
from annotator.shards.documents import KINDS, kind_of
from annotator.shards.places import Place
from annotator.summary import Summary

SUFFIXES = {"jsonl": ".jsonl", "parquet": ".parquet"}  # of what is written, by format
DONE = "_shards"  # the folder of reports, below that of the shards
TOLD = 20  # problems of a shard that are told one by one

Report = Mapping[str, Any]  # as it stands in the report's file


@dataclass(frozen=True, slots=True)
class Task:
    """A shard to be read, the file that its annotations go to, the report that it is done.

    `name` is the way to the shard from the folder that was given: what records call it.
    """

    name: str
    source: Place
    target: Place
    report: Place
    machine: Machine
    fields: Fields = USUAL_FIELDS  # what the records of the shard call the facts


def plan_tasks(
    paths: Iterable[str], out: str, format_: str, machine: Machine, fields: Fields = USUAL_FIELDS
) -> Iterator[Task]:
    """A task for each shard under `paths`, in order.

    Raises UsageError for a path that is not there or holds no shard, and for two shards whose
    annotations would be one file.
    """
    first: dict[str, Place] = {}
    folder = Place(out)
    for root in map(Place, paths):
        found = [way for way in root.find() if kind_of(way or root.name)]
        if not found:
            known = ", ".join(suffix for suffixes in KINDS.values() for suffix in suffixes)
            raise UsageError(f"{root.url}: no shards there; they end in {known}")
        for way in found:
            source = root.below(way) if way else root
            stem = str(inner_name(way or root.name).with_suffix("")) + SUFFIXES[format_]
            if first.setdefault(stem, source) != source:
                message = f"{source.url}: {first[stem].url} has the same file of annotations"
                raise UsageError(f"{message}; give each folder its own --out", "same-target")
            report = folder.below(f"{DONE}/{stem}.json")
            target = folder.below(stem)
            yield Task(way or root.name, source, target, report, machine, fields)


def read_report(task: Task) -> Report | None:
    """The report of an earlier run, if the shard is done and nothing has changed since."""
    try:
        data = task.report.read()
        report: Report = json.loads(data or "{}")
        current = report["made_by"] == made_by(task) and task.target.exists()
        return report if current and report["source"] == task.source.version() else None
    except (ValueError, KeyError, TypeError, OSError):
        return None  # done again


def made_by(task: Task) -> dict[str, Any]:
    """What makes the annotations of a shard what they are."""
    named = {fact: list(names) for fact, names in task.fields.named().items()}
    asked = {"fields": named} if named else {}
    return {**task.machine.fields(), "screen": task.machine.screen, **asked}


def write_report(task: Task, version: str, summary: Summary) -> Report:
    """Say that the shard is done; `version` is that of the source before it was read."""
    report = {
        "shard": task.source.url,
        "source": version,
        "made_by": made_by(task),
        "counts": {
            name: dict(sorted(getattr(summary, name).items()))
            for name in ("states", "types", "skipped")
        },
        "relevant": summary.relevant,
        "reasons": summary.reasons,
        "words": summary.words,
        "problems": [
            [p.file, p.line, p.column, p.kind, p.message] for p in summary.problems[:TOLD]
        ],
    }
    text = json.dumps(report, ensure_ascii=False, indent=1) + "\n"
    task.report.write(lambda file: _write_bytes(file, text.encode()))
    return report


def _write_bytes(file: Any, data: bytes) -> None:
    file.write(data)


def failed_report(task: Task, error: AnnotatorError) -> Report:
    """The report of a shard that could not be done; it is not written anywhere."""
    problem = locate(error, task.source.url)
    fields = [problem.file, problem.line, problem.column, problem.kind, problem.message]
    return {"shard": task.source.url, "failed": fields}


def locate(error: AnnotatorError, url: str) -> Problem:
    """An error about a shard (`url: …`) or about one of its articles (`url:number: …`)."""
    message = str(error)
    said = re.match(rf"{re.escape(url)}(?::(\d+))?: ", message)
    line = int(said[1]) if said and said[1] else 1
    return Problem(url, line, 1, error.kind, message[said.end() if said else 0 :])


def add_report(summary: Summary, report: Report) -> None:
    """Count the articles of a shard in the summary of the run."""
    if "failed" in report:
        summary.problems.append(Problem(*report["failed"]))
        return
    for name, counts in report["counts"].items():
        getattr(summary, name).update(Counter(counts))
    summary.relevant += report["relevant"]
    summary.reasons += report["reasons"]
    summary.words += report["words"]
    summary.problems += [Problem(*fields) for fields in report["problems"]]
