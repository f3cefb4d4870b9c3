"""Parsed sentences as few bytes that are quickly read back: what the parse cache stores."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

from annotator.model import Entity, Sentence, Word
from annotator.nlp.parser import read_feats

LEVEL = 1  # of zlib's nine: a tenth larger than the best, four times as fast
SHARED = lru_cache(maxsize=None)(read_feats)  # some hundred sets of features serve a whole corpus

TEXT_COLUMNS = ("text", "lemma", "upos", "deprel")
NUMBER_COLUMNS = ("head", "start", "end")


def pack(sentences: Sequence[Sentence]) -> bytes:
    """Column by column, compressed."""
    words = [word for sentence in sentences for word in sentence.words]
    content = {
        "segments": [sentence.segment for sentence in sentences],
        "sizes": [len(sentence.words) for sentence in sentences],
        "entities": [
            [[e.text, e.type, e.start, e.end] for e in sentence.entities] for sentence in sentences
        ],
        "feats": "\n".join(write_feats(word.feats) for word in words),
        **{name: "\n".join(getattr(word, name) for word in words) for name in TEXT_COLUMNS},
        **{name: [getattr(word, name) for word in words] for name in NUMBER_COLUMNS},
    }
    return zlib.compress(json.dumps(content, separators=(",", ":")).encode(), LEVEL)


def write_feats(feats: dict[str, str]) -> str:
    """Features as CoNLL-U has them, in the order given; `_` for none."""
    return "|".join(f"{key}={value}" for key, value in feats.items()) or "_"


def unpack(packed: bytes) -> tuple[Sentence, ...]:
    """What `pack` made. Raises ValueError when the bytes are damaged."""
    try:
        content = json.loads(zlib.decompress(packed))
        texts = [_lines(content[name]) for name in TEXT_COLUMNS]
        feats = [SHARED(feats) for feats in _lines(content["feats"])]
        rows = zip(*texts, feats, *(content[name] for name in NUMBER_COLUMNS), strict=True)
        found = tuple(
            Sentence(
                tuple(
                    Word(n, text, lemma, upos, features, head, deprel, start, end)
                    for n, (text, lemma, upos, deprel, features, head, start, end) in enumerate(
                        islice(rows, size), start=1
                    )
                ),
                tuple(Entity(*entity) for entity in entities),
                segment,
            )
            for size, entities, segment in zip(
                content["sizes"], content["entities"], content["segments"], strict=True
            )
        )
    except (zlib.error, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"a damaged parse: {error}") from error
    return found


def _lines(column: str) -> list[str]:
    return column.split("\n") if column else []
