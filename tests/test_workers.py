from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.errors import AnnotatorError, LexiconError
from annotator.model import Annotation, Article, ParsedArticle
from annotator.nlp.models import ModelSet
from annotator.workers import KILLED, PoolWorkers, annotate_batch, drop_doubtful
from records import EXERCISE, REASON, make_annotation, make_article
from shard_samples import WORD, load_in_pool


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


def pool() -> PoolWorkers:
    return PoolWorkers(ModelSet("fake", "1", Path("/nowhere"), {}, {}), 2, load=load_in_pool)


def batches(texts: Sequence[Sequence[str]]) -> Iterator[list[Article]]:
    for number, some in enumerate(texts):
        yield [make_article(text, path=f"{number}{n}") for n, text in enumerate(some)]


def test_a_process_that_dies_costs_the_article_that_it_died_of(tmp_path: Path) -> None:
    once = f"{WORD} MEURT={tmp_path / 'mark'}"
    texts = [[WORD, WORD], [WORD, f"{WORD} MORT", WORD], [WORD], [once], *[[WORD]] * 6]
    results = [paths(some) for some in pool().map(batches(texts))]
    assert results == [
        ["00", "01"],
        ["10", f"! 11: {KILLED}", "12"],
        *[[f"{number}0"] for number in range(2, 10)],
    ]


def test_a_wrong_lexicon_ends_the_run_of_a_pool() -> None:
    with pytest.raises(LexiconError):
        list(pool().map(batches([[WORD], [f"{WORD} NIE"]])))
