"""One file, read: the stages of the package in their order."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from annotator.corpus.boilerplate import load_boilerplate
from annotator.corpus.dates import parse_date
from annotator.corpus.encoding import decode
from annotator.corpus.extracted import read_origin
from annotator.corpus.files import LIMIT, read_bytes, require_size
from annotator.corpus.frontmatter import FrontMatter, read_front_matter
from annotator.corpus.language import identify_language
from annotator.corpus.markup import is_blank, strip_markup
from annotator.corpus.running import Facts, Part, read_parts
from annotator.corpus.traced import Traced
from annotator.errors import ArticleError
from annotator.model import Article, Segment

LONGEST = 1_000_000  # characters: a book of 500 pages, and a gigabyte and a half while it is parsed
_NO_LETTERS = re.compile(r"[\W\d_]+")


def read_article(path: Path, limit: int = LIMIT) -> Article:
    """Read one file of at most `limit` bytes. Raises ArticleError when that cannot be done."""
    return article_from_bytes(read_bytes(path, limit), str(path), limit)


def read_annotated(record: Mapping[str, Any], folder: Path) -> Article:
    """The article that an annotation in `folder` is about: its file, or the text within it.

    Raises ArticleError.
    """
    return article_from_bytes(*annotated_bytes(record, folder))


def annotated_bytes(record: Mapping[str, Any], folder: Path) -> tuple[bytes, str]:
    """The bytes that the offsets of an annotation count in, and what messages call them."""
    article = record["article"]
    path = referred_path(article["file"], folder)
    if "text" in article:
        return str(article["text"]).encode(), article["file"]
    return read_bytes(path), str(path)


def referred_path(way: str, folder: Path) -> Path:
    """The file that an annotation in `folder` names, whatever the locale takes its bytes for."""
    return folder / os.fsdecode(way.encode("utf-8", "surrogatepass"))


def article_from_bytes(data: bytes, path: str, limit: int = LIMIT) -> Article:
    """The article that `data` holds; `path` is what messages and the record call it.

    Raises ArticleError for what is empty, too large, or no text.
    """
    require_size(data, path, limit)
    text, encoding = decode(data, path)
    if len(text) > LONGEST:
        message = f"{path}: is longer than {LONGEST:,} characters; split it into its articles"
        raise ArticleError(message, "too-large")
    if is_blank(text):
        message = f"{path}: holds nothing but white space; give the text of an article"
        raise ArticleError(message, "empty")
    front = read_front_matter(text)
    body = strip_markup(Traced.of(text[front.end :], front.end))
    parts, facts = read_parts(body, load_boilerplate(), titled=bool(front.first("title")))
    segments = _drop_repeats([*_front_parts(front), *parts])
    return Article(
        path=path,
        text=text,
        sha256=hashlib.sha256(data).hexdigest(),
        language=identify_language(" ".join(segment.text for segment in segments)),
        segments=segments,
        title=next((segment.text for segment in segments if segment.kind == "title"), None),
        source=front.first("source") or facts.source,
        place=front.first("place") or facts.place,
        published=_published(front, facts),
        encoding=encoding,
        origin=read_origin(text, front),
    )


def _published(front: FrontMatter, facts: Facts) -> str | None:
    texts = [value.text for value in front.all("published")] + facts.dates
    return next((date for date in map(parse_date, texts) if date), None)


def _front_parts(front: FrontMatter) -> list[Part]:
    titles = [Part("title", value) for value in front.all("title")[:1]]
    return titles + [Part("summary", value) for value in front.all("summary")]


def _drop_repeats(parts: Iterable[Part]) -> tuple[Segment, ...]:
    """What is said again in the same words is left out; a summary gives way to the body."""
    parts = [Part(part.kind, strip_markup(part.text).fold()) for part in parts]
    body = _key(" ".join(part.text.text for part in parts if part.kind == "body"))
    titles = _key(" ".join(part.text.text for part in parts if part.kind == "title"))
    seen: set[str] = set()
    segments: list[Segment] = []
    for part in parts:
        key = _key(part.text.text)
        again = part.kind == "summary" and (key in body or key in titles)
        if key and key not in seen and not again:
            segments.append(part.text.segment(part.kind))
            seen.add(key)
    return tuple(segments)


def _key(text: str) -> str:
    return _NO_LETTERS.sub("", text).casefold()
