"""Which files to read, and their bytes."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from annotator.errors import ArticleError

SUFFIXES = (".txt", ".md")
ABOUT = (
    "readme",
    "license",
    "licence",
    "changelog",
    "contributing",
)  # about the folder, no article
LIMIT = 20 * 1024 * 1024  # bytes: far above any article, far below what fills the memory


def iter_paths(paths: Iterable[Path]) -> Iterator[Path]:
    """The article files: those named, and the `.txt` and `.md` files below directories, sorted.

    Hidden files and those about the directory itself (README.md) are skipped unless named; what
    is named is given on, for the reader to refuse what is no file while the others get done.
    Raises ArticleError for what does not exist.
    """
    for path in paths:
        if path.is_dir():
            yield from _iter_directory(path, set())
        elif path.exists():
            yield path
        else:
            raise _missing(path)


def _missing(path: Path) -> ArticleError:
    return ArticleError(f"{path}: no such file or directory; check the path", "missing")


def _iter_directory(directory: Path, seen: set[str]) -> Iterator[Path]:
    real = os.path.realpath(directory)
    if real in seen:  # a symbolic link that leads back up
        return
    seen.add(real)
    try:
        entries = sorted(directory.iterdir())
    except OSError:
        yield directory  # for the reader to refuse, as any bad article, while the others get done
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _iter_directory(entry, seen)
        elif _is_article(entry):
            yield entry


def _is_article(entry: Path) -> bool:
    return entry.suffix.lower() in SUFFIXES and entry.stem.lower() not in ABOUT and entry.is_file()


def _require_file(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise _missing(path) from None
    except (OSError, ValueError) as error:
        raise ArticleError(f"{path}: cannot be read: {_reason(error)}") from error
    if stat.S_ISDIR(mode):
        message = f"{path}: is a directory that cannot be listed; check its permissions"
        raise ArticleError(message)
    if not stat.S_ISREG(mode):
        message = f"{path}: is not a regular file; give a text file, or - for stdin"
        raise ArticleError(message, "not-a-file")


def read_bytes(path: Path, limit: int = LIMIT) -> bytes:
    """The bytes of a file. Raises ArticleError when it cannot be read or is too large."""
    _require_file(path)
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise ArticleError(f"{path}: cannot be read: {_reason(error)}") from error
    require_size(data, str(path), limit)
    return data


def require_size(data: bytes, path: str, limit: int) -> None:
    """Raise ArticleError for nothing at all or too much."""
    if not data:
        message = f"{path}: is empty; give a file with the text of an article"
        raise ArticleError(message, "empty")
    if len(data) > limit:
        size = f"{limit / 1048576:.0f} MB" if limit >= 1048576 else f"{limit} bytes"
        message = f"{path}: is larger than {size}; split it into one file per article"
        raise ArticleError(message, "too-large")


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
