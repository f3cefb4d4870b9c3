"""Files wherever fsspec reaches (`s3://…`, `gs://…`, `https://…`), with errors that are told alike.

Each function takes a URL and raises OSError for whatever the library of that place raises: no
network, no rights, no credentials. Raises UsageError where no library for it is installed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Concatenate, ParamSpec, TypeVar

from annotator.errors import AnnotatorError, UsageError

P = ParamSpec("P")
T = TypeVar("T")
# Buckets have none, and to make one would make a bucket of a name that is misspelt.
_WITHOUT_FOLDERS = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "oss", "oci"})
_VERSIONS = ("ETag", "etag", "md5Hash", "LastModified", "updated", "mtime", "created")


def connect(url: str) -> tuple[Any, str]:
    """The file system of a URL and the path in it."""
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        message = f"{url}: needs fsspec; pip install 'annotator[remote]'"
        raise UsageError(message, "extra") from None
    try:
        files, path = url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise UsageError(f"{url}: {_line(error)}") from error
    return files, path


def _told(
    function: Callable[Concatenate[str, P], T],
) -> Callable[Concatenate[str, P], T]:
    @wraps(function)
    def call(url: str, /, *args: P.args, **options: P.kwargs) -> T:
        try:
            return function(url, *args, **options)
        except (AnnotatorError, OSError):
            raise
        except Exception as error:
            raise OSError(_line(error)) from error

    return call


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__


@_told
def find(url: str) -> list[str]:
    """The ways to all files below a folder, sorted; "" for a file itself."""
    files, path = connect(url)
    root = path.rstrip("/")
    found = sorted(files.find(path))
    return [file[len(root) :].lstrip("/") if file.startswith(root) else file for file in found]


@_told
def open_file(url: str) -> BinaryIO:
    """The file, to read its bytes."""
    files, path = connect(url)
    opened: BinaryIO = files.open(path, "rb")
    return opened


@_told
def version(url: str) -> str:
    """Its size, and its tag or time."""
    files, path = connect(url)
    info = files.info(path)
    return f"{info.get('size')} {next((str(info[key]) for key in _VERSIONS if info.get(key)), '')}"


@_told
def exists(url: str) -> bool:
    """Whether there is such a file."""
    files, path = connect(url)
    return bool(files.exists(path))


@_told
def remove(url: str) -> None:
    """Delete the file, if it is there."""
    files, path = connect(url)
    if files.exists(path):
        files.rm_file(path)


@_told
def put(url: str, scratch: Path) -> None:
    """Store a file of this machine there; what was there is replaced when all of it has come."""
    files, path = connect(url)
    if url.partition("://")[0] not in _WITHOUT_FOLDERS:
        files.makedirs(str(PurePosixPath(path).parent), exist_ok=True)
    files.put_file(str(scratch), path)
