"""Parsed sentences as few bytes that are quickly read back: what the parse cache stores."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

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
        sizes = content["sizes"]
        words = iter(_words(content, [n for size in sizes for n in range(1, size + 1)]))
        rows = zip(sizes, content["entities"], content["segments"], strict=True)
        return tuple(
            Sentence(tuple(islice(words, size)), tuple(Entity(*e) for e in entities), segment)
            for size, entities, segment in rows
        )
    except (zlib.error, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"a damaged parse: {error}") from error


def _words(content: dict[str, Any], ids: list[int]) -> list[Word]:
    """The words of all sentences. Raises ValueError where a column is longer or shorter."""
    texts, lemmas, upos, deprels = (_lines(content[name]) for name in TEXT_COLUMNS)
    heads, starts, ends = (content[name] for name in NUMBER_COLUMNS)
    feats = list(map(SHARED, _lines(content["feats"])))
    columns = ids, texts, lemmas, upos, feats, heads, deprels, starts, ends
    if len(set(map(len, columns))) > 1:
        raise ValueError("a damaged parse: columns of several lengths")
    return list(map(Word, *columns))


def _lines(column: str) -> list[str]:
    return column.split("\n") if column else []
