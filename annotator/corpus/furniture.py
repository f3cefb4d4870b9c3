"""What stands on page after page of a printed text: running heads, feet, page numbers."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from annotator.corpus.boilerplate import Found
from annotator.corpus.dates import parse_date
from annotator.corpus.lines import NO_LETTERS, Line
from annotator.corpus.traced import Traced

PAGE_END = "\f"
ZONE = 3  # lines at the top and at the foot of a page
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(
    r"[-–—.\s]*(?:p(?:age|\.)?\s*)?\d{1,4}(?:\s*(?:/|sur|de)\s*\d{1,4})?[-–—.\s]*", re.IGNORECASE
)


def mark_furniture(lines: list[Line], text: Traced) -> list[Line]:
    """The same lines, those that repeat at the edges of pages marked as page numbers are.

    The title may stand at the head of the first page and run over the others: there only what has
    a number in it goes, as the date or the price of a newspaper's head.
    """
    if PAGE_END not in text.text:
        return lines
    ends = [place for char, place in zip(text.text, text.starts, strict=True) if char == PAGE_END]
    pages = _pages(lines, ends)
    edges = [_edges(page) for page in pages]
    counts = Counter(key for edge in edges for key in {_key(lines[i]) for i in edge})
    marked = list(lines)
    for number, edge in enumerate(edges):
        for i in edge:
            key = _key(lines[i])
            title = number == 0 and i - pages[0].start < ZONE and "#" not in key
            again = counts[key] >= max(2, len(pages) / 3) and not title
            if again or _NUMBER.fullmatch(lines[i].text.text):
                marked[i] = replace(lines[i], found=_found(lines[i]))
    return marked


def _found(line: Line) -> Found:
    """As a page number, which may stand amid a sentence; a newspaper's head may have the date."""
    facts = {"date": line.text.text} if parse_date(line.text.text) else {}
    return Found(NO_LETTERS, 0, line.length, facts=facts)


def _pages(lines: list[Line], ends: list[int]) -> list[range]:
    """The lines of each page that has some."""
    pages: list[range] = []
    start = 0
    for end in [*ends, None]:
        stop = start
        while stop < len(lines) and (end is None or lines[stop].text.starts[0] < end):
            stop += 1
        if stop > start:
            pages.append(range(start, stop))
        start = stop
    return pages


def _edges(page: range) -> list[int]:
    """The lines at the top and the foot; of a short page all but what lies between, if any."""
    top, foot = page[:ZONE], page[-ZONE:]
    return sorted({*top, *foot})


def _key(line: Line) -> str:
    return _DIGITS.sub("#", line.text.text).casefold()
