from __future__ import annotations

from pathlib import Path

import pytest

from annotator.errors import UsageError
from annotator.report import collect
from annotator.report.collect import Collection
from records import TEXT, make_annotation
from report_samples import write_annotation, write_samples

CODES = ("KEN", "KOR", "NOR", "PER", "PRT", "SWE")


def test_annotations_of_a_folder_with_their_articles(tmp_path: Path) -> None:
    found = collect([write_samples(tmp_path)], CODES)
    names = [item.name for item in found.items]
    assert names == ["<b>mal.yaml", "afrique/Câbles sous la mer.yaml", "brume.yaml", "fanfare.yaml"]
    assert found.items[2].article.text == TEXT
    assert found.problems == ()


def test_a_broken_file_is_told_and_the_others_are_shown(tmp_path: Path) -> None:
    write_samples(tmp_path)
    (tmp_path / "brume.yaml").write_text("relevant: true\narticle: [", encoding="utf-8")
    found = collect([tmp_path], CODES)
    assert len(found.items) == 3
    assert [(problem.file, problem.kind) for problem in found.problems] == [
        (str(tmp_path / "brume.yaml"), "yaml")
    ]


def test_an_unknown_type_is_left_out_and_told(tmp_path: Path) -> None:
    path = write_annotation(tmp_path, "brume", make_annotation())
    path.write_text(path.read_text().replace("type: exercise", "type: banquet"))
    found = collect([tmp_path], CODES)
    assert found.items == ()
    assert "banquet" in found.problems[0].message


def test_an_annotation_without_its_article_is_shown(tmp_path: Path) -> None:
    write_annotation(tmp_path, "brume", make_annotation())
    (tmp_path / "brume.txt").unlink()
    found = collect([tmp_path], CODES)
    assert found.items[0].article is None
    assert [problem.kind for problem in found.items[0].problems] == ["article"]


def test_no_file_of_the_reader_gets_into_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret.txt").write_text("Le mot de passe est brume.\n", encoding="utf-8")
    folder = tmp_path / "annotations"
    path = write_annotation(folder, "brume", make_annotation())
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("file: brume.txt", "file: ../secret.txt"), encoding="utf-8")
    monkeypatch.chdir(folder)
    (item,) = collect([folder], CODES).items
    assert item.article is None
    assert "stale" in {problem.kind for problem in item.problems}
    monkeypatch.chdir(tmp_path)  # in the folder that one works in an article may have changed
    assert collect([folder], CODES).items[0].article is not None
    (tmp_path / "secret.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(folder)
    assert collect([folder], CODES).items[0].article is not None


def test_gold_records_in_a_folder_are_passed_over_but_not_when_named(tmp_path: Path) -> None:
    gold = tmp_path / "gold.yaml"
    gold.write_text("relevant: false\nparties: []\ncooperation: []\nrationale: []\n")
    assert collect([tmp_path], CODES) == Collection((), ())
    assert collect([gold], CODES).problems


def test_files_that_name_no_article_are_counted(tmp_path: Path) -> None:
    (tmp_path / "lost.yaml").write_text("relevant: false\n")
    assert collect([tmp_path], CODES) == Collection((), (), skipped=1)


def test_a_file_named_twice_is_shown_once(tmp_path: Path) -> None:
    path = write_annotation(tmp_path, "brume", make_annotation())
    assert len(collect([tmp_path, path], CODES).items) == 1


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        collect([tmp_path / "none"])
