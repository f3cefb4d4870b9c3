"""Inputs beyond all measure: each ends in one clear line, and the other articles get done.

`python -m tests.limits` tries the largest of them in full size and measures time and memory.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from annotator.cli import main
from annotator.corpus.article import LONGEST
from annotator.corpus.files import LIMIT
from annotator.validate import Validator, iter_annotations
from annotator.yamlfile import MAX_BYTES
from test_run import TEXT, FakeWorkers


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("annotator.workers.make_workers", lambda *args: FakeWorkers())
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    folder = tmp_path / "articles"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / "good.txt").write_text(TEXT, encoding="utf-8")
    return folder


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    """The exit code and the problems that were told; the good article is done in any case."""
    with pytest.raises(SystemExit) as caught:
        main([str(word) for word in ("--quiet", *words)])
    out, err = capsys.readouterr()
    assert out == ""
    assert Path("good.yaml").exists()
    return int(caught.value.code or 0), err


def sparse(path: Path, size: int) -> Path:
    path.write_bytes(b"")
    os.truncate(path, size)
    return path


@pytest.mark.parametrize("size", [LIMIT + 1, 100 * 1024 * 1024, 3 * 1024**3])
def test_files_beyond_the_limit_are_not_read(
    folder: Path, size: int, capsys: pytest.CaptureFixture[str]
) -> None:
    sparse(folder / "huge.txt", size)
    code, told = run(capsys, ".")
    assert (code, told) == (1, "huge.txt:1:1: ANN105 is larger than 20 MB; split it into one file per article\n")  # fmt: skip


def test_a_line_without_end(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "line.txt").write_text("un exercice " * (LONGEST // 12 + 1), encoding="utf-8")
    code, told = run(capsys, ".")
    assert (code, told) == (1, "line.txt:1:1: ANN105 is longer than 1,000,000 characters; split it into its articles\n")  # fmt: skip


def test_an_annotation_beyond_the_limit_is_left_alone(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    size = MAX_BYTES + 1
    path = sparse(folder / "a.yaml", size)
    code, told = run(capsys, ".")
    assert (code, told) == (1, "a.yaml:1:1: ANN201 cannot be read: larger than 8 MB\n")
    assert path.stat().st_size == size
    (problem,) = Validator().check_file(path)
    assert problem.message == "cannot be read: larger than 8 MB"


def test_nul_bytes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "nul.txt").write_bytes(TEXT.encode() + b"\0\0\0")
    (folder / "late.txt").write_bytes(TEXT.encode() * 1000 + b"\0")
    code, told = run(capsys, ".")
    assert code == 1
    assert "nul.txt:1:1: ANN106 is a binary file" in told
    assert told.count("\n") <= 2


@pytest.mark.parametrize("name", ["un\nretour", "🛰 лук", "tab\tici", "'\"$(id)`", "-", "--force", "x" * 250, "é", "con ", "a\\b"])  # fmt: skip
def test_strange_names(folder: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / f"{name}.txt"[-255:]
    path.write_text(TEXT, encoding="utf-8")
    if len(path.with_suffix(".yaml").name) > 255:
        path = path.rename(folder / f"{name[:-1]}.txt")
    assert run(capsys, ".") == (0, "")
    assert Validator().check_file(path.with_suffix(".yaml")) == []
    assert run(capsys, "run", "--", f"./{path.name}", "good.txt") == (0, "")


def test_links_in_circles(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "circle").symlink_to(".")
    (folder / "up").symlink_to("..")
    (folder / "self.txt").symlink_to("self.txt")
    (folder / "nowhere.txt").symlink_to("gone.txt")
    assert run(capsys, ".") == (0, "")
    assert list(Path("..").rglob("*.yaml")) == [Path("../articles/good.yaml")]
    with pytest.raises(SystemExit):
        main(["self.txt"])
    assert re.match(
        r"annotate: ANN102 self\.txt: cannot be read: .*links.*\n", capsys.readouterr().err
    )


def test_pipes_devices_and_sockets(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo("pipe.txt")
    os.mkfifo("pipe.yaml")
    Path("null.txt").symlink_to("/dev/null")
    Path("zero.txt").symlink_to("/dev/zero")
    assert run(capsys, ".") == (0, ""), "in folders they are passed over"
    code, told = run(capsys, "pipe.txt", "/dev/zero", "zero.txt", "good.txt")
    assert code == 1
    assert [line.split()[1] for line in told.splitlines()] == ["ANN103"] * 3
    (problem,) = Validator().check_file(Path("pipe.yaml"))
    assert problem.message == "cannot be read: not a regular file"
    assert list(iter_annotations([folder])) == [folder / "good.yaml", folder / "pipe.yaml"]


def test_folders_in_folders(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = Path.cwd()
    try:
        for _ in range(1200):
            Path("d").mkdir()
            os.chdir("d")
        Path("deep.txt").write_text(TEXT, encoding="utf-8")
    finally:
        os.chdir(here)
    try:
        assert run(capsys, ".") == (0, "")
        assert [path.name for path in iter_annotations([Path()])] == ["deep.yaml", "good.yaml"]
    finally:
        remove_deep(folder / "d", 1200)


def remove_deep(path: Path, depth: int) -> None:
    """What pytest's own removal would fail on: it calls itself for each level."""
    here = Path.cwd()
    os.chdir(path)
    for _ in range(depth - 1):
        os.chdir("d")
    for file in Path().iterdir():
        file.unlink()
    for _ in range(depth):
        name = Path.cwd().name
        os.chdir("..")
        Path(name).rmdir()
    os.chdir(here)


def test_many_files_cost_little_memory_each(folder: Path, tmp_path: Path) -> None:
    import tracemalloc

    from annotator.store import plan_jobs

    for number in range(2000):
        Path(f"{number:04}.txt").touch()
    tracemalloc.start()
    jobs = list(plan_jobs([Path()], None, ".yaml"))
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(jobs) == 2001
    assert held / len(jobs) < 2000, "bytes: 200,000 files in 400 MB"
