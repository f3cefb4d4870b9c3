"""The figures of `annotate evaluate`, on made-up records.

`EXPECTED` was computed once by the project's reference scorer. With `ANNOTATOR_SCORER` set to its
path the two are also compared live, on random records.
"""

from __future__ import annotations

import importlib.util
import json
import os
import random
from pathlib import Path
from typing import Any

import pytest
import yaml

from annotator.errors import AnnotationError
from annotator.evaluate import evaluate, table

ARTICLES = {
    "001": "Malte et Chypre patrouilleront ensemble afin de protéger   les ports.\nL’île craint “des raids” – dit-on.",
    "002": "Le Chili livre deux vedettes au Pérou pour aider sa marine. Rien de plus.",
    "003": "Un match de football à Nicosie.",
    "004": "Oslo et Riga s'entraînent face aux menaces venues du large.",
}
GOLD: dict[str, Any] = {
    "001": {
        "relevant": True,
        "cooperation": [
            {"type": "patrol", "parties": ["CYP", "MLT"], "status": "planned", "evidence": "x"},
            {"type": "visit", "parties": ["CYP", "ITA"], "status": "done", "evidence": "x"},
            {"type": "visit", "parties": ["CYP", "MLT"], "status": "ongoing", "evidence": "x"},
        ],
        "rationale": [
            {"text": "afin de protéger les ports", "kind": "purpose", "theme": "terrorism",
             "targets": ["LBY"], "stated_by": "Élie Zammit"},
            {"text": 'craint "des raids" - dit-on', "kind": "cause", "theme": "threat",
             "targets": [], "stated_by": "article"},
            {"text": "mots absents du texte", "kind": "cause", "theme": "threat", "stated_by": "x"},
        ],
    },
    "002": {
        "relevant": True,
        "cooperation": [
            {"type": "arms_transfer", "parties": ["CHL", "PER"], "status": "ongoing", "evidence": "x"}
        ],
        "rationale": [
            {"text": "pour aider sa marine", "kind": "purpose", "theme": "support", "targets": ["X:A", "ARG"],
             "stated_by": "CHL"}
        ],
    },
    "003": {"relevant": False, "cooperation": [], "rationale": []},
    "004": {
        "relevant": True,
        "cooperation": [{"type": "exercise", "parties": ["LVA", "NOR"], "status": "done", "evidence": "x"}],
        "rationale": [],
    },
}  # fmt: skip
PRED: dict[str, Any] = {
    "001.v1": {
        "relevant": "true",
        "parties": [{"id": "CYP"}],
        "cooperation": [
            {"type": "patrol", "parties": [{"id": "CYP"}, {"id": "MLT"}, {"id": "GRC"}], "status": "done"},
            {"type": "visit", "parties": ["CYP", "MLT"], "status": "ongoing"},
            {"type": "aid", "parties": ["GRC"], "status": "done"},
        ],
        "rationale": [
            {"text": "de protéger les ports", "kind": "purpose", "theme": "rules", "targets": ["LBY", "TUR"],
             "stated_by": {"name": "le général Zammit", "party": "MLT"}},
            {"evidence": [{"quote": "“des raids”"}], "kind": "cause", "theme": "threat", "stated_by": None},
            {"text": "nulle part", "kind": "cause", "theme": "threat", "stated_by": "article"},
        ],
    },
    "002": {
        "cooperation": [
            {"type": "arms_transfer", "parties": ["CHL"], "status": "done"},
            {"type": "arms_transfer", "parties": ["CHL", "PER"], "status": "ongoing"},
        ],
        "rationale": [
            {"text": "pour aider sa marine. Rien", "kind": "cause", "theme": "support", "targets": [],
             "stated_by": {"party": "CHL"}},
            {"text": "aider sa marine", "kind": "purpose", "theme": "support", "targets": ["ARG"],
             "stated_by": "article"},
        ],
    },
    "003": {"relevant": True, "cooperation": [{"type": "visit", "parties": ["CYP"], "status": "done"}]},
}  # fmt: skip
EXPECTED: dict[str, Any] = {
    "relevant": {"p": 0.6667, "r": 0.6667, "f1": 0.6667, "n": 3},
    "parties": {"p": 0.6667, "r": 0.5714, "f1": 0.6154, "n": 7},
    "types": {"p": 0.6, "r": 0.75, "f1": 0.6667, "n": 4},
    "type_party": {"p": 0.6667, "r": 0.6667, "f1": 0.6667, "n": 9},
    "rationale_chars": {"p": 0.8966, "r": 0.7123, "f1": 0.7939, "n": 73},
    "rationale_spans": {"p": 0.4, "r": 0.6667, "f1": 0.5, "n": 3},
    "targets": {"p": 0.5, "r": 0.3333, "f1": 0.4, "n": 3},
    "accuracy": {
        "status": {"acc": 0.5, "n": 4},
        "kind": {"acc": 0.5, "n": 2},
        "theme": {"acc": 0.5, "n": 2},
        "stated_by": {"acc": 1.0, "n": 2},
        "verbatim": {"acc": 0.8, "n": 5},
    },
    "by_type": {
        "exercise": {"p": 0.0, "r": 0.0, "f1": 0.0, "n": 1},
        "patrol": {"p": 1.0, "r": 1.0, "f1": 1.0, "n": 1},
        "visit": {"p": 0.5, "r": 1.0, "f1": 0.6667, "n": 1},
        "arms_transfer": {"p": 1.0, "r": 1.0, "f1": 1.0, "n": 1},
        "aid": {"p": 0.0, "r": 0.0, "f1": 0.0, "n": 0},
    },
    "articles": 4,
    "missing": ["004"],
}


def write(folder: Path, records: dict[str, Any]) -> Path:
    folder.mkdir()
    for name, record in records.items():
        text = yaml.safe_dump(record, allow_unicode=True)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def write_articles(folder: Path) -> Path:
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def figures(tmp_path: Path, gold: dict[str, Any], pred: dict[str, Any]) -> dict[str, Any]:
    folders = write(tmp_path / "gold", gold), write(tmp_path / "pred", pred)
    return evaluate(*folders, write_articles(tmp_path / "articles")).as_dict(per_article=True)


def test_the_figures_are_those_of_the_reference(tmp_path: Path) -> None:
    found = figures(tmp_path, GOLD, PRED)
    assert {key: value for key, value in found.items() if key != "rows"} == EXPECTED
    assert [row["rationale"]["paired"] for row in found["rows"]] == [1, 1, 0, 0]


def test_the_table(tmp_path: Path) -> None:
    lines = list(table(figures(tmp_path, GOLD, PRED)))
    assert lines[0] == "4 articles, no annotation for 1: 004"
    assert "relevant         P 0.667  R 0.667  F1 0.667  (n=3)" in lines
    assert "kind             acc 0.500  (n=2)" in lines


def test_perfect_is_one(tmp_path: Path) -> None:
    gold = {name: record for name, record in GOLD.items() if name != "001"}
    found = figures(tmp_path, gold, gold)
    assert {found[field]["f1"] for field in ("relevant", "types", "type_party", "targets")} == {1.0}
    assert found["accuracy"]["verbatim"] == {"acc": 1.0, "n": 1}


def test_a_file_that_is_not_yaml_is_named(tmp_path: Path) -> None:
    folder = write(tmp_path / "gold", GOLD)
    (folder / "001.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(AnnotationError, match=r"001\.yaml:2: "):
        evaluate(folder, folder, folder)


def random_record(rng: random.Random, text: str) -> dict[str, Any]:
    words = text.split()

    def stretch() -> str:
        start = rng.randrange(len(words))
        return " ".join(words[start : start + rng.randint(1, 8)])

    acts = [
        {
            "type": rng.choice(["visit", "aid", "patrol"]),
            "parties": rng.sample(["FRA", "DEU", "X:B", "NATO"], rng.randint(1, 3)),
            "status": rng.choice(["done", "planned"]),
            "evidence": [{"quote": stretch()}],
        }
        for _ in range(rng.randint(0, 3))
    ]
    reasons = [
        {
            "text": stretch() if rng.random() < 0.9 else "ailleurs",
            "kind": rng.choice(["purpose", "cause"]),
            "theme": rng.choice(["threat", "rules"]),
            "targets": rng.sample(["RUS", "CHN"], rng.randint(0, 2)),
            "stated_by": rng.choice(
                ["article", "FRA", {"name": "Ève Roux", "party": "FRA"}, "Roux"]
            ),
        }
        for _ in range(rng.randint(0, 4))
    ]
    return {"relevant": rng.random() < 0.7, "cooperation": acts, "rationale": reasons}


def test_gold_below_the_annotations_is_not_scored_against_itself(tmp_path: Path) -> None:
    wrong = {name: {"relevant": False} for name in GOLD}
    apart = figures(tmp_path, GOLD, wrong)
    (tmp_path / "gold").rename(tmp_path / "pred" / "gold")
    nested = evaluate(tmp_path / "pred" / "gold", tmp_path / "pred", tmp_path / "articles")
    assert nested.as_dict()["parties"]["f1"] == 0
    assert nested.as_dict(per_article=True) == apart


@pytest.mark.skipif("ANNOTATOR_SCORER" not in os.environ, reason="no reference scorer given")
@pytest.mark.parametrize("seed", range(30))
def test_live_against_the_reference(tmp_path: Path, seed: int) -> None:
    spec = importlib.util.spec_from_file_location("scorer", os.environ["ANNOTATOR_SCORER"])
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    rng = random.Random(seed)
    gold, pred = ({name: random_record(rng, text) for name, text in ARTICLES.items()} for _ in "gp")
    pred.pop(rng.choice(list(pred)))
    found = figures(tmp_path, gold, pred)
    theirs = scorer.score(
        tmp_path / "gold", tmp_path / "pred", tmp_path / "articles", per_article=True
    )
    assert json.loads(json.dumps(found)) == json.loads(json.dumps(theirs))
