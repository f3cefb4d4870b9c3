"""An article as lines of a terminal: every character one cell or more, none of them a command.

Each character of the article is shown as one character, so that a place on the page is a place in
the article: control characters by their pictures (␛), what is invisible by �.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from annotator.model import Span
from annotator.problems import is_hidden
from annotator.session.findings import Finding

Location = tuple[int, int]  # row and column, both from 0
_PICTURES = 0x2400
_DELETE = "␡"
_UNKNOWN = "�"


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of one line; the kind is `act` or `reason`, of the chosen finding `act-chosen`."""

    start: int
    end: int
    kind: str


class Page:
    """The lines of a text; offsets are those of the text."""

    def __init__(self, text: str) -> None:
        self._text = text
        lines = text.split("\n")
        self.lines = [show(line.removesuffix("\r")) for line in lines]
        self._starts = [0]
        for line in lines[:-1]:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def location(self, offset: int) -> Location:
        """Row and column of a place in the text."""
        row = bisect_right(self._starts, offset) - 1
        return row, min(offset - self._starts[row], len(self.lines[row]))

    def offset(self, location: Location) -> int:
        row, column = location
        return self._starts[row] + column

    def span(self, one: Location, other: Location) -> Span | None:
        """The words between two places in either order, without white space around them."""
        start, end = sorted((self.offset(one), self.offset(other)))
        words = self._text[start:end]
        start += len(words) - len(words.lstrip())
        return Span(start, start + len(words.strip())) if words.strip() else None

    def words(self, span: Span) -> str:
        return self._text[span.start : span.end]

    def marks(self, findings: Iterable[Finding], chosen: str = "") -> dict[int, list[Mark]]:
        """What to mark in each row; the marks of the chosen finding come last."""
        rows: dict[int, list[Mark]] = {}
        for finding in sorted(findings, key=lambda finding: _level(finding, chosen)):
            kind = "act" if finding.kind == "cooperation" else "reason"
            kind += "-chosen" if finding.id == chosen else ""
            for span in finding.spans:
                for row, mark in self._pieces(span, kind):
                    rows.setdefault(row, []).append(mark)
        return rows

    def _pieces(self, span: Span, kind: str) -> Iterator[tuple[int, Mark]]:
        """A stretch line by line."""
        (first, start), (last, end) = self.location(span.start), self.location(span.end)
        for row in range(first, last + 1):
            left = start if row == first else 0
            right = end if row == last else len(self.lines[row])
            if left < right:
                yield row, Mark(left, right, kind)


def _level(finding: Finding, chosen: str) -> tuple[bool, bool]:
    """What is marked over what: reasons over acts, which often hold them; the chosen over all."""
    return finding.id == chosen, finding.kind == "rationale"


def show(text: str) -> str:
    """The same text with a visible character in place of each that would act or hide."""
    return "".join(_visible(char) for char in text)


def _visible(char: str) -> str:
    code = ord(char)
    if char == "\t":
        return " "
    if code < 0x20:
        return chr(_PICTURES + code)
    if code == 0x7F:
        return _DELETE
    return _UNKNOWN if (code < 0xA0 and code > 0x7F) or is_hidden(code) else char
