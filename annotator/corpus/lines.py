"""Lines, whether they were cut to a width, and the paragraphs that they make."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from annotator.corpus.boilerplate import Found
from annotator.corpus.glue import split_glued, split_sentences
from annotator.corpus.markup import LINE_END
from annotator.corpus.traced import Traced
from annotator.corpus.vocabulary import load_words, vocabulary

_NEWLINE = re.compile(LINE_END)
_HEADING = re.compile(r"#{1,6}[ \t]+(?=\S)")
_MARKER = re.compile(r"(?:[*•·▪►‣●■◆]|-(?=[ \t]+\S{4}))[ \t]*|>[ \t]+")
# What may begin an item of a list, by its kind: a sign, a number.
_ITEM = re.compile(r"(?:([*•·▪►‣●■◆+]|[-–—](?=\s))|(\d{1,2}[.)])(?=\s))\s*(?=\S)")
NEAR = 2  # blank lines between two items of a list
NO_LETTERS = "no_letters"  # what finds a line of digits and signs
LETTER = re.compile(r"[^\W\d_]")
_TERMINAL = re.compile(r"[.!?…:;][»\"”’)\]\s]*$|[»”]$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line, its white space folded."""

    text: Traced
    block: int  # number of the stretch without a blank line that it stands in
    heading: bool = False
    found: Found | None = None  # the pattern that takes it for boilerplate
    opens: bool = False  # with a dateline, which is where a report begins
    bullet: int = 0  # the kind of sign before it, which items of one list share; 0 is none
    item: bool = False  # of a list, one of several

    @property
    def length(self) -> int:
        return len(self.text.text)

    @property
    def is_open(self) -> bool:
        """Whether no sentence can end here: after a comma, a hyphen, an article, a preposition."""
        last = self.text.text.rsplit(" ", 1)[-1].lower()
        return last.endswith((",", "-", "'", "’")) or last in load_words()["function_words"]

    @property
    def starts_low(self) -> bool:
        return self.text.text[0].islower()

    @property
    def ends_sentence(self) -> bool:
        return bool(_TERMINAL.search(self.text.text))


def read_lines(text: Traced) -> list[Line]:
    """The lines with something on them; list and heading marks are off."""
    lines: list[Line] = []
    block = 0
    for raw in text.split(_NEWLINE):
        line = raw.fold()
        if not line.text:
            block += 1
            continue
        mark = _HEADING.match(line.text) or _MARKER.match(line.text)
        heading = bool(mark and mark.group().startswith("#"))
        rest = line.cut(mark.end()).strip() if mark else line
        if rest.text:
            sign = _ITEM.match(line.text)
            lines.append(Line(rest, block, heading, bullet=(sign and sign.lastindex) or 0))
    return _mark_items(lines)


def _mark_items(lines: list[Line]) -> list[Line]:
    """The same lines, those so marked that begin an item of a list of two or more.

    A dash at the beginning of a line that was cut to a width makes no list: its first item begins a
    paragraph or comes after a sentence.
    """
    marked = list(lines)
    last: dict[int, int] = {}  # kind of bullet → the line of its latest item
    for i, line in enumerate(lines):
        before = lines[i - 1] if i else None
        free = before is None or before.block < line.block or before.ends_sentence
        first = last.get(line.bullet)
        follows = first is not None and line.block - lines[first].block <= NEAR
        if not line.bullet or not (free or follows):
            continue
        if follows and first is not None:
            marked[first], marked[i] = _as_item(lines[first]), _as_item(line)
        last[line.bullet] = i
    return marked


def _as_item(line: Line) -> Line:
    """The line without its bullet; a long dash stays, for it may be that of a speaker."""
    sign = _ITEM.match(line.text.text)
    bare = line.text.cut(sign.end()) if sign and sign.group()[0] not in "–—" else line.text
    return replace(line, text=bare, item=True)


@dataclass(frozen=True, slots=True)
class Wrapping:
    """Whether the file's lines were cut to a width, and which."""

    hard: bool
    width: float

    @classmethod
    def of(cls, lines: list[Line]) -> Wrapping:
        """Judge from the pairs of lines without a blank line between them."""
        pairs = [
            (line, after)
            for line, after in pairwise(lines)
            if line.block == after.block
            and not (line.found or after.found or after.heading)
            and 30 <= line.length <= 220
        ]
        if not pairs:
            return cls(False, 0)
        width = median(line.length for line, _ in pairs)
        going_on = _share(line.is_open or after.starts_low for line, after in pairs)
        even = _share(abs(line.length - width) <= width / 5 for line, _ in pairs)
        ended = _share(line.ends_sentence for line, _ in pairs)
        likely = going_on >= 0.5 or (going_on > 0 and even >= 0.8 and ended <= 0.5)
        return cls(likely and width <= 140, width)

    def joins(self, line: Line, after: Line) -> bool:
        """Whether `after` goes on with the paragraph of `line`."""
        if line.found or after.found or line.heading or after.heading or after.opens or after.item:
            return False
        near = line.block == after.block
        if after.starts_low and not line.ends_sentence and line.length >= (15 if near else 40):
            return True  # also over the blank line of a page break
        if not near:
            return False
        if line.is_open and line.length >= 40:
            return True
        return self.hard and (
            line.length >= 0.75 * self.width
            or after.starts_low
            or not LETTER.search(after.text.text)
        )


def _share(facts: Iterable[bool]) -> float:
    values = list(facts)
    return sum(values) / len(values)


def unglue(lines: list[Line], wrapping: Wrapping) -> list[Line]:
    """The lines with the blanks that page ends and lost tags swallowed."""
    normal = [line for line in lines if line.length <= 1.2 * wrapping.width]
    known = vocabulary(" ".join(line.text.text for line in normal)) if wrapping.hard else None
    return [replace(line, text=_unglue(line, wrapping, known)) for line in lines]


def _unglue(line: Line, wrapping: Wrapping, known: frozenset[str] | None) -> Traced:
    text = split_sentences(line.text)
    if known is None or line.length <= 1.2 * wrapping.width:
        return text
    return split_glued(text, wrapping.width, known)


def group(lines: list[Line], wrapping: Wrapping) -> list[list[Line]]:
    """Paragraphs of the lines that are text, each the lines that it runs over."""
    paragraphs: list[list[Line]] = []
    fresh = True
    for line in lines:
        if line.found:
            # A page number may stand in the middle of a sentence, a list of links may not.
            fresh = fresh or line.found.rule != NO_LETTERS
        elif not fresh and wrapping.joins(paragraphs[-1][-1], line):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
            fresh = False
    return paragraphs
