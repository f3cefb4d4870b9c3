"""Files and folders, on this machine or wherever fsspec reaches: `s3://…`, `gs://…`, `https://…`."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from annotator.errors import ArticleError, UsageError
from annotator.opening import open_regular
from annotator.syncing import sync_file, sync_folder


@dataclass(frozen=True, slots=True)
class Place:
    """A path, or a URL with `://` in it."""

    url: str

    @property
    def is_remote(self) -> bool:
        return "://" in self.url

    @property
    def name(self) -> str:
        return PurePosixPath(self.url).name if self.is_remote else Path(self.url).name

    def below(self, way: str) -> Place:
        """What lies `way` (with forward slashes) below this folder."""
        if self.is_remote:
            return Place(f"{self.url.rstrip('/')}/{way}")
        return Place(str(Path(self.url, *way.split("/"))))

    def find(self) -> Iterator[str]:
        """The ways to all files below this folder, sorted; "" for a file. Raises UsageError."""
        if self.is_remote:
            yield from _find_remote(self)
        elif Path(self.url).is_dir():
            yield from _find_local(Path(self.url))
        elif Path(self.url).exists():
            yield ""
        else:
            raise UsageError(f"{self.url}: no such file or directory", "missing")

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The file, to read its bytes. Raises ArticleError where it cannot be opened."""
        try:
            file = self._open()
        except OSError as error:
            message = f"{self.url}: cannot be read: {error.strerror or error}"
            raise ArticleError(message) from error
        with file:
            yield file

    def _open(self) -> BinaryIO:
        if not self.is_remote:
            return open_regular(Path(self.url))
        files, path = connect(self.url)
        opened: BinaryIO = files.open(path, "rb")
        return opened

    def version(self) -> str:
        """What changes when the file does: its size, and its time or tag."""
        if not self.is_remote:
            found = Path(self.url).stat()
            return f"{found.st_size} {found.st_mtime_ns}"
        files, path = connect(self.url)
        info = files.info(path)
        keys = ("ETag", "etag", "md5Hash", "LastModified", "updated", "mtime", "created")
        return f"{info.get('size')} {next((str(info[k]) for k in keys if info.get(k)), '')}"

    def read(self) -> bytes | None:
        """The whole file; None where there is none."""
        try:
            with self._open() as file:
                return file.read()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def exists(self) -> bool:
        """Whether there is such a file."""
        if not self.is_remote:
            return Path(self.url).exists()
        files, path = connect(self.url)
        return bool(files.exists(path))

    def remove(self) -> None:
        """Delete the file, if it is there."""
        if self.is_remote:
            files, path = connect(self.url)
            if files.exists(path):
                files.rm_file(path)
        else:
            Path(self.url).unlink(missing_ok=True)

    def write(self, fill: Callable[[BinaryIO], None]) -> None:
        """Let `fill` write a new file, which takes the place at once when it is whole."""
        folder = None if self.is_remote else Path(self.url).parent
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{self.name}.", suffix=".tmp", dir=folder)
        scratch = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                fill(file)
                sync_file(file)
            self._put(scratch)
        finally:
            scratch.unlink(missing_ok=True)

    def _put(self, scratch: Path) -> None:
        if not self.is_remote:
            mask = os.umask(0)
            os.umask(mask)
            scratch.chmod(0o666 & ~mask)
            scratch.replace(self.url)
            sync_folder(Path(self.url).parent)
            return
        files, path = connect(self.url)
        files.makedirs(str(PurePosixPath(path).parent), exist_ok=True)
        with scratch.open("rb") as source, files.open(path, "wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)


def connect(url: str) -> tuple[Any, str]:
    """The file system of a URL and the path in it. Raises UsageError where none is installed."""
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        message = f"{url}: needs fsspec; pip install 'annotator[remote]'"
        raise UsageError(message) from None
    try:
        files, path = url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise UsageError(f"{url}: {' '.join(str(error).split())}") from error
    return files, path


def _find_local(folder: Path) -> Iterator[str]:
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name[0] not in "._")
        for name in sorted(names):
            yield Path(at, name).relative_to(folder).as_posix()


def _find_remote(place: Place) -> Iterator[str]:
    files, path = connect(place.url)
    try:
        found = sorted(files.find(path))
    except OSError as error:
        raise UsageError(f"{place.url}: {' '.join(str(error).split())}", "missing") from error
    if not found:
        raise UsageError(f"{place.url}: no such file or folder", "missing")
    root = path.rstrip("/")
    for file in found:
        way = file[len(root) :].lstrip("/") if file.startswith(root) else file
        if not any(part[0] in "._" for part in way.split("/") if part):
            yield way
