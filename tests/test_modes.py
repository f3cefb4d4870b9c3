from __future__ import annotations

import os
from pathlib import Path

import pytest

from annotator.modes import mode_for, mode_of_new


@pytest.mark.skipif(os.name != "posix", reason="no modes")
def test_a_file_keeps_its_mode_and_a_new_one_gets_the_usual(tmp_path: Path) -> None:
    old, new, folder = tmp_path / "old", tmp_path / "new", tmp_path / "folder"
    old.touch()
    old.chmod(0o640)
    assert mode_for(old) == 0o640
    expected = mode_for(new), mode_of_new(folder=True)
    new.touch()
    folder.mkdir()
    assert expected == (new.stat().st_mode & 0o777, folder.stat().st_mode & 0o777)
