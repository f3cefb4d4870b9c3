"""spaCy's parses in the program's own form, so that the same extraction can run on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from annotator.model import Article, Entity, ParsedArticle, Segment, Sentence, Word
from training.annotated import Parse

_ENTITIES = ("PER", "LOC", "ORG")


def parse_with_spacy(name: str) -> Parse:
    """A parser with a model of spaCy; contracted tokens (« du ») stay one word."""
    import spacy

    nlp = spacy.load(name)

    def parse(articles: Iterable[Article]) -> Iterator[ParsedArticle]:
        for article in articles:
            docs = nlp.pipe(segment.text for segment in article.segments)
            yield ParsedArticle(
                article,
                tuple(
                    sentence
                    for index, doc in enumerate(docs)
                    for span in doc.sents
                    if (sentence := _sentence(span, article.segments[index], index))
                ),
            )

    return parse


def _sentence(span: Any, segment: Segment, index: int) -> Sentence | None:
    tokens = [token for token in span if not token.is_space]
    numbers = {token.i: number for number, token in enumerate(tokens, start=1)}
    words = tuple(_word(token, numbers, segment.offsets) for token in tokens)
    entities = tuple(
        Entity(e.text, e.label_, *_place(e.start_char, e.end_char, segment.offsets))
        for e in span.ents
        if e.label_ in _ENTITIES
    )
    return Sentence(words, entities, index) if words else None


def _word(token: Any, numbers: dict[int, int], offsets: tuple[int, ...]) -> Word:
    head = token.head
    while head.is_space and head.head is not head:
        head = head.head
    root = token.dep_ == "ROOT" or head.i not in numbers
    start, end = _place(token.idx, token.idx + len(token.text), offsets)
    return Word(
        id=numbers[token.i],
        text=token.text,
        lemma=token.lemma_ or token.text,
        upos=token.pos_ or "X",
        feats=dict(token.morph.to_dict()),
        head=0 if root else numbers[head.i],
        deprel="root" if root else token.dep_,
        start=start,
        end=end,
    )


def _place(start: int, end: int, offsets: tuple[int, ...]) -> tuple[int, int]:
    """The stretch of the file that a stretch of a segment (not empty) stands for."""
    return offsets[start], offsets[end - 1] + 1
