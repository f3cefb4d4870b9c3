"""`annotate evaluate`: annotations against gold, or two reviewers against each other."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from annotator import console
from annotator.errors import UsageError
from annotator.problems import to_json


def evaluate_command(
    gold: Annotated[
        Path,
        typer.Argument(metavar="GOLD", help="Folder of annotations that are held to be right."),
    ],
    found: Annotated[Path, typer.Argument(metavar="PRED", help="Folder of annotations to score.")],
    articles: Annotated[Path, typer.Argument(metavar="ARTICLES", help="Folder of their articles.")],
    per_article: Annotated[
        bool, typer.Option("--per-article", help="Say of each article what differs.")
    ] = False,
    agreement: Annotated[
        bool, typer.Option("--agreement", help="Compare two reviewers, none of them right.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Figures as JSON.")] = False,
) -> None:
    """Score annotations against gold, or compare two reviewers with --agreement."""
    for folder in (gold, found, articles):
        if not folder.is_dir():
            raise UsageError(f"{folder}: no such folder", "missing")
    if agreement:
        from annotator.evaluate import agreement as between

        figures = between.compare_reviewers(gold, found, articles).as_dict()
        lines: Iterable[str] = between.table(figures)
    else:
        from annotator.evaluate import evaluate, table

        figures = evaluate(gold, found, articles).as_dict(per_article=per_article)
        rows = (json.dumps(row, ensure_ascii=False) for row in figures.get("rows", ()))
        lines = chain(table(figures), rows)
    if as_json:
        console.print_data(to_json(figures))
    else:
        console.print_lines(lines)
