"""Which of the first lines are the title."""

from __future__ import annotations

import re

from annotator.corpus.boilerplate import Boilerplate
from annotator.corpus.lines import Line, Wrapping
from annotator.corpus.vocabulary import load_words

LONGEST = 320  # characters of a title over several lines
WEAK = ("known_place", "place_in_brackets")  # datelines that a name amid a sentence may look like
RUBRIC = 5  # words: a line so short may be a rubric above the title
_OPENING = re.compile(
    r"(?<=[\w»\"]) +(?=((?:Les?|La|Une?|Des|Ce|Cette|Au|Aux|Deux|Trois) \w|L['’]\w)|[A-ZÀ-Þ])"
)
_DOTS = re.compile(r"(?:\.\.\.|…)\.?[»\"”]?$")
_STOP = re.compile(r"[.;,:]$")
_INNER_STOP = re.compile(r"[^.A-ZÀ-Þ][.!?] [A-ZÀ-Þ«]")
_ANY_STOP = re.compile(r"[.!?;…]")
_WORD = re.compile(r"\w{2,}")


def find_title(lines: list[Line], wrapping: Wrapping, patterns: Boilerplate) -> range:
    """The indices of the title's lines among those that are no boilerplate; empty when none is."""
    heading = next((i for i, line in enumerate(lines[:10]) if line.heading), None)
    if heading is not None:
        return range(heading, heading + 1)
    found = range(0)
    for start in _starts(lines):
        title = _dotted(lines, start) or _plain(lines, start, wrapping, patterns)
        found = title or found
        if title and _words(lines[start]) > RUBRIC:
            break
    return found


def _words(line: Line) -> int:
    return len(line.text.text.split())


def _starts(lines: list[Line]) -> list[int]:
    """Where the title may begin: at the top, or below rubrics and the name of the newspaper.

    What goes on from an earlier page is passed over.
    """
    blocks = [i for i, line in enumerate(lines) if i == 0 or line.block != lines[i - 1].block]
    first = next((i for i in blocks if not lines[i].starts_low), None)
    if first is None:
        return []
    starts = [first]
    for i in range(first, min(first + 2, len(lines) - 1)):
        if _words(lines[i]) > RUBRIC or lines[i].ends_sentence or lines[i].is_open:
            break
        starts.append(i + 1)
    return starts


def _dotted(lines: list[Line], start: int) -> range:
    """Radio items: the title ends in dots, the text begins on the next line."""
    length = 0
    for i in range(start, min(start + 4, len(lines) - 1)):
        line, after = lines[i], lines[i + 1]
        length += line.length
        if line.block != lines[start].block or length > LONGEST:
            break
        if _DOTS.search(line.text.text):
            return range(start, i + 1) if not after.starts_low else range(0)
        if line.text.text.endswith(".") or _INNER_STOP.search(line.text.text):
            break
    return range(0)


def _plain(lines: list[Line], start: int, wrapping: Wrapping, patterns: Boilerplate) -> range:
    """A headline without a full stop, with text below it."""
    end = start + 1
    while end < len(lines) and end - start < 4 and wrapping.joins(lines[end - 1], lines[end]):
        end += 1
    text = " ".join(line.text.text for line in lines[start:end])
    if end >= len(lines) or not _is_headline(text) or patterns.dateline(text):
        return range(0)
    return range(start, end)


def _is_headline(text: str) -> bool:
    words = text.split()
    return (
        15 <= len(text) <= 220
        and len(words) >= 3
        and not text[0].islower()
        and not _STOP.search(text)
        and not _INNER_STOP.search(text)
    )


def glued_title(text: str, patterns: Boilerplate) -> int:
    """Where the text begins behind a headline on the same line; 0 when that cannot be told.

    It begins at a dateline, or at an article with a capital amid the words, no stop before it,
    and a word of the headline said again after it: « Oslo arme la Zambie La Norvège arme… ».
    """
    if (head := patterns.head(text)) and "title" in head.facts:
        return len(head.facts["title"])
    for match in _OPENING.finditer(text, 0, LONGEST):
        before, after = text[: match.start()], text[match.end() :]
        last = before.rsplit(" ", 1)[-1].lower()
        if len(before.split()) < 4 or _ANY_STOP.search(before):
            continue
        dateline = patterns.dateline(after)
        if dateline and dateline.facts.get("place") and dateline.rule not in WEAK:
            return match.end()
        again = _content(before) & _content(after[:120])
        if again and match.group(1) and last not in load_words()["function_words"]:
            return match.end()
    return 0


def _content(text: str) -> set[str]:
    """The words that say what a text is about."""
    return {word.lower() for word in _WORD.findall(text) if len(word) > 4 or word.isupper()}
