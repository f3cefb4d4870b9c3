"""Where a quote stands in a text, blind to white space and to the shape of quotes and dashes."""

from __future__ import annotations

from annotator.model import Span

_SHAPES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


def squash(text: str) -> str:
    """White space folded, typographic variants made one."""
    return " ".join(text.split()).translate(_SHAPES)


def locate(quote: str, squashed: str) -> Span | None:
    """The first place of a quote in a text that is squashed already; None where it is not there."""
    words = squash(quote)
    start = squashed.find(words) if words else -1
    return Span(start, start + len(words)) if start >= 0 else None
