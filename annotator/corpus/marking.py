"""Which lines stand beside the article: menus, links, keywords, authors, agencies."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from operator import attrgetter

from annotator.corpus.boilerplate import Boilerplate, Found
from annotator.corpus.lines import LETTER, NO_LETTERS, Line, Wrapping

LONGEST_LIST = 10  # headlines below « Lire aussi »
TOP = 12  # lines that a dateline may stand in
PERSON, IN_BRACKETS = "person", "place_in_brackets"  # ids of patterns


def mark_boilerplate(lines: list[Line], patterns: Boilerplate) -> list[Line]:
    """The same lines, those that are boilerplate with what found them."""
    lines = _mark_short_blocks(_mark_datelines(lines, patterns), patterns)
    hard = Wrapping.of(lines).hard
    marked: list[Line] = []
    running: Found | None = None  # the opener of a list of headlines or keywords
    since = listed = 0
    for line in lines:
        found = line.found or _find(line, marked[-1] if marked and hard else None, patterns)
        opener = None if line.heading and not marked else patterns.opener(line.text.text)
        if opener:
            running, since, listed = opener, line.block, 0
        elif found is None and running:
            # The list may stand one blank line below its heading, and ends at the next.
            if line.block <= since + 2 and listed < LONGEST_LIST and _is_item(line, running):
                found, since, listed = running, max(since, line.block - 1), listed + 1
            else:
                running = None
        marked.append(replace(line, found=opener or found))
    return _mark_names(marked, patterns)


def _mark_datelines(lines: list[Line], patterns: Boilerplate) -> list[Line]:
    """The same lines, those near the top that begin with a place so marked."""
    marked = list(lines)
    for i, line in enumerate(lines[:TOP]):
        dateline = patterns.dateline(line.text.text)
        free = i == 0 or not lines[i - 1].is_open
        dashed = dateline and dateline.facts.get("place") and dateline.rule != IN_BRACKETS
        marked[i] = replace(line, opens=bool(dashed and free))
    return marked


def _mark_names(lines: list[Line], patterns: Boilerplate) -> list[Line]:
    """Names on a line of their own right beside boilerplate are its authors, not text."""
    marked = list(lines)
    for i, line in enumerate(lines):
        around = [other for other in lines[max(0, i - 1) : i + 2] if other.block == line.block]
        if not line.found and any(other.found for other in around):
            found = patterns.edge(line.text.text)
            if found and found.rule == PERSON:
                marked[i] = replace(line, found=found)
    return marked


def _mark_short_blocks(lines: list[Line], patterns: Boilerplate) -> list[Line]:
    """Two or three lines that stand alone and are one piece of boilerplate only together."""
    marked: list[Line] = []
    for _, block in groupby(lines, key=attrgetter("block")):
        several = list(block)
        found = None
        if 1 < len(several) < 4 and not any(patterns.line(line.text.text) for line in several):
            found = patterns.line(" ".join(line.text.text for line in several))
        marked += [replace(line, found=found) for line in several] if found else several
    return marked


def _find(line: Line, before: Line | None, patterns: Boilerplate) -> Found | None:
    inside = before and before.block == line.block and not before.found
    if inside and before and before.length >= 40 and not before.ends_sentence:
        return None  # the middle of a hard-wrapped sentence, were it but « 2026. »
    if not LETTER.search(line.text.text):
        return Found(NO_LETTERS, 0, line.length)
    return patterns.line(line.text.text)


def _is_item(line: Line, opener: Found) -> bool:
    """Whether the line can be a headline or, below an opener of keywords, a list of these."""
    text = line.text.text
    if text.endswith((".", "…")) or len(text) > 400:
        return False
    if opener.rule == "keywords":
        return "," in text or len(text) < 40
    quote = text.startswith(("«", "“", '"')) and text.endswith(("»", "”", '"'))
    limit = 100 if text.endswith(("»", "”", '"')) else 160
    return len(text) <= limit and not (quote or line.starts_low)
