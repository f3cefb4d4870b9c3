"""The command `annotate`: one module per command, which parses options and calls a function."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import takewhile

from annotator import console
from annotator.cli.app import app, command_names
from annotator.errors import AnnotatorError

_ANYWHERE = frozenset(["-q", "--quiet"])  # may stand before the command too
_OWN_OPTIONS = ("--help", "--version", "--install-completion", "--show-completion")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; always ends in SystemExit with one of the exit codes of `errors`."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        app(args=_with_command(words), prog_name="annotate")
    except AnnotatorError as error:
        console.print_error(str(error))
        sys.exit(error.exit_code)


def _with_command(words: list[str]) -> list[str]:
    """`annotate PATH…` is `annotate run PATH…`; `annotate -q validate` means `validate -q`."""
    if not words or words[0].startswith(_OWN_OPTIONS):
        return words
    flags = list(takewhile(lambda word: word in _ANYWHERE, words))
    rest = words[len(flags) :]
    if rest and rest[0] in command_names():
        return [rest[0], *flags, *rest[1:]]
    return ["run", *words]
