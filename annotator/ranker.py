"""A small linear model over named features: how likely a candidate is right, and why.

Logistic regression; the weights lie in `data/ranker.json` and come from `training/` (see there).
A feature that the model does not know counts for nothing, so a new rule starts at the bias of its
type.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from annotator.datafiles import data_file

Features = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Weights of one kind of candidate, and the probability from which on it is kept."""

    bias: float
    weights: Mapping[str, float]
    threshold: float

    def probability(self, features: Features) -> float:
        """The calibrated probability (0 to 1) that the candidate is right."""
        total = self.bias + sum(self.weights.get(f, 0.0) * v for f, v in features.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))

    def reasons(self, features: Features) -> list[tuple[str, float]]:
        """What each feature adds to the score, the strongest first."""
        parts = [(f, self.weights.get(f, 0.0) * v) for f, v in features.items()]
        return sorted((p for p in parts if p[1]), key=lambda p: -abs(p[1]))


@cache
def ranker(kind: str) -> LinearModel:
    """The model for `cooperation` or `rationale`."""
    raw = json.loads(data_file("ranker.json").read_text(encoding="utf-8"))[kind]
    return LinearModel(raw["bias"], raw["weights"], raw["threshold"])
