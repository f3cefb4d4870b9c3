"""What a reader gives: one text with what the file says about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from annotator.corpus.dates import parse_date
from annotator.errors import ArticleError

# A pattern that begins with a set of letters is looked for much faster than one with branches.
_LINE_END = re.compile("[\r\x0b\x1c-\x1e\x85\u2028\u2029](?:(?<=\r)\n)?")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_MANY_BLANK = re.compile(r"\n\n\n+")


@dataclass(frozen=True, slots=True)
class Document:
    """One text, its paragraphs parted by blank lines; what is unknown is None."""

    text: str
    title: str | None = None
    date: str | None = None  # ISO where it can be told, else as the file gives it
    source: str | None = None  # newspaper or agency
    url: str | None = None
    id: str | None = None


# The bytes of one file and its name in messages → its documents. A document that cannot be read
# comes as the error that says why, and the others go on. Raises ArticleError for the file itself.
Reader = Callable[[bytes, str], Iterator[Document | ArticleError]]


def clean_text(text: str) -> str:
    """The text as it can be stored: line ends made one, control characters gone, none half."""
    lines = _CONTROL.sub("", _LINE_END.sub("\n", _whole(text))).split("\n")
    return _MANY_BLANK.sub("\n\n", "\n".join(line.rstrip(" \t") for line in lines)).strip("\n")


def clean_line(text: str | None) -> str | None:
    """A title or a name on one line; None for nothing."""
    folded = " ".join(clean_text(text).split()) if text else ""
    return folded or None


def clean_date(text: str | None) -> str | None:
    """The day as the newspaper has it, whatever the form; what is no date stays as it is.

    The day is that of the place where it was written: no time zone moves it.
    """
    line = clean_line(text)
    if line is None:
        return None
    if found := parse_date(line):
        return found
    try:
        return parsedate_to_datetime(line).date().isoformat()
    except (ValueError, IndexError, TypeError, OverflowError):
        return line[:80]


def _whole(text: str) -> str:
    """Halves of surrogate pairs put together, those left alone replaced."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
