"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated

import typer

from annotator.errors import UsageError
from annotator.fields import choose_fields
from annotator.problems import FORMATS
from annotator.settings import load_settings


def one_of(choices: Iterable[str]) -> Callable[[str], str]:
    """A check that an option's value is among the names of a registry."""
    known = list(choices)

    def check(value: str) -> str:
        if value and value not in known:
            raise typer.BadParameter(f"{value!r} is not one of {', '.join(known)}")
        return value

    return check


def _configure(context: typer.Context, value: Path | None) -> Path | None:
    """Make the settings the defaults of the command's other options."""
    if not context.resilient_parsing:
        context.default_map = load_settings(value, Path.cwd())
    return value


def read_jobs(value: str) -> str:
    """A number of processes, or `auto`."""
    if value != "auto" and not (value.isdecimal() and int(value)):
        raise typer.BadParameter(f"{value!r} is neither a number from 1 on nor auto")
    return value


def check_fields(words: list[str] | None) -> list[str] | None:
    """What `--field` was given, if each says FACT=NAME."""
    try:
        choose_fields(words or ())
    except UsageError as error:
        raise typer.BadParameter(str(error)) from None
    return words


Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        is_eager=True,
        callback=_configure,
        help="Take the settings from this TOML file, not from the nearest pyproject.toml.",
    ),
]
OutputFormat = Annotated[
    str,
    typer.Option(
        "--output-format",
        metavar="|".join(FORMATS),
        callback=one_of(FORMATS),
        autocompletion=lambda: list(FORMATS),
        help="How problems are told.",
    ),
]
Models = Annotated[
    str,
    typer.Option("--models", metavar="NAME|DIR", help="The set of models, or the folder of one."),
]


def count_jobs(jobs: str) -> int:
    """The number of processes that `--jobs` means."""
    if jobs != "auto":
        return int(jobs)
    from annotator.cores import count_processes

    return count_processes()


Jobs = Annotated[
    str,
    typer.Option(
        "--jobs",
        "-j",
        metavar="N|auto",
        callback=read_jobs,
        help="Processes to use; auto: as many as processors and memory allow.",
    ),
]
