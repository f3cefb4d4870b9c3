"""`annotate validate`: annotation files against schema, meaning and article."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from annotator import console
from annotator.cli.options import Config, OutputFormat
from annotator.errors import FINDINGS


def validate_command(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Annotations, or folders of them.")
    ],
    output_format: OutputFormat = "",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only errors.")] = False,
    _config: Config = None,
) -> None:
    """Check annotations: their schema, their meaning, their quotes in the article."""
    from annotator.codes import known_codes
    from annotator.corpus.files import require_path
    from annotator.validate import Validator, iter_annotations

    for path in paths:
        require_path(path)
    validator = Validator(known_codes())
    files = list(iter_annotations(paths))
    problems = [problem for file in files for problem in validator.check_file(file)]
    errors = [problem for problem in problems if problem.level == "error"]
    console.print_problems(errors if quiet else problems, output_format)
    if not quiet:
        annotations = console.counted(len(files), "annotation")
        console.print_note(f"{annotations}, {console.counted(len(errors), 'error')}")
    if errors:
        raise typer.Exit(FINDINGS)
