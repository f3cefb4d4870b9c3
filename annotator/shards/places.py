"""Files and folders, on this machine or wherever fsspec reaches: `s3://…`, `gs://…`, `https://…`."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from annotator.errors import ArticleError, UsageError, writing
from annotator.modes import mode_of_new
from annotator.opening import open_regular
from annotator.shards import remote
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
            yield from _find_remote(self.url)
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
        return remote.open_file(self.url) if self.is_remote else open_regular(Path(self.url))

    def version(self) -> str:
        """What changes when the file does: its size, and its time or tag."""
        if self.is_remote:
            return remote.version(self.url)
        found = Path(self.url).stat()
        return f"{found.st_size} {found.st_mtime_ns}"

    def read(self) -> bytes | None:
        """The whole file; None where there is none."""
        try:
            with self._open() as file:
                return file.read()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def exists(self) -> bool:
        """Whether there is such a file."""
        return remote.exists(self.url) if self.is_remote else Path(self.url).exists()

    def remove(self) -> None:
        """Delete the file, if it is there."""
        if self.is_remote:
            remote.remove(self.url)
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
            with writing(self.url):
                self._put(scratch)
        finally:
            scratch.unlink(missing_ok=True)

    def _put(self, scratch: Path) -> None:
        if self.is_remote:
            remote.put(self.url, scratch)
            return
        scratch.chmod(mode_of_new())
        scratch.replace(self.url)
        sync_folder(Path(self.url).parent)


def _find_local(folder: Path) -> Iterator[str]:
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name[0] not in "._")
        for name in sorted(names):
            yield Path(at, name).relative_to(folder).as_posix()


def _find_remote(url: str) -> Iterator[str]:
    try:
        found = remote.find(url)
    except FileNotFoundError:
        found = []
    except OSError as error:
        raise UsageError(f"{url}: cannot be read: {error}", "unreadable") from error
    if not found:
        raise UsageError(f"{url}: no such file or folder", "missing")
    for way in found:
        if not any(part[0] in "._" for part in way.split("/") if part):
            yield way
