"""`annotate report`: annotations and their articles as one page for a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from annotator import console
from annotator.cli.options import Config, OutputFormat
from annotator.errors import FINDINGS, UsageError

_STDOUT = Path("-")


def report_command(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Annotations, or folders of them.")
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The page; - is stdout.")
    ] = Path("report.html"),
    title: Annotated[
        str, typer.Option(metavar="TEXT", help="The heading of the page.")
    ] = "Defence cooperation in the press",
    output_format: OutputFormat = "",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only errors.")] = False,
    _config: Config = None,
) -> None:
    """Write one page that shows annotations and articles, without a network."""
    from annotator.codes import known_codes
    from annotator.report import collect, page_content, render_page, write_page

    collection = collect(paths, known_codes())
    errors = [problem for problem in collection.problems if problem.level == "error"]
    shown = errors if quiet else collection.problems
    form = "text" if output == _STDOUT else output_format  # the page alone goes to stdout
    console.print_problems(shown, form, data=False)
    if not collection.items:
        raise UsageError("no annotation to show; `annotate PATH` writes them", "missing")
    page = render_page(page_content(collection.items, title))
    if output == _STDOUT:
        console.print_data(page)
    else:
        write_page(output, page)
    if not quiet:
        console.print_note(_summary(output, len(collection.items), len(page.encode())))
    if errors:
        raise typer.Exit(FINDINGS)


def _summary(output: Path, articles: int, size: int) -> str:
    return f"{output}: {console.counted(articles, 'article')}, {max(1, round(size / 1000)):,} kB"
