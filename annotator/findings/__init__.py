"""Findings remembered on disk: an article that a new lexicon cannot touch keeps those that it has.

They go by the article's bytes, the models, the threshold and all code of the program, and are kept
with the lexicon under which they were found. What is here saves work and changes no result.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from functools import cached_property, partial
from hashlib import sha256
from pathlib import Path

from annotator.database import Database, Notice, cache_folder, size_in_use
from annotator.findings.maker import maker_id
from annotator.findings.packed import pack, pack_json, unpack, unpack_json
from annotator.gazetteer import load_gazetteer
from annotator.identity import content_digest, lexicon_content
from annotator.impact import Content, Impact, find_impact
from annotator.lexicon import rules
from annotator.model import Annotation, Article
from annotator.record import Machine

FILE_NAME = "findings.sqlite3"
LIMIT = 500_000_000  # bytes: some 400,000 articles
SHARE = 0.2  # of the findings that go when they grow too many, those written longest ago
TOGETHER = 500  # that are looked up at once: SQLite takes so many values in one query
LEXICONS = 8  # that are kept: those in use last
TABLES = """
    CREATE TABLE IF NOT EXISTS findings (key BLOB PRIMARY KEY, lexicon TEXT, body BLOB);
    CREATE TABLE IF NOT EXISTS lexicons (digest TEXT PRIMARY KEY, body BLOB)
"""
PROBES = (
    "SELECT key, lexicon, body FROM findings LIMIT 1; SELECT digest, body FROM lexicons LIMIT 1"
)

Row = tuple[bytes, str, bytes]  # key, digest of the lexicon, findings


def open_findings(machine: Machine) -> Findings | None:
    """What the machine has found in earlier runs, None where caches are switched off."""
    folder = cache_folder()
    return Findings(folder / FILE_NAME, machine) if folder else None


class Findings:
    """What one machine has found. Whatever goes wrong, `recall` and `note` do not raise."""

    def __init__(self, path: Path, machine: Machine, notice: Notice | None = None) -> None:
        self._database = Database(path, TABLES, PROBES, "the list of findings", notice)
        self._machine = machine
        self._impacts: dict[str, Impact | None] = {}  # by the lexicon that was in use before
        self._is_lexicon_kept = False

    def recall(self, articles: Sequence[Article]) -> list[Annotation | None]:
        """What extraction would find in each article; None where that is not known."""
        keys = [self._key(article) for article in articles]
        rows: dict[bytes, Row] = {}
        for start in range(0, len(keys), TOGETHER):
            some = keys[start : start + TOGETHER]
            rows |= {row[0]: row for row in self._database.do(partial(_select, keys=some)) or ()}
        pairs = zip(articles, map(rows.get, keys), strict=True)
        known = [row and self._read(article, row) for article, row in pairs]
        held = [key for key, found in zip(keys, known, strict=True) if found]
        self._keep(rows[key] for key in held if rows[key][1] != self._machine.lexicon)
        return known

    def note(self, annotations: Iterable[Annotation]) -> None:
        """Remember what was found."""
        self._keep((self._key(a.article), "", pack(a)) for a in annotations)

    def close(self) -> None:
        """Give the file free."""
        self._database.close()

    def _key(self, article: Article) -> bytes:
        return sha256(self._maker + article.sha256.encode()).digest()

    @cached_property
    def _maker(self) -> bytes:
        return maker_id(self._machine)

    @cached_property
    def _content(self) -> Content | None:
        """The lexicon that this process reads, if it is the machine's."""
        content = lexicon_content()
        return content if content_digest(content) == self._machine.lexicon else None

    def _read(self, article: Article, row: Row) -> Annotation | None:
        _, lexicon, body = row
        if lexicon != self._machine.lexicon:
            impact = self._impact(lexicon)
            if impact is None or impact.touches(article):
                return None
        return unpack(body, article)

    def _impact(self, lexicon: str) -> Impact | None:
        """What has changed since that lexicon, None where it is not known any more."""
        if lexicon not in self._impacts:
            body = self._database.do(partial(_select_lexicon, digest=lexicon))
            before = unpack_json(body) if body else None
            self._impacts[lexicon] = self._compare(before) if before else None
        return self._impacts[lexicon]

    def _compare(self, before: Content) -> Impact | None:
        if self._content is None:
            return None
        rules()  # what is wrong in the new lexicon is told, whether it touches anything or not
        load_gazetteer()
        return find_impact(before, self._content)

    def _keep(self, rows: Iterable[Row]) -> None:
        """Write findings as those of the present lexicon."""
        lexicon = self._machine.lexicon
        mine = [(key, lexicon, body) for key, _, body in rows]
        if not mine or self._content is None:
            return
        if not self._is_lexicon_kept:
            self._is_lexicon_kept = True
            body = pack_json(self._content)
            self._database.do(partial(_insert_lexicon, digest=lexicon, body=body))
        self._database.do(partial(_insert, rows=mine))


def _select(connection: sqlite3.Connection, keys: list[bytes]) -> list[Row]:
    marks = ",".join("?" * len(keys))
    query = f"SELECT key, lexicon, body FROM findings WHERE key IN ({marks})"  # noqa: S608
    return connection.execute(query, keys).fetchall()


def _insert(connection: sqlite3.Connection, rows: list[Row]) -> None:
    connection.executemany("INSERT OR REPLACE INTO findings VALUES (?, ?, ?)", rows)
    if size_in_use(connection) > LIMIT:
        (count,) = connection.execute("SELECT count(*) FROM findings").fetchone()
        oldest = "SELECT rowid FROM findings ORDER BY rowid LIMIT ?"
        connection.execute(
            f"DELETE FROM findings WHERE rowid IN ({oldest})",  # noqa: S608
            (int(count * SHARE) + 1,),
        )


def _select_lexicon(connection: sqlite3.Connection, digest: str) -> bytes | None:
    row = connection.execute("SELECT body FROM lexicons WHERE digest = ?", (digest,)).fetchone()
    return row[0] if row else None


def _insert_lexicon(connection: sqlite3.Connection, digest: str, body: bytes) -> None:
    connection.execute("INSERT OR REPLACE INTO lexicons VALUES (?, ?)", (digest, body))
    connection.execute(
        "DELETE FROM lexicons WHERE rowid NOT IN"
        " (SELECT rowid FROM lexicons ORDER BY rowid DESC LIMIT ?)",
        (LEXICONS,),
    )
