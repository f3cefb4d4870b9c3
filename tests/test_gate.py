"""The gate before the parse: it keeps back what cannot have findings, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.corpus import article_from_bytes
from annotator.gate import may_hold, open_gate
from annotator.model import Article, ParsedArticle
from annotator.nlp import cached
from annotator.nlp.cache import ParseCache
from annotator.nlp.cached import CachedParser
from annotator.pipeline import annotate
from annotator.surface import lexicon_table, read
from annotator.words import fold, keys
from annotator.yamlfile import load
from freeze import frozen
from marked import Example, read_all
from surfaces import sets_of_form, sets_of_lemma

ROOT = Path(__file__).parent.parent
OTHER = (
    "Le marché aux fleurs de la place du Capitole a rouvert samedi. Les commerçants attendent "
    "beaucoup de visiteurs pour la fête des mères, et le maire a promis des bancs neufs.\n"
)
NEWS = "Le Portugal et la Norvège mèneront des patrouilles conjointes en mer du Nord."
EXAMPLES = read_all()


def as_article(text: str) -> Article:
    return replace(article_from_bytes(text.encode(), "essai.txt"), language="fr")


def test_annotations_of_all_examples_are_those_without_the_gate() -> None:
    changed = [example.text for example in EXAMPLES if is_changed(example)]
    assert changed == []
    assert sum(annotate(frozen(example)).relevant for example in EXAMPLES) > 500


def is_changed(example: Example) -> bool:
    parsed = frozen(example)
    if may_hold(parsed.article):
        return False
    return annotate(parsed) != annotate(ParsedArticle(parsed.article, ()))


def test_every_word_of_the_examples_stands_for_the_sets_of_its_lemma() -> None:
    words = {
        (w.text, w.lemma, w.upos) for e in EXAMPLES for s in frozen(e).sentences for w in s.words
    }
    missed = [
        word
        for word in words
        for key in keys(*word)
        if sets_of_lemma(fold(key)) & ~sets_of_form(word[0])
    ]
    assert missed == []


def test_all_that_the_corpus_has_passes() -> None:
    missed = [
        path.stem
        for path in sorted((ROOT / "corpus").glob("*.yaml"))
        if load(path.read_text(encoding="utf-8")).data["relevant"]
        and not may_hold(article_from_bytes(path.with_suffix(".txt").read_bytes(), path.stem))
    ]
    assert missed == []


@pytest.mark.parametrize(
    "text",
    [
        NEWS,
        NEWS.upper(),
        unicodedata.normalize("NFD", NEWS),
        NEWS.replace(" ", "\u00a0"),
        NEWS.replace("patrouilles", "patrouil-\nles"),
        "LE PORTUGAL ET OSLO METTENT FIN A LEURS MANOEUVRES NAVALES COMMUNES",
        "Les arsenaux portugais et norvégiens se sont accordés : ils livreraient des frégates.",
        "« Nous soutiendrons l’armée maltaise », a promis l’Islande.",
        "Il fallait que le Portugal vendît à la Norvège ses sous‑marins.",
        "Lisbonne acquerra d'Oslo des F-16C.",
        "L'ex-ministre a dit : les marins portugo-norvégiens du Portugal et d'Oslo s'entraînent.",
    ],
)
def test_what_may_be_there_passes(text: str) -> None:
    assert may_hold(as_article(text))


@pytest.mark.parametrize(
    "text",
    [
        OTHER,
        "La France a gagné la coupe du monde contre la Croatie.",
        "Le Portugal a mené un exercice naval commun de la marine et de l'armée.",
        "La défense a plaidé. Le Portugal et la Norvège cultivent l'olive et la morue.",
    ],
)
def test_what_cannot_be_there_does_not(text: str) -> None:
    assert not may_hold(as_article(text))


def test_sentences_are_parted_where_that_is_certain() -> None:
    text = "Le Portugal forme des marins. La Norvège se tait. M. Silva part, etc. Le Dr. House ?"
    assert read([text], lexicon_table().find).sentences == [
        "Le Portugal forme des marins",
        "La Norvège se tait. M. Silva part, etc. Le Dr. House ?",
    ]


def test_it_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    assert open_gate() is may_hold
    monkeypatch.setenv("ANNOTATOR_GATE", "off")
    assert open_gate() is None


class Fake:
    """A parser that finds no words."""

    def __init__(self, *_: object) -> None:
        self.asked: list[str] = []

    def parse(self, articles: Iterable[Article]) -> Iterator[ParsedArticle]:
        for article in articles:
            self.asked.append(article.text)
            yield ParsedArticle(article, ())


def test_only_what_passes_is_parsed_and_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cached, "Parser", Fake)
    cache = ParseCache(tmp_path / "parses", "essai-1")
    articles = [as_article(text) for text in (OTHER, NEWS, OTHER)]
    parser = CachedParser(None, cache, gate=may_hold)  # type: ignore[arg-type]
    assert [parsed.article for parsed in parser.parse(articles)] == articles
    assert isinstance(parser.parser, Fake)
    assert parser.parser.asked == [NEWS]
    assert [known is not None for known in cache.get(articles)] == [False, True, False]


def test_what_is_remembered_is_not_asked_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cached, "Parser", Fake)
    cache = ParseCache(tmp_path / "parses", "essai-1")
    article = as_article(NEWS)
    cache.put([ParsedArticle(article, ())])
    asked: list[Article] = []
    parser = CachedParser(None, cache, gate=lambda a: not asked.append(a))  # type: ignore[arg-type,func-returns-value]
    assert len(list(parser.parse([article]))) == 1
    assert asked == []


LOADED = """
import sys
from annotator.corpus import article_from_bytes
from annotator.workers import LocalWorkers
(result,) = LocalWorkers(None).annotate([article_from_bytes(sys.stdin.buffer.read(), "-")])
print(result.article.language, result.relevant, "torch" in sys.modules, "stanza" in sys.modules)
"""


def test_no_model_is_loaded_where_nothing_passes() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED], input=OTHER.encode(), capture_output=True, check=True
    )
    assert done.stdout.decode().split() == ["fr", "False", "False", "False"]
