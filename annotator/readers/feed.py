"""RSS and Atom with full text: each entry a document."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from annotator.errors import ArticleError
from annotator.readers.document import Document, clean_date, clean_line, clean_text
from annotator.readers.fragment import looks_like_html, read_fragment
from annotator.readers.html import decode_page, drop_title

_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_REFERENCE = re.compile(r"&#([xX][0-9a-fA-F]{1,100}|[0-9]{1,100})(?![0-9a-fA-F]);?")
_ENTITY = re.compile(r"<!ENTITY\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*+>?", re.IGNORECASE)


def read(data: bytes, name: str) -> Iterator[Document | ArticleError]:
    """The entries that have text; those without come as errors. Raises ArticleError for no feed."""
    feed = _parse(data, name)
    if not feed.get("version") and not feed.entries:
        message = f"{name}: is no RSS or Atom feed; say by --input-format what it is"
        raise ArticleError(message, "broken")
    if not feed.entries:
        raise ArticleError(f"{name}: a feed without entries; nothing to annotate", "no-text")
    source = clean_line(feed.feed.get("title"))
    for number, entry in enumerate(feed.entries, 1):
        yield _document(entry, source, f"{name}: entry {number}")


def _parse(data: bytes, name: str) -> Any:
    """The feed, without anything being fetched: feedparser would open a name or an address.

    No entity is declared any more when it is parsed, and so none can grow or bring in a file.
    """
    import feedparser

    text = _ENTITY.sub("", _DECLARATION.sub("", decode_page(data, name)))
    stream = BytesIO(_REFERENCE.sub(_possible, text).encode("utf-8", "replace"))
    try:
        return feedparser.parse(stream, resolve_relative_uris=False, sanitize_html=False)
    except Exception as error:  # whatever its own readers of damaged XML stumble over
        message = f"{name}: cannot be read as a feed ({type(error).__name__}); fetch it again"
        raise ArticleError(message, "broken") from error


def _possible(reference: re.Match[str]) -> str:
    """A reference to a character that there is; feedparser fails on others."""
    digits = reference[1]
    number = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    there = 0 < number < 0xD800 or 0xE000 <= number <= 0x10FFFF
    return reference[0] if there else "\ufffd"


def _document(entry: Any, feed: str | None, place: str) -> Document | ArticleError:
    title = _title(entry)
    text = max(_texts(entry), key=len, default="")
    if not any(char.isalpha() for char in text):
        shown = f" ({title[:60]})" if title else ""
        message = f"{place}{shown}: no text; fetch the article that it links to"
        return ArticleError(message, "no-text")
    own = entry.get("source")
    said = clean_line(own.get("title")) if isinstance(own, Mapping) else None
    return Document(
        drop_title(text, title),
        title=title,
        date=clean_date(next((entry[key] for key in _DATES if entry.get(key)), None)),
        source=said or feed,
        url=clean_line(entry.get("link")),
        id=clean_line(entry.get("id")),
    )


_DATES = ("published", "created", "updated")


def _title(entry: Any) -> str | None:
    title = str(entry.get("title") or "")
    return clean_line(read_fragment(title) if looks_like_html(title) else html.unescape(title))


def _texts(entry: Any) -> Iterator[str]:
    """What the entry holds of the article: the full text, the summary."""
    for part in (*entry.get("content", ()), entry.get("summary_detail") or {}):
        value = str(part.get("value") or "")
        if looks_like_html(value):
            yield read_fragment(value)
        else:
            yield clean_text(html.unescape(value))
