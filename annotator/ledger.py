"""What files held when they were last read, so that what has not changed is not read again.

For a file: its digest, which holds as long as size, times and inode stay what they were. As in
git, what was written just before it was read is not believed, since a second change in the same
tick of the clock would leave the times as they are. For the text of an annotation, by its digest:
the few facts that a run asks for. Without a database all is read each time, with the same result.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from annotator import readings
from annotator.corpus.files import read_bytes
from annotator.database import Database, Notice, cache_folder
from annotator.readings import Readings
from annotator.review import Ids
from annotator.store import read_existing
from annotator.yamlfile import load

FILE_NAME = "files.sqlite3"
AHEAD = 400  # files that are looked up together: SQLite takes so many values in one query
MARGIN = 2_000_000_000  # ns: the coarsest clock of a file system in use, that of FAT
MOST = 2_000_000  # rows of a table: under a gigabyte
FACTS = "facts_3"  # the table; another number with every change of `note_facts` and the writers
TABLES = f"""
    CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, stamp TEXT, sha256 TEXT) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS {FACTS} (sha256 TEXT PRIMARY KEY, facts TEXT) WITHOUT ROWID;
    {readings.TABLE}
"""
PROBES = ";".join(
    [
        "SELECT path, stamp, sha256 FROM files LIMIT 1",
        f"SELECT sha256, facts FROM {FACTS} LIMIT 1",  # noqa: S608 - an own name
        readings.PROBE,
    ]
)

Facts = Any  # a mapping as `facts_of` makes it, or a text where the file holds none
Row = Any  # a tuple of texts, in the order of the table's columns


def ledger_path() -> Path | None:
    """The file of the ledger, None where caches are switched off."""
    folder = cache_folder()
    return folder / FILE_NAME if folder else None


class Ledger:
    """Digests of articles and facts of annotations, from the database or from the files."""

    def __init__(self, path: Path | None = None, notice: Notice | None = None) -> None:
        self._database = (
            Database(path, TABLES, PROBES, "the list of files", notice) if path else None
        )
        self.readings = Readings(self._database)
        self._stamps: dict[str, str] = {}
        self._digests: dict[str, str] = {}
        self._facts: dict[str, str] = {}
        self._new_files: list[Row] = []
        self._new_facts: list[Row] = []

    def look_up(self, files: Iterable[Path]) -> None:
        """Ask for all that is known of these files at once; what was asked for before is let go."""
        self.save()
        stamps = {_key(path): _stamp(path) for path in files} if self._database else {}
        self._stamps = {path: stamp for path, stamp in stamps.items() if stamp}
        rows = self._select("files", "path", [*self._stamps])
        self._digests = {p: digest for p, stamp, digest in rows if stamp == stamps[p]}
        self._facts = dict(self._select(FACTS, "sha256", [*set(self._digests.values())]))

    def digest(self, article: Path) -> str:
        """The sha256 of an article's bytes. Raises ArticleError where they cannot be read."""
        known = self._digests.get(_key(article))
        return known or self._note_file(article, sha256(read_bytes(article)).hexdigest())

    def facts(self, annotation: Path) -> Facts:
        """Of an annotation file, what `facts_of` keeps; None where there is no file.

        Raises AnnotationError where it cannot be read, YamlError for what is no YAML.
        """
        digest = self._digests.get(_key(annotation))
        if digest and digest in self._facts:
            return json.loads(self._facts[digest])
        text = read_existing(annotation)
        if text is None:
            return None
        digest = self._note_file(annotation, sha256(text.encode()).hexdigest())
        for _, facts in self._select(FACTS, "sha256", [digest]):
            return json.loads(facts)
        return self.note_facts(text, load(text).data)

    def own_ids(self, text: str) -> Ids | None:
        """The ids in an annotation with this text, where it is known that nobody has touched it."""
        if not self._database:
            return None
        digest = sha256(text.encode()).hexdigest()
        known = self._facts.get(digest)
        rows = [(digest, known)] if known else self._select(FACTS, "sha256", [digest])
        facts = json.loads(rows[0][1]) if rows else None
        return facts.get("own") if isinstance(facts, dict) else None

    def note_facts(self, text: str, data: Any, own: Ids | None = None) -> Facts:
        """Remember the facts of an annotation with this text, which says `data`.

        `own` are its ids where it holds what the program says and nothing else.
        """
        facts = facts_of(data)
        if own:
            facts |= {"own": own}
        if self._database:
            row = (sha256(text.encode()).hexdigest(), json.dumps(facts, ensure_ascii=False))
            self._new_facts.append(row)
        return facts

    def save(self) -> None:
        """Write what is new to the database."""
        files, facts = self._new_files, self._new_facts
        self._new_files, self._new_facts = [], []
        if self._database and (files or facts):
            self._database.do(partial(_insert, files=files, facts=facts))

    def close(self) -> None:
        """Save, and give the database free."""
        self.save()
        self.readings.save()
        if self._database:
            self._database.do(_bound)
            self._database.close()

    def _note_file(self, path: Path, digest: str) -> str:
        """Remember the digest under the stamp that the file had before it was read."""
        if stamp := self._stamps.get(_key(path)):
            self._new_files.append((_key(path), stamp, digest))
        return digest

    def _select(self, table: str, column: str, values: Sequence[str]) -> list[Row]:
        if not self._database or not values:
            return []
        return self._database.do(partial(_select, table=table, column=column, values=values)) or []


def facts_of(data: Any) -> Facts:
    """What tells whether an annotation is up to date, and what a summary counts of it."""
    if not isinstance(data, Mapping):
        return str(data)
    lists = {
        name: [{"type": e.get("type")} for e in data.get(name) or [] if isinstance(e, Mapping)]
        for name in ("cooperation", "rationale")
    }
    return {
        "article": _part(data, "article", "sha256", "language"),
        "machine": _part(
            data, "machine", "version", "models", "lexicon", "min_confidence", "screened"
        ),
        "review": _part(data, "review", "status"),
        "relevant": data.get("relevant"),
        "conflicts": _has_conflicts(data),
        **lists,
    }


def _has_conflicts(data: Mapping[str, Any]) -> bool:
    lists = (data.get(name) or [] for name in ("cooperation", "rationale"))
    return any(isinstance(e, Mapping) and "conflict" in e for entries in lists for e in entries)


def _part(data: Mapping[str, Any], name: str, *keys: str) -> Any:
    part = data.get(name)
    return {k: part[k] for k in keys if k in part} if isinstance(part, Mapping) else None


def _key(path: Path) -> str:
    whole = os.path.abspath(path)  # noqa: PTH100 - `resolve` would look at every folder above
    return os.fsencode(whole).decode("utf-8", "backslashreplace")


def _stamp(path: Path) -> str:
    """Size, times and inode; empty for what is not there or has changed only just now."""
    now = time.time_ns()
    try:
        found = path.stat()
    except (OSError, ValueError):
        return ""
    if now - max(found.st_mtime_ns, found.st_ctime_ns) < MARGIN:
        return ""
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}"


def _select(
    connection: sqlite3.Connection, table: str, column: str, values: Sequence[str]
) -> list[Row]:
    rows: list[Row] = []
    for start in range(0, len(values), AHEAD):
        some = values[start : start + AHEAD]
        marks = ",".join("?" * len(some))
        rows += connection.execute(
            f"SELECT * FROM {table} WHERE {column} IN ({marks})",  # noqa: S608 - own names
            some,
        )
    return rows


def _insert(connection: sqlite3.Connection, files: list[Row], facts: list[Row]) -> None:
    connection.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", files)
    connection.executemany(f"INSERT OR REPLACE INTO {FACTS} VALUES (?, ?)", facts)  # noqa: S608


def _bound(connection: sqlite3.Connection) -> None:
    for table in ("files", FACTS):  # beyond all measure it starts anew
        (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
        if count > MOST:
            connection.execute(f"DELETE FROM {table}")  # noqa: S608
