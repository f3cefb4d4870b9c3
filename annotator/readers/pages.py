"""Text that `pdftotext` wrote: pages parted by form feeds, columns side by side unrolled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from annotator.corpus.encoding import decode
from annotator.corpus.markup import is_blank
from annotator.errors import ArticleError
from annotator.readers.document import Document, clean_text

PAGE_END = "\f"
FEWEST = 6  # lines of a page that must stand in two columns
GAP = 2  # blanks between the columns
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of a page, cut at the gap; a line that runs over it has no right part."""

    left: str
    right: str
    across: bool


def read(data: bytes, name: str) -> Iterator[Document | ArticleError]:
    """The whole text, page after page, the left column of a page before the right one."""
    text, _ = decode(data, name)
    pages = [_unroll(page) for page in _pages(text)]
    body = clean_text(PAGE_END.join(pages))
    if is_blank(body):
        message = f"{name}: no text in it; a scanned page needs character recognition first"
        raise ArticleError(message, "no-text")
    yield Document(body)


def has_columns(data: bytes, name: str) -> bool:
    """Whether `pdftotext -layout` set columns of the page side by side on some page."""
    text, _ = decode(data, name)
    return any(_find_gap(page.split("\n")) is not None for page in _pages(text))


def _pages(text: str) -> list[str]:
    return text.replace("\r\n", "\n").split(PAGE_END)


def _unroll(page: str) -> str:
    lines = page.expandtabs().split("\n")
    gap = _find_gap(lines)
    if gap is None:
        return page
    result: list[str] = []
    left: list[str] = []
    right: list[str] = []
    for row in (_cut(line, gap) for line in lines):
        if row.across:
            result += [*left, *right, row.left]
            left, right = [], []
        else:
            left.append(row.left)
            right.append(row.right)
    return "\n".join([*result, *left, "", *right])


def _cut(line: str, gap: int) -> _Row:
    if line[gap : gap + GAP].strip():
        return _Row(line, "", across=True)
    return _Row(line[:gap].rstrip(), line[gap:].strip(), across=False)


def _find_gap(lines: list[str]) -> int | None:
    """Where the blanks between two columns of prose begin; None for one column, or a table."""
    lines = [line.expandtabs() for line in lines if line.strip()]
    width = max((len(line.rstrip()) for line in lines), default=0)
    best, at = 0, None
    for gap in range(width // 4, 3 * width // 4):
        both = sum(_is_parted(line, gap) for line in lines)
        across = sum(bool(line[gap : gap + GAP].strip()) for line in lines)
        if both > best and both >= FEWEST and both >= len(lines) / 2 and across <= len(lines) / 5:
            best, at = both, gap
    return at


def _is_parted(line: str, gap: int) -> bool:
    """Whether words of a sentence stand on both sides of the gap."""
    if line[gap : gap + GAP].strip():
        return False
    return all(len(_WORD.findall(part)) >= 2 for part in (line[:gap], line[gap:]))
