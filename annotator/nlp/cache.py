"""Parses remembered on disk: a text that was parsed with these models is not parsed again.

One SQLite file for all runs and processes. A parse goes by the text and its segments, the models
and the code that runs them, so nothing in it is ever out of date; the oldest go when the file
grows over its limit. A damaged file is thrown away, with one line of notice.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

import platformdirs

from annotator.model import Article, ParsedArticle
from annotator.nlp.compact import pack, unpack
from annotator.nlp.conllu import text_hash

CODE = "1"  # to be raised with every change of annotator.nlp that changes parses
LIMIT = 1 << 30  # bytes: some 300,000 articles
WAIT = 30.0  # seconds for another process that writes
DAY = 86_400
BAD = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
TABLE = "CREATE TABLE IF NOT EXISTS parses (key BLOB PRIMARY KEY, body BLOB NOT NULL, used INT)"

Notice = Callable[[str], None]
T = TypeVar("T")


def cache_path() -> Path | None:
    """The file of the cache, in `$ANNOTATOR_CACHE` or the platform's place; None for `off`."""
    wanted = os.environ.get("ANNOTATOR_CACHE")
    if wanted in {"off", "0", ""}:
        return None
    root = Path(wanted) if wanted else platformdirs.user_cache_path("annotator", appauthor=False)
    return root / "parses.sqlite3"


class ParseCache:
    """The parses of one set of models. Whatever goes wrong, `get` and `put` do not raise."""

    def __init__(
        self, path: Path, models_id: str, limit: int = LIMIT, notice: Notice | None = None
    ) -> None:
        self.path = path
        self.limit = limit
        self.notice = notice or logging.getLogger("annotator").warning
        self.prefix = f"{CODE} stanza-{version('stanza')} {models_id} "
        self.connection: sqlite3.Connection | None = None
        self._open()

    def get(self, articles: Sequence[Article]) -> list[ParsedArticle | None]:
        """The parse of each article, None where there is none."""
        keys = [self._key(article) for article in articles]
        bodies: dict[bytes, bytes] = {}
        for start in range(0, len(keys), 500):
            bodies |= self._guard(partial(_select, keys=keys[start : start + 500])) or {}
        return [self._read(a, bodies.get(key)) for a, key in zip(articles, keys, strict=True)]

    def put(self, parses: Iterable[ParsedArticle]) -> None:
        """Remember parses, and forget the oldest ones if they grow too many."""
        now = int(time.time())
        rows = [(self._key(p.article), pack(p.sentences), now) for p in parses]
        self._guard(lambda connection: _insert(connection, rows, self.limit))

    def close(self) -> None:
        """Give the file free. The cache can be closed twice, not used again."""
        if self.connection:
            self.connection.close()
        self.connection = None

    def _key(self, article: Article) -> bytes:
        return hashlib.sha256((self.prefix + text_hash(article)).encode()).digest()

    def _read(self, article: Article, body: bytes | None) -> ParsedArticle | None:
        try:
            return ParsedArticle(article, unpack(body)) if body else None
        except ValueError:  # a damaged row: the parse that takes its place will mend it
            return None

    def _open(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.connection = _connect(self.path)
        except sqlite3.DatabaseError as error:
            self._mend(error)
        except OSError as error:
            self._switch_off(error)

    def _guard(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """The work's result, or None when the file does not allow it."""
        for _ in range(2):  # once more after a damaged file was replaced
            if self.connection is None:
                return None
            try:
                with self.connection:
                    return work(self.connection)
            except sqlite3.DatabaseError as error:
                self._mend(error)
        return None

    def _mend(self, error: sqlite3.DatabaseError) -> None:
        self.close()
        if error.sqlite_errorcode not in BAD:
            self._switch_off(error)
            return
        try:
            _replace(self.path)
            self.connection = _connect(self.path)
            self.notice(f"{self.path}: the parse cache was damaged and is built anew")
        except (sqlite3.DatabaseError, OSError) as second:
            self._switch_off(second)

    def _switch_off(self, error: Exception) -> None:
        self.close()
        self.notice(f"{self.path}: parses are not cached ({error})")


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=WAIT)
    try:
        with suppress(sqlite3.OperationalError):  # another process is just doing it
            connection.execute("PRAGMA journal_mode=WAL")  # readers beside a writer
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute(TABLE)
        connection.execute("SELECT key, body, used FROM parses LIMIT 1")
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def _replace(path: Path) -> None:
    """Remove a damaged file, unless another process has replaced it meanwhile."""
    try:
        connection = _connect(path)
        sound = connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
        connection.close()
    except sqlite3.DatabaseError:
        sound = False
    if not sound:
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


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
    size = _size(connection)
    if size > limit:
        _forget(connection, 1 - 0.8 * limit / size)


def _size(connection: sqlite3.Connection) -> int:
    """Bytes in use: pages of the file less those that are free."""
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    (page,) = connection.execute("PRAGMA page_size").fetchone()
    return int((pages - free) * page)


def _forget(connection: sqlite3.Connection, share: float) -> None:
    """Drop that share of the parses, those that were used longest ago."""
    (count,) = connection.execute("SELECT count(*) FROM parses").fetchone()
    oldest = "SELECT rowid FROM parses ORDER BY used, rowid LIMIT ?"
    connection.execute(
        f"DELETE FROM parses WHERE rowid IN ({oldest})",  # noqa: S608
        (int(count * share) + 1,),
    )
