"""Sets to measure on, from the command line, and tables put where a document keeps them."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from training.annotated import Source


def add_options(parser: argparse.ArgumentParser) -> None:
    """Options for further sets beside the project's own data."""
    parser.add_argument("--gold", type=Path, action="append", default=[], help="folder of gold")
    parser.add_argument("--articles", type=Path, action="append", default=[], help="its articles")
    parser.add_argument("--name", action="append", default=[], help="what to call the set")
    parser.add_argument("--docs", type=Path, help="put the tables into the documents there")
    parser.add_argument("--models", default="default", help="models of the parser")


def further_sets(args: argparse.Namespace) -> Iterator[tuple[str, Source]]:
    """Name and folders of each set that was asked for."""
    names: Sequence[str] = args.name or [gold.parent.name for gold in args.gold]
    if not len(args.gold) == len(args.articles) == len(names):
        raise SystemExit("each --gold needs an --articles, and a --name if one has it")
    yield from zip(names, zip(args.gold, args.articles, strict=True), strict=True)


def publish(section: str, lines: Iterable[str], document: Path | None) -> None:
    """Print a section, or put it between its marks in a document."""
    text = "\n".join(lines).strip()
    if document is None:
        print(text + "\n")
        return
    old = document.read_text(encoding="utf-8")
    document.write_text(insert(old, section, text), encoding="utf-8")
    print(f"{document}: {section}")


def insert(document: str, section: str, text: str) -> str:
    """The document with `text` between ``<!-- section -->`` and ``<!-- /section -->``."""
    marks = re.compile(rf"(<!-- {section} -->\n).*?(<!-- /{section} -->)", re.DOTALL)
    new, found = marks.subn(lambda m: f"{m[1]}\n{text}\n\n{m[2]}", document)
    if found != 1:
        raise ValueError(f"the marks of {section} stand {found} times in the document")
    return new


def rows(header: Sequence[str], body: Iterable[Sequence[str]]) -> Iterator[str]:
    """A Markdown table; the first column left, the others right."""
    yield "| " + " | ".join(header) + " |"
    yield "|---|" + "---:|" * (len(header) - 1)
    for cells in body:
        yield "| " + " | ".join(cells) + " |"
