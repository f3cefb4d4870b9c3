"""`annotate models`: the sets of models that there are, fetched and checked."""

from __future__ import annotations

from typing import Annotated

import typer

from annotator import console
from annotator.cli.page import Command
from annotator.errors import FINDINGS, KINDS

app = typer.Typer(
    name="models", help="List, download and verify sets of models.", no_args_is_help=True
)


@app.command("list", cls=Command)
def list_command() -> None:
    """List the sets of models on this machine."""
    from annotator.nlp.models import list_models

    found = list_models()
    if not found:
        console.print_note("there are none; see `annotate models download --help`")
    for models in found:
        size = sum(file.bytes for file in models.files.values()) / 1_000_000
        console.print_lines([f"{models.name}  {models.id}  {size:.0f} MB  {models.directory}"])


@app.command("download", cls=Command, short_help="Fetch public models; needs a network.")
def download_command(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A French package of Stanza: gsd, sequoia …")
    ],
) -> None:
    """Fetch public models with Stanza's own downloader; needs a network."""
    from annotator.nlp.download import download_models

    models = download_models(name)
    console.print_lines([f"{models.name}: use it with --models {models.name}"])


@app.command("verify", cls=Command)
def verify_command(
    name: Annotated[
        str, typer.Argument(metavar="[NAME|DIR]", help="The set, or its folder.")
    ] = "default",
) -> None:
    """Check the files of a set against its manifest."""
    from annotator.nlp.models import find_models, verify_models

    models = find_models(name)
    problems = verify_models(models)
    told = [f"{KINDS['damaged'].code} {problem}" for problem in problems]
    console.print_lines(told or [f"{models.name}: {len(models.files)} files as listed"])
    if problems:
        raise typer.Exit(FINDINGS)
