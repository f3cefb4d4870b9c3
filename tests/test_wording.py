"""Every feature that the ranker weighs has words for people."""

from __future__ import annotations

import json

from annotator.extract.wording import describe_feature
from annotator.lexicon import data_file, read_data

RANKER = json.loads(data_file("ranker.json").read_text(encoding="utf-8"))
NAMES = sorted({n for kind in ("cooperation", "rationale") for n in RANKER[kind]["weights"]})


def test_each_weight_is_told_in_words() -> None:
    exact = read_data("features.yaml")["exact"]
    signed = [name for name in NAMES if "=" in name or "<" in name]
    plain = [name for name in NAMES if name not in signed]
    assert [n for n in signed if describe_feature(n) == n] == []
    assert [n for n in plain if n.rpartition(":")[2] not in exact] == []


def test_wording() -> None:
    assert describe_feature("exercise:alone") == "one party tied, nothing joint, for exercise"
    assert describe_feature("sure=1.00") == "both parties tied by grammar"
    assert describe_feature("arms_transfer<livrer") == "« livrer » for arms_transfer"
    assert describe_feature("unheard_of") == "unheard_of"
