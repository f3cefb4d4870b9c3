"""The command `annotate`: one module per command, which parses options and calls a function."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from itertools import takewhile

import typer

from annotator import console
from annotator.cli.app import app, command_names
from annotator.errors import INTERRUPTED, AnnotatorError, UsageError

_ANYWHERE = frozenset(["-q", "--quiet"])  # may stand before the command too
# Where the scripts of completion hand over the line so far: bash, and zsh and fish.
_LINES = ("COMP_WORDS", "_TYPER_COMPLETE_ARGS")
_OWN_OPTIONS = ("--help", "--version", "--install-completion", "--show-completion")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; always ends in SystemExit with one of the exit codes of `errors`."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    console.prepare()
    _complete_with_command()
    try:
        _refuse_misspelt(words)
        sys.exit(app(args=_with_command(words), prog_name="annotate", standalone_mode=False))
    except AnnotatorError as error:
        _leave(error)
    except typer.Abort:
        sys.exit(INTERRUPTED)
    except (OSError, MemoryError) as error:
        _leave(AnnotatorError(_in_words(error), "system"))
    except Exception as error:  # noqa: BLE001 - the last line of defence
        _leave(_usage_error(error) or _unforeseen(error))


def _leave(error: AnnotatorError) -> None:
    console.print_error(error)
    sys.exit(error.exit_code)


def _in_words(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(":")


def _usage_error(error: Exception) -> UsageError | None:
    """What Typer says of a wrong command line, as an error of ours in one line."""
    format_message = getattr(error, "format_message", None)
    if format_message is None:
        return None
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        console.print_notes(format_message().splitlines())
        return UsageError("a command or a path is missing")
    message = " ".join(format_message().split()).rstrip(".")
    return UsageError(f"{message}; see `{context.command_path if context else 'annotate'} --help`")


def _unforeseen(error: Exception) -> AnnotatorError:
    """A mistake in the program: where it happened is shown for whoever will mend it."""
    console.print_causes([error])
    return AnnotatorError(f"{_in_words(error)}; please report it with the lines above")


def _with_command(words: list[str]) -> list[str]:
    """`annotate PATH…` is `annotate run PATH…`; `annotate -q validate` means `validate -q`."""
    if not words or words[0].startswith(_OWN_OPTIONS):
        return words
    flags = list(takewhile(lambda word: word in _ANYWHERE, words))
    rest = words[len(flags) :]
    if rest and rest[0] in command_names():
        return [rest[0], *flags, *rest[1:]]
    return ["run", *words]


def _refuse_misspelt(words: list[str]) -> None:
    """Raise UsageError where the first word is no path, and nearly a command."""
    word = next((word for word in words if word not in _ANYWHERE), "")
    if word in command_names() or word.startswith("-") or os.path.lexists(word):
        return
    from difflib import get_close_matches

    for name in get_close_matches(word, command_names(), n=1, cutoff=0.75):
        raise UsageError(f"there is no file or command {word!r}; did you mean `annotate {name}`?")


def _complete_with_command() -> None:
    """Have `annotate PATH --o` completed as `annotate run PATH --o` is."""
    if "_ANNOTATE_COMPLETE" not in os.environ:
        return
    for name in _LINES:
        line = os.environ.get(name, "")
        between = "\n" if "\n" in line else " "  # bash puts each word on a line
        program, *words = line.split(between)
        if len(words) > 1 and (whole := _with_command(words)) != words:
            os.environ[name] = between.join([program, *whole])
            if place := os.environ.get("COMP_CWORD"):
                os.environ["COMP_CWORD"] = str(int(place) + len(whole) - len(words))
