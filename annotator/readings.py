"""Articles as they were read, remembered by the bytes of their files.

What is remembered goes by all that had a say in it: the code that reads, its lists of words, the
library that tells the language. So it is never out of date.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import cache, partial
from hashlib import sha256
from importlib import resources
from importlib.metadata import version
from itertools import chain
from typing import Any

from annotator.corpus import article_from_bytes
from annotator.corpus.encoding import decode
from annotator.database import Database
from annotator.datafiles import data_file
from annotator.model import Article, Origin, Segment

MOST = 300_000  # articles, about 1.5 kB each; beyond that it starts anew
TOGETHER = 200  # articles that are written at once
LEVEL = 1  # of zlib's nine
TABLE = "CREATE TABLE IF NOT EXISTS articles (key BLOB PRIMARY KEY, body BLOB) WITHOUT ROWID"
PROBE = "SELECT key, body FROM articles LIMIT 1"
WORD_LISTS = ("boilerplate.yaml", "reading.yaml", "frequent_words.txt", "whole_words.txt")
KEPT = ("language", "title", "source", "place", "published", "encoding")


class Readings:
    """Reads articles; what was read before comes from the database, if there is one."""

    def __init__(self, database: Database | None) -> None:
        self._database = database
        self._new: list[tuple[bytes, bytes]] = []

    def read(self, content: bytes, path: str) -> Article:
        """As `article_from_bytes`. Raises ArticleError."""
        if self._database is None:
            return article_from_bytes(content, path)
        key = sha256(content + reader_id()).digest()
        body = self._database.do(partial(_select, key=key))
        known = body and unpack(body, content, path)
        if known:
            return known
        article = article_from_bytes(content, path)
        self._new.append((key, pack(article)))
        if len(self._new) >= TOGETHER:
            self.save()
        return article

    def save(self) -> None:
        """Write what is new to the database."""
        rows, self._new = self._new, []
        if self._database and rows:
            self._database.do(partial(_insert, rows=rows))


@cache
def reader_id() -> bytes:
    """A digest of what an article's parts and language depend on beside its bytes."""
    code = (file for file in resources.files("annotator.corpus").iterdir() if _is_code(file.name))
    files = [*sorted(code, key=lambda file: file.name), *map(data_file, WORD_LISTS)]
    digests = b"".join(sha256(file.read_bytes()).digest() for file in files)
    return sha256(digests + version("py3langid").encode()).digest()


def _is_code(name: str) -> bool:
    return name.endswith(".py")


def pack(article: Article) -> bytes:
    """All that the bytes of the file do not give by themselves."""
    content = {
        **{name: getattr(article, name) for name in KEPT},
        "origin": article.origin and asdict(article.origin),
        "segments": [[s.kind, s.text, list(_runs(s.offsets))] for s in article.segments],
    }
    return zlib.compress(json.dumps(content, separators=(",", ":")).encode(), LEVEL)


def unpack(body: bytes, content: bytes, path: str) -> Article | None:
    """The article of which `pack` was made, None where the bytes are damaged."""
    try:
        found: dict[str, Any] = json.loads(zlib.decompress(body))
        origin = found.pop("origin")
        segments = tuple(Segment(kind, t, _offsets(r)) for kind, t, r in found.pop("segments"))
        return Article(
            path=path,
            text=decode(content, path)[0],
            sha256=sha256(content).hexdigest(),
            segments=segments,
            origin=Origin(**origin) if origin else None,
            **found,
        )
    except (zlib.error, ValueError, KeyError, TypeError):
        return None


def _runs(offsets: Sequence[int]) -> Iterator[int]:
    """Offsets as stretches that go on one by one: where each begins, and how many it has."""
    start = size = 0
    for offset in offsets:
        if size and offset == start + size:
            size += 1
            continue
        if size:
            yield from (start, size)
        start, size = offset, 1
    if size:
        yield from (start, size)


def _offsets(runs: Sequence[int]) -> tuple[int, ...]:
    stretches = (range(a, a + n) for a, n in zip(runs[::2], runs[1::2], strict=True))
    return tuple(chain.from_iterable(stretches))


def _select(connection: sqlite3.Connection, key: bytes) -> bytes | None:
    row = connection.execute("SELECT body FROM articles WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


def _insert(connection: sqlite3.Connection, rows: list[tuple[bytes, bytes]]) -> None:
    (count,) = connection.execute("SELECT count(*) FROM articles").fetchone()
    if count > MOST:
        connection.execute("DELETE FROM articles")
    connection.executemany("INSERT OR REPLACE INTO articles VALUES (?, ?)", rows)
