"""Confidence that means a probability on real articles: weights rescaled on annotated ones.

Weights made from the project's own articles are too sure of themselves on the press. Platt's method
("Probabilistic outputs for support vector machines", 1999) fits two numbers, a slope and a shift of
the log-odds, to findings that were judged; they are folded into weights, bias and threshold, so
that what is written stays the same and only its confidence changes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from annotator.assemble import merge_acts
from annotator.extract.cooperation import find_acts
from annotator.extract.rationale import find_reasons
from annotator.extract.speakers import Speakers
from annotator.ranker import LinearModel
from training.annotated import Annotated, is_right_act, is_right_reason
from training.candidates import Models, using

LEAST = 0.02  # probabilities are kept off 0 and 1


@dataclass(frozen=True)
class Guess:
    """A finding's confidence, and whether it is right."""

    confidence: float
    right: bool


def guess_entries(article: Annotated, models: Models) -> Iterator[Guess]:
    """All entries, those that are too doubtful to be written included."""
    with using(_open(models, "cooperation"), article):
        acts = find_acts(article.scene)
    for best, group in merge_acts(acts):
        right = is_right_act(best.type, best.parties, article.gold)
        yield Guess(max(act.confidence for act in group), right)


def guess_reasons(article: Annotated, models: Models) -> Iterator[Guess]:
    """All reasons beside the acts that are written."""
    with using(_open(models, "rationale"), article):
        acts = find_acts(article.scene)
        reasons = find_reasons(article.scene, acts, Speakers(article.scene))
    for reason in reasons:
        yield Guess(reason.confidence, is_right_reason(reason.start, reason.end, article))


def _open(models: Models, kind: str) -> Models:
    """The models, one of them without its threshold."""
    return {**models, kind: replace(models[kind], threshold=0.0)}


GUESSES: dict[str, Callable[[Annotated, Models], Iterator[Guess]]] = {
    "cooperation": guess_entries,
    "rationale": guess_reasons,
}


def calibrate(kind: str, models: Models, articles: Sequence[Annotated]) -> LinearModel:
    """The model of that kind with its log-odds rescaled to fit what is right in the articles."""
    guesses = [g for article in articles for g in GUESSES[kind](article, models)]
    slope, shift = fit_odds(guesses)
    model = models[kind]
    threshold = 1 / (1 + math.exp(-(slope * _odds(model.threshold) + shift)))
    weights = {name: round(slope * w, 3) for name, w in model.weights.items()}
    bias = round(slope * model.bias + shift, 3)
    return LinearModel(bias, weights, round(threshold, 3))


def fit_odds(guesses: Sequence[Guess]) -> tuple[float, float]:
    """Slope and shift of the log-odds that make what is right most likely."""
    from sklearn.linear_model import LogisticRegression

    rows = [[_odds(g.confidence)] for g in guesses]
    model = LogisticRegression(C=1.0).fit(rows, [g.right for g in guesses])
    return float(model.coef_[0][0]), float(model.intercept_[0])


def _odds(probability: float) -> float:
    p = min(1 - LEAST, max(LEAST, probability))
    return math.log(p / (1 - p))
