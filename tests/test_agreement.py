from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest

from annotator.cli import main
from annotator.evaluate.agreement import compare_reviewers, kappa, table
from test_evaluate import GOLD, PRED, write, write_articles

CORPUS = Path(__file__).parent.parent / "corpus"


def test_kappa_of_the_textbook() -> None:
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert kappa(pairs) == pytest.approx(0.4)


def test_kappa_where_it_says_nothing() -> None:
    assert kappa([]) is None
    assert kappa([(1, 1), (1, 1)]) is None
    assert kappa([(1, 2), (2, 1)]) == pytest.approx(-1)


def test_a_reviewer_agrees_with_themselves(tmp_path: Path) -> None:
    gold, articles = write(tmp_path / "gold", GOLD), write_articles(tmp_path / "articles")
    figures = compare_reviewers(gold, gold, articles).as_dict()
    assert figures["types"]["kappa"] == figures["status"]["kappa"] == 1.0
    assert figures["acts"]["f1"] == 1.0
    lost = "« mots absents du texte »"  # in no article: nothing to pair it with
    assert {d["message"].split(" is ")[0] for d in figures["disagreements"]} == {lost}


def test_both_sides_of_a_difference_are_told(tmp_path: Path) -> None:
    one, two = write(tmp_path / "one", GOLD), write(tmp_path / "two", PRED)
    figures = compare_reviewers(one, two, write_articles(tmp_path / "articles")).as_dict()
    assert figures["articles"] == 3
    assert figures["alone"] == ["004"]
    told = {(Path(d["file"]).parent.name, d["message"]) for d in figures["disagreements"]}
    assert ("one", "visit of CYP, ITA is in the first alone") in told
    assert ("two", "aid of GRC is in the second alone") in told
    assert ("two", "theme: terrorism or rules") in told
    assert ("two", "relevant: False or True") in told


def test_figures_are_the_same_from_both_sides(tmp_path: Path) -> None:
    one, two = write(tmp_path / "one", GOLD), write(tmp_path / "two", PRED)
    articles = write_articles(tmp_path / "articles")
    there, back = (
        compare_reviewers(*pair, articles).as_dict() for pair in ((one, two), (two, one))
    )
    for name in (
        "relevant",
        "types",
        "status",
        "kind",
        "theme",
        "parties",
        "acts",
        "rationale_spans",
    ):
        assert there[name] == back[name]


def test_the_table(tmp_path: Path) -> None:
    one, two = write(tmp_path / "one", GOLD), write(tmp_path / "two", PRED)
    lines = list(
        table(compare_reviewers(one, two, write_articles(tmp_path / "articles")).as_dict())
    )
    assert lines[0] == "3 articles by both, 1 by one alone"
    assert any(line.startswith("status           kappa") for line in lines)
    assert any(line.startswith("    annotate explain ") for line in lines)


@pytest.mark.models
def test_each_difference_can_be_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two reviewers' copies of a sample, one of them in a folder whose name has a space."""
    article = tmp_path / "articles/10-maroc-mauritanie-commission.txt"
    article.parent.mkdir()
    shutil.copy(CORPUS / article.name, article)
    text = (CORPUS / article.name).with_suffix(".yaml").read_text(encoding="utf-8")
    text = text.replace(f"file: {article.name}", f"file: ../articles/{article.name}")
    for who, change in (
        ("ana", text),
        ("ben 2", text.replace("status: done", "status: planned", 1)),
    ):
        (tmp_path / who).mkdir()
        (tmp_path / who / article.name).with_suffix(".yaml").write_text(change, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        main(["evaluate", "--agreement", "ana", "ben 2", "articles"])
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "annotate explain" in line]
    words = shlex.split(line)
    with pytest.raises(SystemExit) as caught:
        main(words[1:])
    assert not caught.value.code
    out = capsys.readouterr().out
    assert f"({words[-1]})" in out
    assert ": planned —" in " ".join(out.split())
