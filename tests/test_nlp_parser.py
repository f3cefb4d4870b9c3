from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.errors import ModelError
from annotator.model import Entity, Segment
from annotator.nlp import parser as parser_module
from annotator.nlp.analysis import RawEntity, RawSentence
from annotator.nlp.models import USUAL_NAMES, read_models
from annotator.nlp.parser import Parser, read_feats
from nlp_samples import make_article


class Spaces:
    """An engine that knows only spaces: one sentence a text, all words hang on the first."""

    def __init__(self) -> None:
        self.calls: list[int] = []

    def analyse(self, texts: Sequence[str]) -> list[list[RawSentence]]:
        self.calls.append(len(texts))
        return [self.read(text) for text in texts]

    def read(self, text: str) -> list[RawSentence]:
        parts = text.split()
        if not parts:
            return []
        starts, place = [], 0
        for part in parts:
            starts.append(place := text.index(part, place))
            place += len(part)
        more = len(parts) - 1
        return [
            RawSentence(
                texts=parts,
                lemmas=parts,
                upos=["X"] * len(parts),
                feats=["Number=Sing"] * len(parts),
                heads=[0] + [1] * more,
                deprels=["root"] + ["dep"] * more,
                starts=starts,
                ends=[start + len(part) for start, part in zip(starts, parts, strict=True)],
                entities=[RawEntity("LOC", 0, len(text))],
            )
        ]


@pytest.fixture
def parser(monkeypatch: pytest.MonkeyPatch) -> Parser:
    monkeypatch.setattr(parser_module, "load_engine", lambda *_: Spaces())
    return Parser(None)  # type: ignore[arg-type]


def test_offsets_are_those_of_the_file(parser: Parser) -> None:
    article = make_article(["Oslo  signe", "Rome"])
    (parsed,) = parser.parse([article])
    spans = [(w.start, w.end) for s in parsed.sentences for w in s.words]
    assert [article.text[a:b] for a, b in spans] == ["Oslo", "signe", "Rome"]
    assert [s.segment for s in parsed.sentences] == [0, 1]
    assert parsed.sentences[0].entities == (Entity("Oslo  signe", "LOC", 2, 13),)
    assert parsed.article is article


def test_a_word_that_was_split_at_a_line_end_spans_the_whole(parser: Parser) -> None:
    article = make_article(["Oslo"])
    text = "Os-\nlo !"
    article = replace(article, text=text, segments=(Segment("body", "Oslo", (0, 1, 4, 5, 6)),))
    (parsed,) = parser.parse([article])
    (word,) = parsed.sentences[0].words
    assert (word.text, word.start, word.end) == ("Oslo", 0, 6)


def test_articles_come_back_in_order_and_in_batches(
    parser: Parser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parser_module, "BATCH_CHARACTERS", 36)
    parser.batch_characters = 9
    articles = [make_article([f"mot{n} deux", ""], f"{n}.txt") for n in range(9)]
    assert [p.article for p in parser.parse(iter(articles))] == articles
    assert parser.engine.calls == [2, 4, 8, 4]  # type: ignore[attr-defined]


def test_an_article_without_text_has_no_sentences(parser: Parser) -> None:
    assert [p.sentences for p in parser.parse([make_article([]), make_article([" "])])] == [(), ()]


def test_feats_are_a_dictionary() -> None:
    assert read_feats("_") == {}
    assert read_feats("Number=Sing|Person[psor]=3") == {"Number": "Sing", "Person[psor]": "3"}


def test_models_that_are_cut_or_no_models_are_one_line(tmp_path: Path) -> None:
    pytest.importorskip("stanza")
    for name in USUAL_NAMES.values():
        (tmp_path / name).write_bytes(b"no weights")
    found = read_models(tmp_path)
    with pytest.raises(ModelError, match=r"\.pt: no model that can be read") as caught:
        Parser(found)
    assert "\n" not in str(caught.value)
    (tmp_path / "tagger.pt").write_bytes(b"no")
    with pytest.raises(ModelError, match=r"tagger\.pt: 2 bytes, should be 10; see"):
        Parser(found)
