from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

import pytest

from annotator.identity import lexicon_digest

DATA = Path(str(resources.files("annotator").joinpath("data")))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("models")))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_copy_is_the_same_lexicon(data: Path) -> None:
    assert lexicon_digest(data) == lexicon_digest()


def test_examples_and_comments_are_no_part_of_it(data: Path) -> None:
    before = lexicon_digest(data)
    change(data / "details.yaml", "examples: [des manœuvres terrestres,", "examples: [des chars,")
    change(data / "details.yaml", "counterexamples: [un accord", "counterexamples: [un traité")
    change(data / "times.yaml", "\nparts:", "\n# a remark\nparts:")
    (data / "examples" / "more.yaml").write_text("- Un essai.\n", encoding="utf-8")
    assert lexicon_digest(data) == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("cooperation/exercise.yaml", "confidence: 0.9", "confidence: 0.8"),
        ("words.yaml", "joint: [conjoint, conjointe,", "joint: [conjointe, conjoint,"),
        ("countries.yaml", "[Oranjestad]", "[Oranjestadt]"),
        ("boilerplate.yaml", "lundi|mardi", "lundi|lundy|mardi"),
        ("ranker.json", "0", "1"),
        ("whole_words.txt", "a", "b"),
    ],
)
def test_all_that_findings_come_from_is_part_of_it(
    data: Path, file: str, old: str, new: str
) -> None:
    before = lexicon_digest(data)
    change(data / file, old, new)
    assert lexicon_digest(data) != before
