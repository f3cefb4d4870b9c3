"""`annotate run`: articles → annotation files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from annotator import console
from annotator.cli.options import (
    Config,
    Jobs,
    Models,
    OutputFormat,
    check_fields,
    count_jobs,
    one_of,
)
from annotator.errors import FINDINGS, INTERRUPTED, UsageError
from annotator.fields import USUAL, choose_fields
from annotator.formats import AUTO, INPUT_FORMATS
from annotator.writers import WRITERS

SHARD_FORMATS = ("jsonl", "parquet")
FORMATS = [*WRITERS, *SHARD_FORMATS]


def run_command(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH...", help="Articles, folders of articles, or - for stdin."),
    ],
    out: Annotated[
        str | None,
        typer.Option(metavar="DIR", help="Write there, not beside the articles."),
    ] = None,
    models: Models = "default",
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if a file is out of date.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Write nothing; show what would change.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Annotate again what is up to date or accepted.")
    ] = False,
    min_confidence: Annotated[
        float,
        typer.Option(
            min=0, max=1, metavar="0..1", help="Leave out findings under this confidence."
        ),
    ] = 0.0,
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="|".join(FORMATS),
            callback=one_of(FORMATS),
            autocompletion=lambda: FORMATS,
            help="Form of the files; only YAML is merged with what people have changed. "
            "jsonl and parquet: one file for each shard of many articles, under --out.",
        ),
    ] = "yaml",
    input_format: Annotated[
        str,
        typer.Option(
            metavar="|".join(INPUT_FORMATS),
            callback=one_of(INPUT_FORMATS),
            autocompletion=lambda: list(INPUT_FORMATS),
            help="Form of the articles; auto tells it from each file's content, then its name.",
        ),
    ] = AUTO,
    field: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FACT=NAME",
            callback=check_fields,
            autocompletion=lambda: [f"{fact}=" for fact in USUAL],
            help="What records of JSON Lines or Parquet call text, title, date, source, url or id: "
            "text=corps. Can be given several times.",
        ),
    ] = None,
    screen: Annotated[
        bool,
        typer.Option("--screen", help="Pass over articles whose words say that nothing is there."),
    ] = False,
    jobs: Jobs = "1",
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Do shards on this Dask cluster, not here."),
    ] = None,
    cache: Annotated[
        bool | None,
        typer.Option(
            "--cache/--no-cache",
            help="Remember parses, findings and files for later runs; of shards only if asked to.",
        ),
    ] = None,
    cache_size: Annotated[
        int, typer.Option(metavar="MB", min=1, help="The most that remembered parses may take.")
    ] = 2000,
    output_format: OutputFormat = "",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only errors.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Say where an error comes from.")
    ] = False,
    _config: Config = None,
) -> None:
    """Annotate articles: one YAML file each, beside the article or under --out."""
    from annotator.cli.shards import Manner, run_over_shards
    from annotator.findings import open_findings
    from annotator.identity import describe_machine
    from annotator.intake import Form
    from annotator.ledger import Ledger, ledger_path
    from annotator.nlp.models import find_models
    from annotator.recalling import RecallingWorkers
    from annotator.run import Options, Workers, run
    from annotator.shards.setup import Setup
    from annotator.shards.task import plan_tasks
    from annotator.stream import annotate_stream
    from annotator.workers import collect_seldom, make_workers

    collect_seldom()
    model_set = find_models(models)
    machine = describe_machine(model_set, min_confidence, screen=screen)
    form = Form(input_format, choose_fields(field or ()))
    many = format_ in SHARD_FORMATS
    limit = cache_size * 1_000_000 if (not many if cache is None else cache) else 0
    if many or scheduler:
        run_over_shards(
            plan_tasks(paths, _require_out(out, format_), format_, machine, form.fields),
            Setup(models, machine, limit),
            scheduler or count_jobs(jobs),
            Manner(force, quiet, output_format),
        )
        return
    workers: Workers = make_workers(model_set, count_jobs(jobs), min_confidence, limit)
    if limit and (remembered := open_findings(machine)):
        workers = RecallingWorkers(workers, remembered, again=force)
    if "-" in paths:
        _require_alone(paths, screen=screen)
        results = annotate_stream(sys.stdin.buffer, form, machine, workers, format_)
        if not console.print_results(results):
            raise typer.Exit(FINDINGS)
        return
    ledger = Ledger(ledger_path() if limit else None)
    options = Options(Path(out) if out else None, check, diff, force, format_, form)
    with console.ProgressReporter(quiet=quiet) as reporter:
        summary = run([Path(p) for p in paths], options, machine, workers, reporter, ledger)
    console.print_diffs(summary.diffs)
    shown = [p for p in summary.problems if p.level == "error" or not quiet]
    console.print_problems(shown, output_format, data=check)
    if verbose:
        console.print_causes(summary.causes)
    if not quiet:
        console.print_summary(summary, reporter.seconds)
    if summary.interrupted:
        raise typer.Exit(INTERRUPTED)
    if not summary.clean:
        raise typer.Exit(FINDINGS)


def _require_out(out: str | None, format_: str) -> str:
    if format_ not in SHARD_FORMATS:
        raise UsageError(f"--scheduler does shards: --format {' or '.join(SHARD_FORMATS)}")
    if out is None:
        raise UsageError(f"--format {format_} needs a folder to write to: --out DIR")
    return out


def _require_alone(paths: list[str], *, screen: bool) -> None:
    if len(paths) > 1:
        raise UsageError("- (stdin) goes with no other path")
    if screen:
        raise UsageError("--screen is for files and shards, not for - (stdin)")
