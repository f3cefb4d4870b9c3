"""`annotate diff`: what changed in meaning between two states in git."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from annotator import console
from annotator.cli.options import one_of

FORMAT_NAMES = ("text", "json", "markdown")


def diff_command(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[REV[..REV]] [PATH...]", help="HEAD and all, if not given."),
    ] = None,
    output_format: Annotated[
        str,
        typer.Option(
            metavar="|".join(FORMAT_NAMES),
            callback=one_of(FORMAT_NAMES),
            autocompletion=lambda: list(FORMAT_NAMES),
            help="markdown suits a comment on a pull request.",
        ),
    ] = "text",
) -> None:
    """Show what annotations say differently since a revision, or between two."""
    from annotator.changes import FORMATS, changed_articles
    from annotator.corpus.files import require_path

    range_, paths = _sort(words or [])
    for path in paths:
        require_path(path)
    folder = next((p if p.is_dir() else p.parent for p in paths), Path.cwd())
    console.print_data(FORMATS[output_format](changed_articles(folder, range_, paths)))


def _sort(words: list[str]) -> tuple[str, list[Path]]:
    """As git does it: a first word that is a file is a path, else it is a revision."""
    if not words or Path(words[0]).exists():
        return "", [Path(word) for word in words]
    return words[0], [Path(word) for word in words[1:]]
