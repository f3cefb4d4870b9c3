from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from annotator.errors import AnnotatorError, LexiconError
from annotator.model import Annotation, Article, ParsedArticle
from annotator.workers import annotate_batch, drop_doubtful
from records import EXERCISE, REASON, make_annotation, make_article


class Parser:
    """Fails on a batch that holds the word PANNE; counts its calls."""

    def __init__(self) -> None:
        self.calls: list[int] = []

    def parse(self, articles: Sequence[Article]) -> Iterator[ParsedArticle]:
        self.calls.append(len(articles))
        if any("PANNE" in article.text for article in articles):
            raise RuntimeError("tensor")
        for article in articles:
            yield ParsedArticle(article, ())


def extract(parsed: ParsedArticle) -> Annotation:
    if "VIDE" in parsed.article.text:
        raise IndexError("empty")
    if "LEXIQUE" in parsed.article.text:
        raise LexiconError("x.yaml:1: wrong")
    return Annotation(parsed.article, relevant=False)


def paths(results: Sequence[Annotation | AnnotatorError]) -> list[str]:
    return [r.article.path if isinstance(r, Annotation) else f"! {r}" for r in results]


def test_results_come_in_order_and_what_is_not_french_is_not_parsed() -> None:
    parser = Parser()
    batch = [
        make_article(path="a"),
        make_article(path="b", language="en"),
        make_article(path="c"),
    ]
    assert paths(annotate_batch(batch, parser.parse, extract)) == ["a", "b", "c"]
    assert parser.calls == [2]


def test_a_bad_article_costs_itself_alone() -> None:
    parser = Parser()
    batch = [
        make_article(path="a"),
        make_article("PANNE", path="b"),
        make_article("VIDE", path="c"),
    ]
    results = annotate_batch(batch, parser.parse, extract)
    assert paths(results) == ["a", "! b: RuntimeError: tensor", "! c: IndexError: empty"]
    assert isinstance(results[2], AnnotatorError)
    assert isinstance(results[2].__cause__, IndexError)
    assert parser.calls == [3, 1, 1, 1]


def test_a_wrong_lexicon_ends_the_run() -> None:
    with pytest.raises(LexiconError):
        annotate_batch([make_article("LEXIQUE")], Parser().parse, extract)


def test_doubtful_findings_are_dropped_with_what_hangs_on_them() -> None:
    sure = replace(EXERCISE, id="visit-nor", type="visit", parties=("NOR",), confidence=0.95)
    annotation = make_annotation(
        cooperation=(EXERCISE, sure), rationale=(replace(REASON, confidence=0.99),)
    )
    kept = drop_doubtful(annotation, 0.92)
    assert [entry.id for entry in kept.cooperation] == ["visit-nor"]
    assert [party.id for party in kept.parties] == ["NOR"]
    assert kept.rationale[0].supports == ()
    nothing = drop_doubtful(annotation, 0.999)
    assert (nothing.relevant, nothing.parties, nothing.rationale) == (False, (), ())
    assert drop_doubtful(annotation, 0.0) == annotation
