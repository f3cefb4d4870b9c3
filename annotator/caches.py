"""The caches of all runs: where they lie, how much they hold, and their end."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from annotator.database import cache_folder, remove
from annotator.errors import UsageError
from annotator.findings import FILE_NAME as FINDINGS
from annotator.ledger import FILE_NAME as FILES
from annotator.nlp.cache import FILE_NAME as PARSES

# File → what its table holds.
CACHES = {
    PARSES: ("parses", "parsed articles"),
    FILES: ("files", "files that were read"),
    FINDINGS: ("findings", "articles with what was found"),
}


def describe_caches() -> Iterator[str]:
    """A line for the folder and one for each cache."""
    folder = cache_folder()
    if folder is None:
        yield "off (ANNOTATOR_CACHE)"
        return
    yield str(folder)
    for name, (table, what) in CACHES.items():
        path = folder / name
        yield f"{name}  {_size(path) / 1_000_000:.1f} MB  {_count(path, table):,} {what}"


def clear_caches() -> int:
    """Delete all caches; how many bytes that were. Raises UsageError where it is not allowed."""
    folder = cache_folder()
    if folder is None:
        return 0
    freed = sum(_size(folder / name) for name in CACHES)
    for name in CACHES:
        try:
            remove(folder / name)
        except OSError as error:
            message = f"{folder / name}: cannot be deleted: {error.strerror}"
            raise UsageError(message) from error
    return freed


def _size(path: Path) -> int:
    return sum(file.stat().st_size for file in path.parent.glob(f"{path.name}*"))


def _count(path: Path, table: str) -> int:
    if not path.exists():
        return 0
    try:
        with closing(sqlite3.connect(f"file:{path.absolute()}?mode=ro", uri=True)) as connection:
            (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
            return int(count)
    except sqlite3.DatabaseError:  # damaged: the next run builds it anew
        return 0
