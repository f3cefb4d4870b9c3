"""The terminal: the only module that prints. Data go to stdout, all else to stderr."""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Iterable, Sequence
from time import monotonic
from typing import TYPE_CHECKING

from annotator.errors import AnnotatorError
from annotator.problems import FORMATS, Problem, clean
from annotator.summary import FAILED, KEPT, OUTDATED, UNCHANGED, WRITTEN, Outcome, Summary

if TYPE_CHECKING:  # Rich takes a while to import; `--help` and `--quiet` do without
    from rich.console import Console
    from rich.progress import Progress, TaskID

_MARKS = {
    r"\[\d+[ \]]| \d+\]": "bold yellow",
    r"\{[^}]+\}": "cyan",
    r"◄.*": "bold green",
    r"^  [│├└ ]*[├└] [a-z:]+:": "dim",
}
# For a stream that the caller has closed, whose number no file must get: one that is read is at its
# end, what is written to stdout fails, what is written to stderr goes nowhere.
_STAND_INS = {
    "stdin": (os.O_RDONLY, "r"),
    "stdout": (os.O_RDONLY, "w"),
    "stderr": (os.O_WRONLY, "w"),
}
_STATE_NAMES = {
    WRITTEN: "written",
    UNCHANGED: "unchanged",
    OUTDATED: "would change",
    KEPT: "accepted, left alone",
    FAILED: "failed",
}


def prepare() -> None:
    """UTF-8 whatever the locale, as in the files; what even that cannot say is escaped."""
    for name, (flags, mode) in _STAND_INS.items():
        if getattr(sys, name) is None:
            handle = os.open(os.devnull, flags)
            setattr(sys, name, os.fdopen(handle, mode, encoding="utf-8"))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def print_data(text: str) -> None:
    """Write to stdout as it is: YAML, JSON, a diff; the caller has made it safe."""
    sys.stdout.write(text)
    sys.stdout.flush()


def print_bytes(data: bytes) -> None:
    """Write to stdout as it is; on a terminal its lines with control characters made visible."""
    if is_terminal():
        print_lines(data.decode(errors="replace").removesuffix("\n").split("\n"))
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def is_terminal() -> bool:
    """Whether stdout is one."""
    return sys.stdout.isatty()


def print_lines(lines: Iterable[str]) -> None:
    """Write lines to stdout, control characters made visible."""
    print_data("".join(f"{clean(line)}\n" for line in lines))


def print_explanation(lines: Iterable[str]) -> None:
    """Lines of `annotate explain` on stdout; on a terminal its marks are in colour."""
    from rich.console import Console
    from rich.text import Text

    terminal = Console(highlight=False, soft_wrap=True)
    for line in lines:
        text = Text(clean(line))
        for pattern, style in _MARKS.items():
            text.highlight_regex(pattern, style)
        terminal.print(text)


def print_problems(
    problems: Sequence[Problem], output_format: str = "", *, data: bool = True
) -> None:
    """Tell what is wrong, in the form asked for, else in the one that fits the place.

    Plain text goes to stdout where problems are what the command is for (`data`), else to stderr.
    """
    name = output_format or default_format()
    stream = sys.stderr if name == "text" and not data else sys.stdout
    stream.write(FORMATS[name](problems))
    stream.flush()


def print_diffs(diffs: Iterable[str]) -> None:
    """Unified diffs on stdout."""
    print_lines(line for diff in diffs for line in diff.removesuffix("\n").split("\n"))


def print_note(message: str) -> None:
    """Write one line to stderr that is no error."""
    sys.stderr.write(f"{clean(message)}\n")


def print_notes(lines: Iterable[str]) -> None:
    """Write lines to stderr that are no error."""
    for line in lines:
        print_note(line)


def print_error(error: AnnotatorError) -> None:
    """Write one line to stderr: the code and what is wrong."""
    sys.stderr.write(f"annotate: {error.code} {clean(str(error))}\n")


def print_results(results: Iterable[str | AnnotatorError]) -> bool:
    """Annotations to stdout as they come, what failed to stderr; whether all came."""
    fine = True
    for result in results:
        if isinstance(result, str):
            print_data(result)
        else:
            print_error(result)
            fine = False
    return fine


def print_causes(errors: Iterable[BaseException]) -> None:
    """The tracebacks of what went wrong inside, for `--verbose`."""
    for error in errors:
        lines = "".join(traceback.format_exception(error)).rstrip("\n").split("\n")
        sys.stderr.writelines(f"{clean(line)}\n" for line in lines)


def is_interactive() -> bool:
    """Whether a person can type and see what is drawn, which goes to stderr."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def default_format() -> str:
    """The form of problems where none is asked for: GitHub's where GitHub runs us."""
    return "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text"


def _console() -> Console:
    from rich.console import Console

    return Console(stderr=True, highlight=False, markup=False, emoji=False)


class ProgressReporter:
    """A progress bar on stderr while a run goes on; silent where stderr is no terminal."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._words = self._done = self._total = 0
        self._start = monotonic()

    def __enter__(self) -> ProgressReporter:
        return self

    def __exit__(self, *_: object) -> None:
        if self._progress is not None:
            self._progress.stop()

    @property
    def seconds(self) -> float:
        return monotonic() - self._start

    def begin(self, articles: int) -> None:
        """Show the bar, unless there is nobody to see it."""
        if self._quiet or not sys.stderr.isatty() or not articles:
            return
        self._progress = _progress_bar(_console())
        self._progress.start()
        self._total = articles
        self._task = self._progress.add_task("articles", total=articles, speed="")

    def advance(self, outcome: Outcome) -> None:
        """Count one article as done."""
        self._words += outcome.words
        if self._progress is not None and self._task is not None:
            speed = f"{self._words / max(self.seconds, 0.001):,.0f} words/s" if self._words else ""
            self._done += 1
            self._total = max(self._total, self._done)
            self._progress.update(self._task, completed=self._done, total=self._total, speed=speed)


def _progress_bar(console: Console) -> Progress:
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = [MofNCompleteColumn(), TextColumn("{task.fields[speed]}"), TimeRemainingColumn()]
    bar = [BarColumn(bar_width=None)] if console.width >= 60 else []
    return Progress(*bar, *columns, console=console, transient=True, expand=bool(bar))


def counted(count: int, noun: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def print_summary(summary: Summary, seconds: float) -> None:
    """The table at the end of a run, on stderr."""
    from rich.table import Table

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column()
    table.add_column(justify="right")
    for name, value in _summary_rows(summary, seconds):
        table.add_row(clean(name), value)
    console = _console()
    console.print(table)
    if summary.interrupted:
        console.print("interrupted; what is written is whole, the next run goes on from there")


def _summary_rows(summary: Summary, seconds: float) -> Iterable[tuple[str, str]]:
    yield "articles", f"{summary.articles:,}"
    for state, name in _STATE_NAMES.items():
        if summary.states[state]:
            yield f"  {name}", f"{summary.states[state]:,}"
    yield "relevant", f"{summary.relevant:,}"
    yield "cooperation", f"{summary.types.total():,}"
    for type_, count in sorted(summary.types.items(), key=lambda item: (-item[1], item[0])):
        yield f"  {type_}", f"{count:,}"
    yield "rationale", f"{summary.reasons:,}"
    if summary.skipped:
        yield "skipped", f"{summary.skipped.total():,}"
    for reason, count in sorted(summary.skipped.items()):
        yield f"  {reason}", f"{count:,}"
    if summary.words:
        yield "words/s", f"{summary.words / max(seconds, 0.001):,.0f}"
