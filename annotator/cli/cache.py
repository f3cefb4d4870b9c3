"""`annotate cache`: what earlier runs have remembered, and how to be rid of it."""

from __future__ import annotations

import typer

from annotator import console
from annotator.cli.page import Command

app = typer.Typer(
    name="cache",
    help="Show or delete what earlier runs have remembered.",
    no_args_is_help=True,
)


@app.command("info", cls=Command)
def info_command() -> None:
    """Say where the caches lie, how large they are and what they hold."""
    from annotator.caches import describe_caches

    console.print_lines(describe_caches())


@app.command("clear", cls=Command)
def clear_command() -> None:
    """Delete the caches; the next run parses again, with the same result."""
    from annotator.caches import clear_caches

    console.print_note(f"{clear_caches() / 1_000_000:.1f} MB deleted")
