"""The words that introduce a stated reason, from `data/connectives.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from annotator.lexicon import read_data
from annotator.words import WordSet


@dataclass(frozen=True, slots=True)
class Connective:
    id: str
    form: re.Pattern[str]
    kind: str
    extent: str
    confidence: float
    themes: tuple[str, ...]
    verbs: WordSet
    infinitive: bool


@cache
def connectives() -> tuple[Connective, ...]:
    raw: list[dict[str, Any]] = read_data("connectives.yaml")["connectives"]
    return tuple(
        Connective(
            id=c["id"],
            form=re.compile(rf"(?<![\w-])(?:{c['form']})(?:(?<=[\s'’:])|(?!\w))"),
            kind=c["kind"],
            extent=c["extent"],
            confidence=float(c["confidence"]),
            themes=tuple(c.get("theme", ())),
            verbs=WordSet.of(*c.get("verbs", ())),
            infinitive=bool(c.get("infinitive", False)),
        )
        for c in raw
    )


@cache
def reason_words(name: str) -> WordSet:
    return WordSet.of(*read_data("connectives.yaml")[name])
