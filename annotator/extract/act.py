"""One statement of cooperation, as the extraction hands it on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Act:
    """One statement of cooperation: a trigger with what was made of it."""

    type: str
    parties: tuple[str, ...]  # in alphabetical order
    status: str
    view: int  # index of the sentence
    word: int
    rule: str
    confidence: float
    start: int
    end: int
    in_title: bool = False
    founded: int = 0  # how well the status is founded: see find_status
    features: Mapping[str, float] = field(default_factory=dict)  # what the ranker saw
