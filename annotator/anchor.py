"""Where the words of a quote stand in an article that may have changed around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from annotator.model import Span


def find_quote(quote: str, text: str, near: int = 0) -> Span | None:
    """The stretch of `text` nearest to `near` that says `quote`, white space aside, or None."""
    spans = list(_exact(quote, text)) or list(_loose(quote, text))
    return min(spans, key=lambda span: (abs(span.start - near), span.start), default=None)


def _exact(quote: str, text: str) -> Iterator[Span]:
    at = text.find(quote) if quote else -1
    while at >= 0:
        yield Span(at, at + len(quote))
        at = text.find(quote, at + 1)


def _loose(quote: str, text: str) -> Iterator[Span]:
    words = quote.split()
    if words:
        pattern = r"\s+".join(re.escape(word) for word in words)
        yield from (Span(*match.span()) for match in re.finditer(pattern, text))


def anchor(fields: dict[str, Any], key: str, text: str) -> dict[str, Any] | None:
    """`fields` with `start` and `end` of the words under `key`; None when they are not in `text`.

    Offsets that are right are left alone.
    """
    quote, start, end = str(fields.get(key) or ""), fields.get("start"), fields.get("end")
    near = start if isinstance(start, int) and start >= 0 else 0
    if near == start and isinstance(end, int) and same_words(quote, text[near : max(end, 0)]):
        return fields
    span = find_quote(quote, text, near)
    return None if span is None else fields | {"start": span.start, "end": span.end}


def same_words(one: str, other: str) -> bool:
    """Whether two stretches are the same but for white space; nothing equals nothing."""
    return bool(one.strip()) and one.split() == other.split()
