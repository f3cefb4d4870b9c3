"""`annotate export`: annotations in the formats of other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator import console
from annotator.cli.options import Config, Models, OutputFormat, one_of
from annotator.errors import FINDINGS, UsageError

if TYPE_CHECKING:
    from annotator.export import Target
    from annotator.export.format import Options
    from annotator.export.run import Export, Outcome

# The names of `annotator.export.EXPORTERS`, which `--help` need not load; a test compares them.
FORMAT_NAMES = (
    "csv",
    "jsonl",
    "parquet",
    "brat",
    "cas-json",
    "cas-xmi",
    "conllu",
    "labelstudio",
    "webanno-json-ld",
    "events",
)
_STDOUT = Path("-")


def export_command(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Annotations, or folders of them.")
    ],
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="|".join(FORMAT_NAMES),
            callback=one_of(FORMAT_NAMES),
            autocompletion=lambda: list(FORMAT_NAMES),
            help="The format.",
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE|DIR",
            help="Where to; - is stdout. brat and cas-… need a folder.",
        ),
    ] = _STDOUT,
    force: Annotated[
        bool, typer.Option("--force", help="Replace files of the same names that are there.")
    ] = False,
    models: Models = "default",
    output_format: OutputFormat = "",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only errors.")] = False,
    _config: Config = None,
) -> None:
    """Write annotations and their articles for other programs.

    --models are for conllu, which parses the articles.
    """
    from annotator.codes import known_codes
    from annotator.export import EXPORTERS, Target, check_target
    from annotator.export.format import Options, require_modules
    from annotator.export.run import Export
    from annotator.nlp.models import find_models

    form = EXPORTERS[to]
    require_modules(to, form)
    options = Options(find_models(models) if to == "conllu" else None)
    export = Export(paths, known_codes(), form)
    target = None if output == _STDOUT else Target(output, force)
    if target is not None:
        check_target(target, folder=form.files is not None)
    elif form.files is not None:
        raise UsageError(f"{to} is written into a folder: give one with -o")
    elif form.binary and console.is_terminal():
        raise UsageError(f"{to} is not for a terminal: give a file with -o")
    try:
        _write(export, target, options)
    finally:  # what is wrong with the files may be why nothing could be written
        _tell(export.outcome, output, output_format, quiet=quiet)
    if not quiet:
        console.print_note(_summary(export.outcome, output))
    if export.outcome.errors:
        raise typer.Exit(FINDINGS)


def _write(export: Export, target: Target | None, options: Options) -> None:
    if target is None:
        console.print_bytes(export.to_bytes(options))
    else:
        export.to_target(target, options)


def _tell(outcome: Outcome, output: Path, output_format: str, *, quiet: bool) -> None:
    """Problems; where the data go to stdout, they are alone there."""
    shown = outcome.errors if quiet else outcome.problems
    console.print_problems(shown, "text" if output == _STDOUT else output_format, data=False)


def _summary(outcome: Outcome, output: Path) -> str:
    annotations = console.counted(outcome.annotations, "annotation")
    counts = f"{annotations}, {console.counted(outcome.findings, 'finding')}"
    return counts if output == _STDOUT else f"{output}: {counts}"
