"""Scores of tags → the best sequence of tags of each sentence, as Stanza finds it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from annotator.nlp.packing import Packing

Scores = NDArray[np.float32]


def best_paths(
    scores: Scores, transitions: Scores, packing: Packing, margin: float = 0.0
) -> tuple[list[list[int]], list[int]]:
    """The best path of each sentence, and the sentences with another nearer to it than `margin`.

    `scores` (sentences, longest, tags), `transitions` (tags, tags). Viterbi, all sentences a
    step at a time.
    """
    lengths, sizes = packing.lengths, packing.batch_sizes.tolist()
    reached, back = scores.copy(), np.zeros(scores.shape, dtype=np.int64)
    for step, count in enumerate(sizes[1:], start=1):
        ways = reached[:count, step - 1, :, None] + transitions
        back[:count, step] = ways.argmax(1)
        reached[:count, step] += ways.max(1)
    paths = np.zeros(scores.shape[:2], dtype=np.int64)
    rows = np.arange(len(lengths))
    paths[rows, lengths - 1] = reached[rows, lengths - 1].argmax(1)
    for step in range(len(sizes) - 1, 0, -1):
        here = rows[: sizes[step]]
        paths[here, step - 1] = back[here, step, paths[here, step]]
    close = _close(reached, scores, transitions, packing, margin) if margin else []
    return [path[:length].tolist() for path, length in zip(paths, lengths, strict=True)], close


def _close(
    reached: Scores, scores: Scores, transitions: Scores, packing: Packing, margin: float
) -> list[int]:
    """Sentences in which a path by another tag of some word scores nearly as high as the best.

    `reached` is the score of the best path up to a tag; here those from it to the end are added.
    """
    sizes = packing.batch_sizes.tolist()
    after = np.zeros_like(scores)
    for step in range(len(sizes) - 1, 0, -1):
        here = slice(0, sizes[step])
        ahead = (after[here, step] + scores[here, step])[:, None, :]
        after[here, step - 1] = (transitions + ahead).max(2)
    best_two = np.partition(reached + after, -2, axis=2)[..., -2:]
    near = best_two[..., 1] - best_two[..., 0] < margin
    near &= np.arange(scores.shape[1]) < packing.lengths[:, None]
    found: list[int] = np.flatnonzero(near.any(1)).tolist()
    return found
