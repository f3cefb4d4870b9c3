"""Candidates of annotated articles, and the extraction with other models than the shipped ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from unittest.mock import patch

from annotator.assemble import assemble
from annotator.extract import cooperation, rationale
from annotator.extract.act import Act
from annotator.extract.cooperation import find_acts, find_candidates
from annotator.extract.rationale import find_reason_candidates, find_reasons
from annotator.extract.speakers import Speakers
from annotator.model import Annotation
from annotator.ranker import Features, LinearModel, ranker
from training.annotated import Annotated, is_right_act, is_right_reason

Models = Mapping[str, LinearModel]  # of `cooperation` and `rationale`


@dataclass(frozen=True)
class Candidates:
    """Features of candidates, and whether each is right."""

    features: list[Features]
    right: list[bool]

    def add(self, features: Features, right: bool) -> None:
        self.features.append(features)
        self.right.append(right)


def act_candidates(articles: Sequence[Annotated]) -> Candidates:
    """Every act that a rule sees."""
    found = Candidates([], [])
    for article in articles:
        for act in _candidates(article):
            found.add(act.features, is_right_act(act.type, act.parties, article.gold))
    return found


def reason_candidates(articles: Sequence[Annotated], models: Models) -> Candidates:
    """Every reason that a connective introduces, beside the acts that the model keeps."""
    found = Candidates([], [])
    for article in articles:
        with using(models, article):
            acts = find_acts(article.scene)
            reasons = find_reason_candidates(article.scene, acts, Speakers(article.scene))
        for reason in reasons:
            found.add(reason.features, is_right_reason(reason.start, reason.end, article))
    return found


def _candidates(article: Annotated) -> list[Act]:
    """The acts that rules see; they are the same under all models, but for their confidence."""
    if article.candidates is None:
        article.candidates = find_candidates(article.scene)
    return article.candidates


@contextmanager
def using(models: Models, article: Annotated) -> Iterator[None]:
    """The extraction of one article with these models in place of the shipped ones."""
    acts = models["cooperation"]
    ranked = [
        replace(act, confidence=round(acts.probability(act.features), 3))
        for act in _candidates(article)
    ]
    get = partial(_get, models)
    with (
        patch.object(cooperation, "find_candidates", lambda _: ranked),
        patch.object(cooperation, "ranker", get),
        patch.object(rationale, "ranker", get),
    ):
        yield


def _get(models: Models, kind: str) -> LinearModel:
    return models.get(kind) or ranker(kind)


def annotate(article: Annotated, models: Models) -> Annotation:
    """What the program would write with these models."""
    with using(models, article):
        acts = find_acts(article.scene)
        reasons = find_reasons(article.scene, acts, Speakers(article.scene))
    return assemble(article.scene, acts, reasons)
