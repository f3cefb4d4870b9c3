"""The sample articles: annotated, valid, good enough, and annotated again the same."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.codes import known_codes
from annotator.corpus.files import iter_paths
from annotator.evaluate import evaluate
from annotator.model import STATUSES, THEMES, TYPES
from annotator.validate import Validator
from annotator.yamlfile import load
from floors import CORPUS, ROOT, measure, raised, read_floors

ARTICLES = sorted(iter_paths([CORPUS]))
GOLD = sorted((CORPUS / "gold").glob("*.yaml"))


def test_there_are_enough_articles() -> None:
    assert len(ARTICLES) >= 30
    assert [path.stem for path in GOLD] == [path.stem for path in ARTICLES]


def test_each_article_has_an_annotation_and_no_annotation_is_left_over() -> None:
    found = sorted(path.stem for path in CORPUS.glob("*.yaml"))
    assert found == [path.stem for path in ARTICLES]


def test_the_annotations_are_valid() -> None:
    validator = Validator(known_codes())
    problems = [p for path in sorted(CORPUS.glob("*.yaml")) for p in validator.check_file(path)]
    assert problems == []


def test_nobody_has_changed_an_annotation_by_hand() -> None:
    # what a person has written would count as found by the program
    for path in sorted(CORPUS.glob("*.yaml")):
        data = load(path.read_text(encoding="utf-8")).data
        entries = [*data["parties"], *data["cooperation"], *data["rationale"]]
        assert not [entry["id"] for entry in entries if "origin" in entry], path
        assert "rejected" not in data["machine"], path
        assert data["review"]["status"] == "unreviewed", path


@pytest.mark.parametrize(
    ("lists", "field", "values"),
    [("cooperation", "type", TYPES), ("cooperation", "status", STATUSES), ("rationale", "theme", THEMES)],
    ids=["types", "statuses", "themes"],
)  # fmt: skip
def test_the_gold_has_every_value(lists: str, field: str, values: tuple[str, ...]) -> None:
    records = [load(path.read_text(encoding="utf-8")).data for path in GOLD]
    assert {entry[field] for record in records for entry in record[lists]} == set(values)


def test_the_gold_is_verbatim() -> None:
    figures = evaluate(CORPUS / "gold", CORPUS / "gold", CORPUS).as_dict()
    assert figures["accuracy"]["verbatim"]["acc"] == 1
    assert figures["rationale_spans"]["f1"] == 1


@pytest.mark.parametrize(("name", "floor"), sorted(read_floors().items()))
def test_quality_is_above_its_floor(name: str, floor: float) -> None:
    assert measure()[name] >= floor


def test_every_figure_has_a_floor(tmp_path: Path) -> None:
    assert set(read_floors()) == set(measure(tmp_path))


def test_floors_only_rise() -> None:
    now = raised({"a": 0.9, "b": 0.5}, {"a": 0.8, "b": 0.8, "verbatim": 1.0})
    assert now == {"a": 0.9, "b": 0.78, "verbatim": 1.0}


@pytest.mark.models
def test_annotating_again_changes_nothing(tmp_path: Path) -> None:
    # on a copy with the same schema above it: should it fail, the checkout stays as it was
    for name in ("corpus", "schemas"):
        shutil.copytree(ROOT / name, tmp_path / name)
    done = subprocess.run(
        [sys.executable, "-c", "from annotator.cli import main; main()",
         "--force", "--diff", "corpus"],
        cwd=tmp_path,
        env={k: v for k, v in os.environ.items() if k != "GITHUB_ACTIONS"}
        | {"ANNOTATOR_CACHE": str(tmp_path / "cache"), "NO_COLOR": "1", "OMP_NUM_THREADS": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )  # fmt: skip
    assert done.stdout == ""
    assert done.returncode == 0, done.stderr
    assert re.search(rf"^  unchanged +{len(ARTICLES)}$", done.stderr, re.MULTILINE)
