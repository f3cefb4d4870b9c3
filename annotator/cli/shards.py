"""`annotate run --format jsonl|parquet`: shards → shards, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import typer

from annotator import console
from annotator.errors import FINDINGS, INTERRUPTED
from annotator.shards.run import run_shards
from annotator.shards.setup import Setup
from annotator.shards.task import Task


@dataclass(frozen=True, slots=True)
class Manner:
    """The options that say how, not what."""

    force: bool
    quiet: bool
    output_format: str


def run_over_shards(tasks: Iterable[Task], setup: Setup, where: str | int, manner: Manner) -> None:
    """Run and tell. Raises typer.Exit with the exit code of what was found."""
    with console.ProgressReporter(quiet=manner.quiet) as reporter:
        summary = run_shards(tasks, setup, where, reporter, force=manner.force)
    console.print_problems(summary.articles.problems, manner.output_format, data=False)
    if not manner.quiet:
        counts = {"written": summary.written, "as they were": summary.unchanged}
        counts["failed"] = summary.failed
        told = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count)
        console.print_note(f"shards: {told or 'none'}")
        console.print_summary(summary.articles, reporter.seconds)
    if summary.articles.interrupted:
        raise typer.Exit(INTERRUPTED)
    if not summary.clean:
        raise typer.Exit(FINDINGS)
