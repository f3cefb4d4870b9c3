"""Stanza as it comes: the engine for models that `fast` cannot run, and the yardstick in tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import stanza

from annotator.nlp.analysis import RawEntity, RawSentence
from annotator.nlp.models import ModelSet
from annotator.nlp.weights import careful_reading


class PlainEngine:
    """One ``stanza.Pipeline``; texts go through it one by one or, with `bulk`, all together."""

    def __init__(self, models: ModelSet, *, bulk: bool = True) -> None:
        with careful_reading():
            self.pipeline = stanza.Pipeline(**models.arguments())
        self.bulk = bulk

    def analyse(self, texts: Sequence[str]) -> list[list[RawSentence]]:
        """The sentences of each text."""
        full = [text for text in texts if text.strip()]  # Stanza fails on a batch without words
        if self.bulk and len(full) > 1:
            documents = self.pipeline.bulk_process([stanza.Document([], text=t) for t in full])
        else:
            documents = [self.pipeline(text) for text in full]
        done = iter([_read_document(document) for document in documents])
        return [next(done) if text.strip() else [] for text in texts]


def _read_document(document: Any) -> list[RawSentence]:
    return [_read_sentence(sentence) for sentence in document.sentences]


def _read_sentence(sentence: Any) -> RawSentence:
    words = [
        (
            word.text,
            word.lemma or "_",  # Stanza keeps an underscore as nothing
            word.upos,
            word.feats or "_",
            word.head,
            word.deprel,
            token.start_char,
            token.end_char,
        )
        for token in sentence.tokens
        for word in token.words
    ]
    entities = [RawEntity(e.type, e.start_char, e.end_char) for e in sentence.ents]
    return RawSentence._make([*map(list, zip(*words, strict=True)), entities])
