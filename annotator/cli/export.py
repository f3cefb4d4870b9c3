"""`annotate export`: annotations in the formats of other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator import console
from annotator.cli.options import Config, Models, OutputFormat, one_of
from annotator.errors import FINDINGS, UsageError

if TYPE_CHECKING:
    from annotator.export.run import Outcome

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
    if output == _STDOUT:
        if form.files is not None:
            raise UsageError(f"{to} is written into a folder: give one with -o")
        if form.binary and console.is_terminal():
            raise UsageError(f"{to} is not for a terminal: give a file with -o")
        console.print_bytes(export.to_bytes(options))
    else:
        target = Target(output, force)
        check_target(target, folder=form.files is not None)
        export.to_target(target, options)
    _tell(export.outcome, output, output_format, quiet=quiet)


def _tell(outcome: Outcome, output: Path, output_format: str, *, quiet: bool) -> None:
    """Problems and one line of summary; the data alone go to stdout."""
    shown = outcome.errors if quiet else outcome.problems
    console.print_problems(shown, "text" if output == _STDOUT else output_format, data=False)
    if not quiet:
        counts = f"{outcome.annotations} annotations, {outcome.findings} findings"
        console.print_note(counts if output == _STDOUT else f"{output}: {counts}")
    if outcome.errors:
        raise typer.Exit(FINDINGS)
