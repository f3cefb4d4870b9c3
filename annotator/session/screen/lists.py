"""The findings beside the article, and what the chosen one says in full."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text
from textual.widgets.option_list import Option

from annotator.problems import clean
from annotator.session.findings import Finding

_HEADS = {"cooperation": ("◆ ", "cyan"), "rationale": ("◇ ", "yellow")}
_WORDS = 90  # characters of a quote in the list


def options(findings: Iterable[Finding]) -> list[Option]:
    """One option per finding, with its id."""
    return [Option(_line(finding), id=finding.id) for finding in findings]


def _line(finding: Finding) -> Text:
    """What an entry says; below it how sure it is, or whose, and its words."""
    words = clean(finding.words)
    short = words if len(words) <= _WORDS else f"{words[:_WORDS].rstrip()}…"
    text = Text.assemble(_HEADS[finding.kind], (clean(finding.title), "bold"), "\n  ")
    if finding.lost or "conflict" in finding.entry:
        text.append("conflict ", "bold red")
    if "origin" in finding.entry:
        text.append(f"{finding.entry['origin']} ", "green")
    elif "confidence" in finding.entry:
        style, sign = ("bold red", "?") if finding.doubtful else ("", "")
        text.append(f"{finding.entry['confidence']:.2f}{sign} ", style)
    return text.append(f"« {short} »", "dim")


def details(finding: Finding | None) -> Text:
    """Field and value, one a line."""
    if finding is None:
        return Text("No findings. Pick words out in the article to add one.", "dim")
    text = Text()
    for quote in finding.lost:
        text.append(f"not in the article: « {clean(quote)} »\n", "bold red")
    for name, value in finding.details():
        text.append(f"{name} ", "dim").append(f"{clean(value)}\n")
    return text
