"""Text that remembers where in the file each of its characters comes from."""

from __future__ import annotations

import html
import re
import unicodedata
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from annotator.model import Article, Segment, Span

ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


@dataclass(frozen=True, slots=True)
class Traced:
    """`starts[i]` and `ends[i]` bound, in code points of the file, what stands for `text[i]`."""

    text: str
    starts: array[int]
    ends: array[int]

    @classmethod
    def of(cls, text: str, start: int = 0) -> Traced:
        """The whole of `text`, which begins at `start` in the file."""
        stop = start + len(text)
        return cls(text, array("I", range(start, stop)), array("I", range(start + 1, stop + 1)))

    def cut(self, start: int, end: int | None = None) -> Traced:
        """The characters from `start` up to `end`, as a slice takes them."""
        part = slice(start, end)
        return Traced(self.text[part], self.starts[part], self.ends[part])

    def strip(self, chars: str | None = None) -> Traced:
        start = len(self.text) - len(self.text.lstrip(chars))
        return self.cut(start, max(start, len(self.text.rstrip(chars))))

    def sub(self, pattern: re.Pattern[str], new: str | Callable[[re.Match[str]], str]) -> Traced:
        """Replace each match; every character of the replacement stands for the whole match."""
        parts = _Parts()
        done = 0
        for match in pattern.finditer(self.text):
            start, end = match.span()
            parts.add(self.cut(done, start))
            text = new if isinstance(new, str) else new(match)
            if start < end:
                parts.insert(text, self.starts[start], self.ends[end - 1])
            done = end
        return parts.result(self.cut(done)) if done else self

    def keep(self, pattern: re.Pattern[str], group: int | str = 1) -> Traced:
        """Of each match keep the characters of `group` alone, at their own places."""
        parts = _Parts()
        done = 0
        for match in pattern.finditer(self.text):
            parts.add(self.cut(done, match.start()))
            parts.add(self.cut(*match.span(group)))
            done = match.end()
        return parts.result(self.cut(done)) if done else self

    def split(self, pattern: re.Pattern[str]) -> Iterator[Traced]:
        """The stretches between the matches."""
        done = 0
        for match in pattern.finditer(self.text):
            yield self.cut(done, match.start())
            done = match.end()
        yield self.cut(done)

    def insert(self, at: int, text: str) -> Traced:
        """Put `text` before character `at`, with no width in the file."""
        parts = _Parts()
        parts.add(self.cut(0, at))
        parts.insert(text, self.starts[at], self.starts[at])
        return parts.result(self.cut(at))

    def fold(self) -> Traced:
        """White space folded to single spaces, none at the ends."""
        return self.sub(_SPACE, " ").strip()

    def segment(self, kind: str) -> Segment:
        return Segment(kind, self.text, (*self.starts, self.ends[-1]) if self.text else (0,))


class _Parts:
    """Collects stretches in linear time."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.starts: array[int] = array("I")
        self.ends: array[int] = array("I")

    def add(self, part: Traced) -> None:
        self.text.append(part.text)
        self.starts.extend(part.starts)
        self.ends.extend(part.ends)

    def insert(self, text: str, start: int, end: int) -> None:
        self.text.append(text)
        self.starts.extend([start] * len(text))
        self.ends.extend([end] * len(text))

    def result(self, rest: Traced) -> Traced:
        self.add(rest)
        return Traced("".join(self.text), self.starts, self.ends)


_SPACE = re.compile(r"\s{2,}|[^\S ]")  # a single blank is as it shall be


def join(parts: list[Traced], glue: list[str]) -> Traced:
    """One text of several; `glue[i]`, before part i+1, stands for what the file has there."""
    whole = _Parts()
    for index, part in enumerate(parts):
        if index and glue[index - 1]:
            end = parts[index - 1].ends[-1]
            whole.insert(glue[index - 1], end, end)
        whole.add(part)
    return whole.result(Traced.of(""))


def span_in_file(article: Article, segment: Segment, start: int, end: int) -> Span:
    """The stretch of the file that ``segment.text[start:end]`` (not empty) stands for.

    Marks that were dropped after the last character (`**`, the address of a link) stay outside.
    """
    first, last = segment.offsets[start], segment.offsets[end - 1]
    entity = ENTITY.match(article.text, last)
    if entity and segment.text[end - 1] in html.unescape(entity.group()):
        return Span(first, entity.end())
    stop = last + 1
    while stop < len(article.text) and unicodedata.combining(article.text[stop]):
        stop += 1
    return Span(first, stop)
