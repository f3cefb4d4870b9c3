"""Parses remembered on disk: a text that was parsed with these models is not parsed again.

One SQLite file for all runs and processes. A parse goes by the text and its segments, the models
and the code that runs them, so nothing in it is ever out of date; the oldest go when the file
grows over its limit.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Iterable, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path

from annotator.database import Database, Notice, cache_folder, size_in_use
from annotator.model import Article, ParsedArticle
from annotator.nlp.compact import pack, unpack
from annotator.nlp.conllu import text_hash

CODE = "1"  # to be raised with every change of annotator.nlp that changes parses
FILE_NAME = "parses.sqlite3"
LIMIT = 2 << 30  # bytes: some 300,000 articles
DAY = 86_400
TABLE = "CREATE TABLE IF NOT EXISTS parses (key BLOB PRIMARY KEY, body BLOB NOT NULL, used INT)"
PROBE = "SELECT key, body, used FROM parses LIMIT 1"


def cache_path() -> Path | None:
    """The file of the cache, None where caches are switched off (`ANNOTATOR_CACHE=off`)."""
    folder = cache_folder()
    return folder / FILE_NAME if folder else None


class ParseCache:
    """The parses of one set of models. Whatever goes wrong, `get` and `put` do not raise."""

    def __init__(
        self, path: Path, models_id: str, limit: int = LIMIT, notice: Notice | None = None
    ) -> None:
        self.limit = limit
        self.prefix = f"{CODE} stanza-{version('stanza')} {models_id} "
        self.database = Database(path, TABLE, PROBE, "the parse cache", notice)

    def get(self, articles: Sequence[Article]) -> list[ParsedArticle | None]:
        """The parse of each article, None where there is none."""
        keys = [self._key(article) for article in articles]
        bodies: dict[bytes, bytes] = {}
        for start in range(0, len(keys), 500):
            bodies |= self.database.do(partial(_select, keys=keys[start : start + 500])) or {}
        return [self._read(a, bodies.get(key)) for a, key in zip(articles, keys, strict=True)]

    def put(self, parses: Iterable[ParsedArticle]) -> None:
        """Remember parses, and forget the oldest ones if they grow too many."""
        now = int(time.time())
        rows = [(self._key(p.article), pack(p.sentences), now) for p in parses]
        self.database.do(lambda connection: _insert(connection, rows, self.limit))

    def close(self) -> None:
        """Give the file free. The cache can be closed twice, not used again."""
        self.database.close()

    def _key(self, article: Article) -> bytes:
        return hashlib.sha256((self.prefix + text_hash(article)).encode()).digest()

    def _read(self, article: Article, body: bytes | None) -> ParsedArticle | None:
        try:
            return ParsedArticle(article, unpack(body)) if body else None
        except ValueError:  # a damaged row: the parse that takes its place will mend it
            return None


def _select(connection: sqlite3.Connection, keys: list[bytes]) -> dict[bytes, bytes]:
    marks = ",".join("?" * len(keys))
    query = f"SELECT key, body, used FROM parses WHERE key IN ({marks})"  # noqa: S608
    rows = connection.execute(query, keys).fetchall()
    old = [(int(time.time()), key) for key, _, used in rows if used < time.time() - DAY]
    if old:
        connection.executemany("UPDATE parses SET used = ? WHERE key = ?", old)
    return {key: body for key, body, _ in rows}


def _insert(
    connection: sqlite3.Connection, rows: list[tuple[bytes, bytes, int]], limit: int
) -> None:
    connection.executemany("INSERT OR REPLACE INTO parses VALUES (?, ?, ?)", rows)
    size = size_in_use(connection)
    if size > limit:
        _forget(connection, 1 - 0.8 * limit / size)


def _forget(connection: sqlite3.Connection, share: float) -> None:
    """Drop that share of the parses, those that were used longest ago."""
    (count,) = connection.execute("SELECT count(*) FROM parses").fetchone()
    oldest = "SELECT rowid FROM parses ORDER BY used, rowid LIMIT ?"
    connection.execute(
        f"DELETE FROM parses WHERE rowid IN ({oldest})",  # noqa: S608
        (int(count * share) + 1,),
    )
