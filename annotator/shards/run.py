"""A run over shards: what is done is counted, the rest is done, here or on a cluster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from annotator.shards.setup import Setup
from annotator.shards.task import Report, Task, add_report, read_report
from annotator.summary import FAILED, UNCHANGED, WRITTEN, Outcome, Summary


class Reporter(Protocol):
    """Who is told how the run goes on; a shard counts as one."""

    def begin(self, articles: int) -> None: ...

    def advance(self, outcome: Outcome) -> None: ...


@dataclass(slots=True)
class ShardSummary:
    """Counts over articles, and over shards."""

    articles: Summary = field(default_factory=Summary)
    written: int = 0
    unchanged: int = 0
    failed: int = 0

    @property
    def clean(self) -> bool:
        """Whether nothing failed."""
        return self.articles.clean and not self.failed


def run_shards(
    tasks: Iterable[Task], setup: Setup, where: str | int, reporter: Reporter, *, force: bool
) -> ShardSummary:
    """Do all shards that are not done. `where` is a scheduler's address or a number of processes.

    Ctrl-C ends the run; shards that are done by then stay done. Raises UsageError for what makes
    every shard fail.
    """
    summary = ShardSummary()
    todo: list[Task] = []
    known = list(tasks)
    reporter.begin(len(known))
    for task in known:
        report = None if force else read_report(task)
        if report is None:
            todo.append(task)
        else:
            summary.unchanged += 1
            _tell(summary, report, UNCHANGED, reporter)
    try:
        for report in _do(todo, setup, where) if todo else ():
            failed = "failed" in report
            summary.failed += failed
            summary.written += not failed
            _tell(summary, report, FAILED if failed else WRITTEN, reporter)
    except KeyboardInterrupt:
        summary.articles.interrupted = True
    return summary


def _tell(summary: ShardSummary, report: Report, state: str, reporter: Reporter) -> None:
    before = summary.articles.words
    add_report(summary.articles, report)
    if state == UNCHANGED:  # its articles count as they are, and no word was read
        done = summary.articles.states.pop(WRITTEN, 0)
        summary.articles.states[UNCHANGED] += done
        summary.articles.words = before
    path = Path(report["shard"])
    words = summary.articles.words - before
    reporter.advance(Outcome(path, path, state, words=words))


def _do(tasks: list[Task], setup: Setup, where: str | int) -> Iterator[Report]:
    if isinstance(where, str):
        from annotator.shards.cluster import run_on_cluster

        return run_on_cluster(tasks, setup, where)
    from annotator.shards.pool import run_here, run_in_pool

    return run_in_pool(tasks, setup, where) if where > 1 else run_here(tasks, setup)
