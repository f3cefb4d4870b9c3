"""What is written has to be on the disk before it takes the name of what was there."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from annotator.errors import AnnotationError
from annotator.shards.places import Place
from annotator.store import Job, write_file


def write(path: Path, how: str) -> None:
    if how != "place":
        write_file(Job(path, path, path.parent), "neu\n", by_hand=how == "by hand")
    else:
        Place(str(path)).write(lambda file: file.write(b"neu\n") and None)


HOW = ["run", "by hand", "place"]


@pytest.mark.parametrize("how", HOW)
def test_file_then_name_then_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    told: list[str] = []
    path = tmp_path / "a.yaml"
    path.write_text("alt\n", encoding="utf-8")
    sync, replace = os.fsync, Path.replace

    def note_sync(handle: int) -> None:
        found = os.fstat(handle)
        folder = found.st_ino == tmp_path.stat().st_ino
        told.append("folder" if folder else f"{found.st_size} bytes")
        sync(handle)

    def note_replace(self: Path, target: Path) -> Path:
        told.append("name")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(Path, "replace", note_replace)
    write(path, how)
    assert told == ["4 bytes", "name", "folder"][: 2 if how == "run" else 3]
    assert path.read_text(encoding="utf-8") == "neu\n"


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP, errno.EIO, errno.ENOSPC])
def test_only_a_disk_that_fails_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str, number: int
) -> None:
    def fail(_: int) -> None:
        raise OSError(number, os.strerror(number))

    path = tmp_path / "a.yaml"
    path.write_text("alt\n", encoding="utf-8")
    monkeypatch.setattr(os, "fsync", fail)
    if number in {errno.EINVAL, errno.ENOTSUP}:
        write(path, how)
        assert path.read_text(encoding="utf-8") == "neu\n"
    else:
        with pytest.raises((AnnotationError, OSError), match=os.strerror(number)):
            write(path, how)
        assert path.read_text(encoding="utf-8") == "alt\n"
    assert [file.name for file in tmp_path.iterdir()] == ["a.yaml"]
