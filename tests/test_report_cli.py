from __future__ import annotations

from pathlib import Path

import pytest

from annotator.cli import main
from annotator.errors import FINDINGS, FINE, USAGE
from report_samples import write_samples


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["report", *map(str, arguments)])
    return int(ended.value.code or 0)


def test_a_page_for_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, page = write_samples(tmp_path / "corpus"), tmp_path / "report.html"
    assert run(folder, "-o", page, "--title", "Ma <semaine>") == FINE
    assert "<title>Ma &lt;semaine&gt;</title>" in page.read_text(encoding="utf-8")
    out, err = capsys.readouterr()
    assert out == ""
    assert f"{page}: 4 articles" in err


def test_the_page_on_stdout_is_alone_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    folder = write_samples(tmp_path)
    (folder / "brume.txt").unlink()
    assert run(folder, "-o", "-") == FINDINGS
    out, err = capsys.readouterr()
    assert out.startswith("<!doctype html>")
    assert out.rstrip().endswith("</html>")
    assert "brume.yaml:" in err


def test_a_broken_annotation_is_told_and_the_page_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, page = write_samples(tmp_path), tmp_path / "report.html"
    (folder / "brume.yaml").write_text("relevant: [\narticle: x\n")
    assert run(folder, "-o", page, "--output-format", "text") == FINDINGS
    assert page.exists()
    out, err = capsys.readouterr()
    assert "brume.yaml:" in out + err


def test_a_folder_without_annotations(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "-o", tmp_path / "report.html") == USAGE
    assert "no annotation" in capsys.readouterr().err
    assert not (tmp_path / "report.html").exists()
