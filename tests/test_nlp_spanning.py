from __future__ import annotations

import itertools

import numpy as np
import pytest

pytest.importorskip("torch")

from annotator.nlp import spanning
from annotator.nlp.spanning import best_tree, search_tree


def random_scores(seed: int, size: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    scores = random.normal(scale=3, size=(size, size)).astype(np.float32)
    if seed % 3 == 0:
        scores[:, 0] += 6  # everything wants to hang on the root
    np.fill_diagonal(scores, -np.inf)
    return scores


@pytest.mark.parametrize("seed", range(60))
def test_the_tree_is_stanzas(seed: int) -> None:
    from stanza.models.common.chuliu_edmonds import chuliu_edmonds_one_root

    scores = random_scores(seed, 2 + seed)
    assert best_tree(scores).tolist() == chuliu_edmonds_one_root(scores).tolist()


@pytest.mark.parametrize("seed", range(20))
def test_no_other_tree_is_better(seed: int) -> None:
    scores = random_scores(seed, 5).astype(np.float64)
    heads = best_tree(scores.astype(np.float32))
    best = max(
        (sum(scores[word, head] for word, head in enumerate(tree, 1)), tree)
        for tree in itertools.product(range(5), repeat=4)
        if is_tree(tree)
    )
    assert tuple(heads[1:].tolist()) == best[1]


def is_tree(heads: tuple[int, ...]) -> bool:
    for word in range(1, len(heads) + 1):
        seen, above = set(), word
        while above and above not in seen:
            seen.add(above)
            above = heads[above - 1]
        if above:
            return False
    return heads.count(0) == 1


def test_most_trees_are_found_without_drawing_rings_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tables = [random_scores(seed, 12) for seed in range(60)]
    expected = [search_tree(scores)[0].tolist() for scores in tables]
    quick = [spanning._open_at_once(_exact(scores)) for scores in tables]
    found = [(heads.tolist(), gap > 0) for heads, gap in quick]
    assert sum(certain for _, certain in found) > 15
    monkeypatch.setattr(spanning, "_open_at_once", lambda scores: (scores[0], 0))
    assert [search_tree(scores)[0].tolist() for scores in tables] == expected
    assert all(h == e for (h, certain), e in zip(found, expected, strict=True) if certain)


def _exact(scores: np.ndarray) -> np.ndarray:
    return scores.astype(np.float64)
