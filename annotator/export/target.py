"""Where an export goes: a file or a folder, written whole or not at all, never over its sources."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from annotator.devices import is_device
from annotator.errors import AnnotationError, UsageError, writing
from annotator.modes import mode_for, mode_of_new


@dataclass(frozen=True, slots=True)
class Target:
    """A place for an export. `sources` are the files read for it: they are never replaced."""

    path: Path
    force: bool = False
    sources: set[Path] = field(default_factory=set)  # grows while the export runs

    @contextmanager
    def file(self) -> Iterator[BinaryIO]:
        """A stream whose content takes the place of the file when all went well.

        Into a pipe or a device it is written then. Raises AnnotationError where that cannot be.
        """
        if is_device(self.path):
            with self._device() as stream:
                yield stream
            return
        with writing(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(
                prefix=f".{self.path.name}.", suffix=".tmp", dir=self.path.parent
            )
            scratch = Path(name)
            try:
                with os.fdopen(handle, "w+b") as stream:
                    yield stream
                self._refuse_source(self.path)
                scratch.chmod(mode_for(self.path))
                scratch.replace(self.path)
            finally:
                scratch.unlink(missing_ok=True)

    @contextmanager
    def _device(self) -> Iterator[BinaryIO]:
        with tempfile.TemporaryFile() as whole:
            yield whole
            whole.seek(0)
            with writing(self.path), self.path.open("wb") as device:
                shutil.copyfileobj(whole, device)

    def folder(self, files: Iterable[tuple[str, bytes]]) -> int:
        """Write the files; the folder appears when all are there. Gives their number.

        A folder that exists keeps what it has; files of the same names are replaced one by one.
        Raises AnnotationError where something cannot be written.
        """
        with writing(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            scratch = Path(
                tempfile.mkdtemp(prefix=f".{self.path.name}.", suffix=".tmp", dir=self.path.parent)
            )
            try:
                names = [_put(scratch, name, content) for name, content in files]
                self._move(scratch, names)
            finally:
                shutil.rmtree(scratch, ignore_errors=True)
        return len(names)

    def _move(self, scratch: Path, names: Sequence[str]) -> None:
        if not self.path.exists():
            scratch.chmod(mode_of_new(folder=True))
            scratch.replace(self.path)
            return
        for name in names:
            self._refuse_source(self.path / name)
        for name in names:
            goal = self.path / name
            goal.parent.mkdir(parents=True, exist_ok=True)
            if not goal.parent.resolve().is_relative_to(self.path.resolve()):
                message = f"{goal}: a link leads out of {self.path}; left alone"
                raise AnnotationError(message, "link")
            (scratch / name).replace(goal)

    def _refuse_source(self, goal: Path) -> None:
        if goal.resolve() in {source.resolve() for source in self.sources}:
            message = f"{goal}: is read for this export; choose another place"
            raise AnnotationError(message, "source")


def check_target(target: Target, *, folder: bool) -> None:
    """Raise UsageError where the export would replace something without being told to."""
    path = target.path
    if folder and path.exists() and not path.is_dir():
        raise UsageError(f"{path}: is a file; this format is written into a folder")
    if not folder and path.is_dir():
        raise UsageError(f"{path}: is a folder; give the name of a file")
    taken = any(path.iterdir()) if folder and path.is_dir() else path.exists() and not folder
    if taken and not target.force and not is_device(path):
        message = f"{path}: is there already; --force replaces what has the same name"
        raise UsageError(message, "there")


def _put(scratch: Path, name: str, content: bytes) -> str:
    """Write one file below `scratch`. Raises AnnotationError for a name that leads out of it."""
    goal = scratch / name
    if Path(name).is_absolute() or ".." in Path(name).parts:
        raise AnnotationError(f"{name}: leads out of the folder", "unwritable")
    goal.parent.mkdir(parents=True, exist_ok=True)
    goal.write_bytes(content)
    return name
