"""A lexicon of one's own: file by file, one for a process, told by its digest."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from annotator import Annotator, datafiles
from annotator.datafiles import PACKAGE, data_file, use_lexicon
from annotator.errors import LexiconError, UsageError
from annotator.identity import lexicon_digest


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """As at the start of a process; the environment is put back."""
    monkeypatch.setattr(datafiles, "_read_from", [])
    monkeypatch.setenv(datafiles.VARIABLE, "")


def own(folder: Path, name: str, old: str, new: str) -> Path:
    """A copy of a file of the lexicon with one change."""
    text = PACKAGE.joinpath(name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_the_package_has_what_no_other_folder_gives(tmp_path: Path) -> None:
    assert data_file("words.yaml") == PACKAGE.joinpath("words.yaml")
    (tmp_path / "words.yaml").touch()
    datafiles._read_from.clear()
    use_lexicon(tmp_path)
    assert data_file("words.yaml") == tmp_path.resolve() / "words.yaml"
    assert data_file("themes.yaml") == PACKAGE.joinpath("themes.yaml")


@pytest.mark.parametrize(
    "name", ["wörds.yaml", "cooperation/visits.yaml", "models/default/manifest.json"]
)
def test_a_name_that_the_lexicon_does_not_know(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).touch()
    (tmp_path / "README.md").touch()  # no lexicon, and none of our business
    with pytest.raises(LexiconError, match="no file of that name"):
        use_lexicon(tmp_path)


def test_a_folder_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LexiconError, match="no such folder"):
        Annotator(lexicon=tmp_path / "nowhere")
    monkeypatch.setenv(datafiles.VARIABLE, str(tmp_path / "nowhere"))
    with pytest.raises(LexiconError, match="no such folder"):
        data_file("words.yaml")


def test_a_process_has_one_lexicon(tmp_path: Path) -> None:
    data_file("words.yaml")
    with pytest.raises(UsageError, match="this process has a lexicon, the package's own"):
        use_lexicon(tmp_path)


def test_the_digest_knows_the_file(tmp_path: Path) -> None:
    before = lexicon_digest()
    datafiles._read_from.clear()
    use_lexicon(own(tmp_path, "frequent_words.txt", "\n", "\nzzz\n"))
    assert lexicon_digest() != before
    assert lexicon_digest(PACKAGE) == before


@pytest.mark.models
def test_an_alias_of_ones_own_is_understood(tmp_path: Path) -> None:
    folder = own(tmp_path, "countries.yaml", "Cap-Vert", "Bélouvie")
    (tmp_path / "text").write_text("La Bélouvie et le Brésil mèneront des patrouilles conjointes.")
    code = (
        "import sys; from annotator import Annotator\n"
        "result = Annotator(lexicon=sys.argv[1]).annotate(open(sys.argv[2]).read())\n"
        "print(*result.cooperation[0].parties)"
    )
    command = [sys.executable, "-c", code, str(folder), str(tmp_path / "text")]
    here = {"PYTHONPATH": str(Path(datafiles.__file__).parent.parent)}
    done = subprocess.run(
        command, env=os.environ | here, capture_output=True, encoding="utf-8", check=False
    )
    assert done.stdout == "BRA CPV\n", done.stderr
