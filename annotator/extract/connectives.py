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
    unless: WordSet
    infinitive: bool
    said_of_activity: bool


@cache
def connectives() -> tuple[Connective, ...]:
    data: dict[str, Any] = read_data("connectives.yaml")
    adverb = f"(?: (?:{'|'.join(data['adverbs'])}))?"
    raw: list[dict[str, Any]] = data["connectives"]
    return tuple(
        Connective(
            id=c["id"],
            form=_compile(c["form"].replace("{adv}", adverb).replace("{inf}", data["infinitive"])),
            kind=c["kind"],
            extent=c["extent"],
            confidence=float(c["confidence"]),
            themes=tuple(c.get("theme", ())),
            verbs=WordSet.of(*c.get("verbs", ())),
            unless=WordSet.of(*c.get("unless", ())),
            infinitive=bool(c.get("infinitive", False)),
            said_of_activity=bool(c.get("said_of_activity", False)),
        )
        for c in raw
    )


def _compile(form: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{form})(?:(?<=[\s'’:])|(?!\w))")


@cache
def reason_words(name: str) -> WordSet:
    return WordSet.of(*read_data("connectives.yaml")[name])
