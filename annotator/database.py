"""A SQLite file that only saves work: whatever is wrong with it, the program goes on without.

Several processes may use it at once. A damaged file is thrown away and built anew, with one line
of notice.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import platformdirs

WAIT = 30.0  # seconds for another process that writes
BAD = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}

Notice = Callable[[str], None]
T = TypeVar("T")


def cache_folder() -> Path | None:
    """Where caches lie: `$ANNOTATOR_CACHE` or the platform's place; None for `off`."""
    wanted = os.environ.get("ANNOTATOR_CACHE")
    if wanted in {"off", "0", ""}:
        return None
    return Path(wanted) if wanted else platformdirs.user_cache_path("annotator", appauthor=False)


class Database:
    """Tables in a file. `do` never raises for what the file does not allow.

    `tables` are statements that make what is not there; `probes` fail where a table has another
    form; `purpose` says in a notice what is lost: "the parse cache".
    """

    def __init__(
        self, path: Path, tables: str, probes: str, purpose: str, notice: Notice | None = None
    ) -> None:
        self.path = path
        self.tables = tables
        self.probes = probes
        self.purpose = purpose
        self.notice = notice or logging.getLogger("annotator").warning
        self.connection: sqlite3.Connection | None = None
        self._open()

    def do(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """The work's result, in one transaction, or None where the file does not allow it."""
        for _ in range(2):  # once more after a damaged file was replaced
            if self.connection is None:
                return None
            try:
                with self.connection:
                    return work(self.connection)
            except sqlite3.DatabaseError as error:
                self._mend(error)
        return None

    def close(self) -> None:
        """Give the file free. It can be closed twice, not used again."""
        if self.connection:
            self.connection.close()
        self.connection = None

    def _open(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.connection = self._connect()
        except sqlite3.DatabaseError as error:
            self._mend(error)
        except OSError as error:
            self._switch_off(error)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=WAIT)
        try:
            with suppress(sqlite3.OperationalError):  # another process is just doing it
                connection.execute("PRAGMA journal_mode=WAL")  # readers beside a writer
            connection.execute("PRAGMA synchronous=NORMAL")
            for statement in (*self.tables.split(";"), *self.probes.split(";")):
                connection.execute(statement)
        except sqlite3.DatabaseError:
            connection.close()
            raise
        return connection

    def _mend(self, error: sqlite3.DatabaseError) -> None:
        self.close()
        if error.sqlite_errorcode not in BAD:
            self._switch_off(error)
            return
        try:
            self._replace()
            self.connection = self._connect()
            self.notice(f"{self.path}: {self.purpose} was damaged and is built anew")
        except (sqlite3.DatabaseError, OSError) as second:
            self._switch_off(second)

    def _replace(self) -> None:
        """Remove a damaged file, unless another process has replaced it meanwhile."""
        try:
            connection = self._connect()
            sound = connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
            connection.close()
        except sqlite3.DatabaseError:
            sound = False
        if not sound:
            remove(self.path)

    def _switch_off(self, error: Exception) -> None:
        self.close()
        self.notice(f"{self.path}: {self.purpose} is not used ({error})")


def remove(path: Path) -> None:
    """Delete a database with the files that SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def size_in_use(connection: sqlite3.Connection) -> int:
    """Bytes in use: pages of the file less those that are free."""
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    (page,) = connection.execute("PRAGMA page_size").fetchone()
    return int((pages - free) * page)
