"""Which files to read, and their bytes."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from annotator.corpus.extracted import is_own_output
from annotator.errors import ArticleError, UsageError
from annotator.formats import SUFFIXES, inner_name, is_article_name
from annotator.opening import open_regular

ABOUT = (
    "readme",
    "license",
    "licence",
    "changelog",
    "contributing",
)  # about the folder, no article
LIMIT = 20 * 1024 * 1024  # bytes: far above any article, far below what fills the memory


def iter_paths(paths: Iterable[Path], format_: str | None = None) -> Iterator[Path]:
    """The article files: those named, and those below directories, sorted.

    In directories only files whose name says that they are articles (of `format_`, if it is given)
    count. Hidden files, those about the directory itself (README.md), and what this program has
    written there are skipped unless named; what is named is given on, for the reader to refuse what
    is no file while the others get done. Raises ArticleError for what does not exist.
    """
    for path in paths:
        if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises where rights are lacking
            yield from _iter_directory(path, format_)
        elif os.path.lexists(path):
            yield path
        else:
            raise _missing(path)


def require_path(path: Path) -> None:
    """Raise UsageError for a path of the command line that leads nowhere."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        hint = "; only `annotate run` reads stdin" if str(path) == "-" else ""
        raise UsageError(f"{path}: no such file or directory{hint}", "missing") from None
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read: {_reason(error)}", "unreadable") from error


def _missing(path: Path) -> ArticleError:
    return ArticleError(f"{path}: no such file or directory; check the path", "missing")


def _iter_directory(directory: Path, format_: str | None) -> Iterator[Path]:
    """In order and without recursion, since folders may lie in one another without end."""
    seen: set[tuple[int, int]] = set()
    waiting = [directory]
    while waiting:
        path = waiting.pop()
        if not os.path.isdir(path):  # noqa: PTH112 - as above
            yield path
            continue
        try:
            found = path.stat()
            entries = sorted(path.iterdir(), reverse=True)
        except OSError:
            yield path  # for the reader to refuse, as any bad article, while the others get done
            continue
        if (place := (found.st_dev, found.st_ino)) not in seen:  # else a link that leads back up
            seen.add(place)
            waiting += [entry for entry in entries if _is_wanted(entry, format_)]


def _is_wanted(entry: Path, format_: str | None) -> bool:
    if entry.name.startswith("."):
        return False
    if os.path.isdir(entry):  # noqa: PTH112 - as above
        return not _belongs_to_page(entry)
    return _is_article(entry, format_)


def _is_article(entry: Path, format_: str | None) -> bool:
    return (
        is_article_name(entry.name, format_)
        and inner_name(entry.name).stem.lower() not in ABOUT
        and not _is_passed_over(entry)
        and not is_own_output(entry)
    )


def _is_passed_over(entry: Path) -> bool:
    """A pipe, a device, a link to nowhere; what lacks rights is told by the reader."""
    try:
        return not stat.S_ISREG(entry.stat().st_mode)
    except PermissionError:
        return False
    except OSError:
        return True


def _belongs_to_page(directory: Path) -> bool:
    """Whether a browser made the folder beside a page that it saved: frames and scripts."""
    page = re.sub(r"_(?:files|fichiers)$", "", directory.name)
    return page != directory.name and any(
        directory.with_name(page + suffix).is_file() for suffix in SUFFIXES["html"]
    )


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
    try:
        with open_file(path) as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise ArticleError(f"{path}: cannot be read: {_reason(error)}") from error
    require_size(data, str(path), limit)
    return data


@contextmanager
def open_file(path: Path) -> Iterator[BufferedReader]:
    """A file to read bytes from. Raises ArticleError for what is none or cannot be opened."""
    _require_file(path)
    try:
        file = open_regular(path)
    except OSError as error:
        raise ArticleError(f"{path}: cannot be read: {_reason(error)}") from error
    with file:
        yield file


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
