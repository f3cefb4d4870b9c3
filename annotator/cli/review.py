"""`annotate review`: go through annotations in a terminal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator import console
from annotator.errors import UsageError

if TYPE_CHECKING:
    from annotator.session import Session


def review_command(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Annotations, or folders of them.")
    ],
    by: Annotated[
        str, typer.Option(metavar="NAME", help="Who reviews; git's user.name, if not given.")
    ] = "",
    all_: Annotated[bool, typer.Option("--all", help="Also files that were reviewed.")] = False,
) -> None:
    """Review annotations in the terminal, the most doubtful first; each key writes its file."""
    from annotator.codes import known_codes
    from annotator.session import Session, build_queue
    from annotator.session.person import reviewer
    from annotator.validate import Validator

    validator = Validator(known_codes())
    queue = build_queue(paths, validator, all_=all_)
    console.print_problems(queue.problems, "text", data=False)
    if not queue.waiting:
        console.print_note(f"nothing to review: {queue.others} reviewed")
        return
    run_review = _load_screen()
    folder = paths[0] if paths[0].is_dir() else paths[0].parent
    today = date.today().isoformat()
    session = Session(queue.waiting, validator, by or reviewer(folder), today)
    run_review(session)
    files = console.counted(len(session.touched), "file")
    console.print_note(f"{files} changed, {session.left} left to review")


def _load_screen() -> Callable[[Session], None]:
    """The terminal session. Raises UsageError without a terminal or without Textual."""
    if not console.is_interactive():
        raise UsageError("annotate review needs a terminal")
    try:
        from annotator.session.screen import run_review
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "textual":
            raise
        raise UsageError(
            "annotate review needs Textual: pip install 'annotator[review]'"
        ) from error
    return run_review
