"""Items → Documents: each finding with the stretches of the text that it quotes.

Offsets count code points of the article, as in the annotation files. Each format turns them into
what its readers count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from annotator.anchor import same_words
from annotator.entries import anchored
from annotator.model import Article, Span
from annotator.report.collect import Item

LISTS = ("cooperation", "rationale")


@dataclass(frozen=True, slots=True)
class Finding:
    """An entry of one of the two lists; `spans[i]` is where `quotes[i]` stands, None if nowhere."""

    list: str  # cooperation | rationale
    entry: Mapping[str, Any]
    quotes: tuple[str, ...]
    spans: tuple[Span | None, ...]

    @property
    def id(self) -> str:
        return str(self.entry["id"])

    @property
    def label(self) -> str:
        """The type of an act, the kind of a reason."""
        return str(self.entry["type" if self.list == "cooperation" else "kind"])

    @property
    def placed(self) -> tuple[Span, ...]:
        """The stretches that stand in the text, in its order."""
        return tuple(sorted(span for span in self.spans if span))


@dataclass(frozen=True, slots=True)
class Document:
    """One annotation. `name` is the way to it without suffix, unlike that of all others."""

    name: str
    file: str  # of the annotation, from the folder that was asked for
    record: Mapping[str, Any]
    article: Article | None  # None where it cannot be read
    findings: tuple[Finding, ...]

    @property
    def text(self) -> str:
        return self.article.text if self.article else ""

    @property
    def reviewed(self) -> bool:
        """Whether a person has gone through it."""
        review = self.record.get("review", {})
        return review.get("status") in {"accepted", "corrected"}

    def of(self, name: str) -> Iterator[Finding]:
        """The findings of one list."""
        return (finding for finding in self.findings if finding.list == name)


def documents(items: Iterable[Item]) -> Iterator[Document]:
    """The same in the order given; names that meet are numbered."""
    taken: set[str] = set()
    for item in items:
        file = _readable(item.name)
        name = _free(str(PurePosixPath(file).with_suffix("")), taken)
        taken.add(name.casefold())  # some file systems know no case
        yield Document(name, file, item.record, item.article, _findings(item))


def _readable(name: str) -> str:
    """The name of a file whose bytes are no UTF-8, as text, byte by byte in hex."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _free(name: str, taken: set[str]) -> str:
    free, number = name, 1
    while free.casefold() in taken:
        number += 1
        free = f"{name}-{number}"
    return free


def _findings(item: Item) -> tuple[Finding, ...]:
    text = item.article.text if item.article else None
    return tuple(_finding(name, entry, text) for name in LISTS for entry in item.record[name])


def _finding(name: str, entry: Mapping[str, Any], text: str | None) -> Finding:
    fixed = dict(entry) if text is None else anchored(name, dict(entry), text)[0]
    key = "quote" if name == "cooperation" else "text"
    pieces = fixed["evidence"] if name == "cooperation" else [fixed]
    spans = tuple(_span(piece, str(piece[key]), text) for piece in pieces)
    quotes = tuple(
        text[span.start : span.end] if text is not None and span else str(piece[key])
        for piece, span in zip(pieces, spans, strict=True)
    )
    return Finding(name, fixed, quotes, spans)


def _span(piece: Mapping[str, Any], quote: str, text: str | None) -> Span | None:
    """Where the quote stands; without the article what the annotation says is believed."""
    start, end = int(piece["start"]), int(piece["end"])
    right = text is None or same_words(quote, text[start:end])
    return Span(start, end) if right else None
