"""`annotate vocabulary`: types, connectives and aliases in force."""

from __future__ import annotations

from typing import Annotated

import typer

from annotator import console
from annotator.errors import UsageError

SECTION_NAMES = ("types", "connectives", "aliases")


def vocabulary_command(
    section: Annotated[
        str | None,
        typer.Argument(
            metavar=f"[{'|'.join(SECTION_NAMES)}]",
            autocompletion=lambda: list(SECTION_NAMES),
            help="One part alone.",
        ),
    ] = None,
    party: Annotated[
        str | None, typer.Option(metavar="CODE", help="The aliases of one party: JPN, NATO.")
    ] = None,
) -> None:
    """List what the program knows: types and rules, connectives, names of parties."""
    from annotator.vocabulary import SECTIONS, list_aliases

    if party is not None:
        console.print_lines(list_aliases(party))
        return
    if section is not None and section not in SECTIONS:
        raise UsageError(f"{section!r} is not one of {', '.join(SECTIONS)}")
    for name in [section] if section else SECTIONS:
        console.print_lines(SECTIONS[name]())
