"""The best tree of a sentence when the best heads of its words make none.

The same tree as Stanza's `chuliu_edmonds_one_root` finds, forty times as fast: a ring of words is
drawn together in place, on arrays, in place of a smaller problem built anew for each ring.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
Heads = NDArray[np.int64]


def best_tree(scores: NDArray[np.float32]) -> Heads:
    """Heads of the best tree in which one word alone hangs on the root.

    `scores[word, head]`, square, word 0 the root; -inf where there is no arc. The root's head is 0.
    """
    return search_tree(scores)[0]


def search_tree(scores: NDArray[np.float32]) -> tuple[Heads, float]:
    """The best tree, and by how much the closest of the choices was made that led to it."""
    exact = scores.astype(np.float64)
    np.fill_diagonal(exact, -np.inf)
    heads, gap = _open_at_once(exact)
    if gap > 0:
        return heads, gap
    heads, gap = _search(exact)
    if (heads[1:] == 0).sum() > 1:
        # so dear that a second arc from the root is never worth it
        exact[:, 0] -= len(exact) * (exact[1:].max() - exact[np.isfinite(exact)].min() + 1)
        heads, second_gap = _search(exact)
        gap = min(gap, second_gap)
    return heads, gap


def _search(scores: Scores) -> tuple[Heads, float]:
    """Chu-Liu-Edmonds, growing a path from head to head until it ends at the root."""
    rings = _Rings(scores)
    for word in range(1, len(scores)):
        rings.grow_from(word)
    return rings.open(), rings.gap


def _open_at_once(scores: Scores) -> tuple[Heads, float]:
    """The root where it gains most, the best head of each other word, each ring opened by itself.

    Most often this is the best tree. The gap is 0 where that is not certain: a ring was entered
    from what hangs on it, or with another root there might have been less to open.
    """
    inner = scores.copy()
    inner[:, 0] = -np.inf
    heads = inner.argmax(1)
    leads = _leads(inner[1:])
    gains = scores[1:, 0] - inner[1:].max(1)
    root = int(gains.argmax()) + 1
    heads[[0, root]], leads[root - 1] = 0, np.inf
    gap, ahead = float(leads.min()), _lead(gains)
    for ring in _find_rings(heads):
        entering = inner[ring] - inner[ring, heads[ring]][:, None]
        entering[:, ring] = -np.inf
        number, head = divmod(int(entering.argmax()), len(scores))
        heads[ring[number]] = head
        gap = min(gap, _lead(entering.ravel()))
        ahead += float(entering[number, head])
    return heads, 0 if _find_rings(heads) else max(0, min(gap, ahead))


def _find_rings(heads: Heads) -> list[list[int]]:
    """Words that hang on each other in a ring."""
    above = heads.tolist()
    seen = [0] + [-1] * (len(above) - 1)  # from which word each was reached first
    rings = []
    for word in range(1, len(above)):
        here = word
        while seen[here] < 0:
            seen[here] = word
            here = above[here]
        if seen[here] == word:
            ring = [here]
            while above[ring[-1]] != here:
                ring.append(above[ring[-1]])
            rings.append(ring)
    return rings


class _Rings:
    """Words, and rings of them drawn together, each under the number of one of its words.

    `scores[n, m]` is the gain of the best arc into `n` from `m`, less what it replaces inside a
    ring; `arcs[n, m]` is that arc itself, as word × size + head; `gaps[n, m]` says by how much it
    was preferred to other arcs that may stand for it.
    """

    def __init__(self, scores: Scores) -> None:
        size = len(scores)
        self.size = size
        self.scores = scores.copy()
        self.arcs = np.arange(size * size).reshape(size, size)
        self.gaps = np.full((size, size), np.inf)
        self.gap = np.inf  # of all choices so far
        self.inside = list(range(size))  # the number under which a word now goes
        self.ready = [True] + [False] * (size - 1)  # a path to the root is known
        self.chosen: list[int] = [-1] * size  # the arc into each number
        self.words = [[word] for word in range(size)]  # that go under each number
        self.drawn: list[list[tuple[int, int, list[int]]]] = []  # rings: (number, arc, words)

    def grow_from(self, word: int) -> None:
        """Choose arcs upwards from a word until they reach the root or a finished path."""
        path = [self.inside[word]]
        while not self.ready[path[-1]]:
            here = path[-1]
            head = int(self.scores[here].argmax())
            self.chosen[here] = int(self.arcs[here, head])
            self.gap = min(self.gap, self.gaps[here, head], _lead(self.scores[here]))
            if head in path:
                ring = path[path.index(head) :]
                self._draw_together(ring)
                del path[path.index(head) + 1 :]
            else:
                path.append(head)
        for number in path:
            self.ready[number] = True

    def _draw_together(self, ring: list[int]) -> None:
        """A ring becomes one number, that of its first member."""
        first, rest = ring[0], ring[1:]
        rows = self.scores[ring]
        rows -= rows.max(1, keepdims=True)
        entering = rows.argmax(0)
        leaving = self.scores[:, ring].argmax(1)
        every = np.arange(self.size)
        ring_array = np.array(ring)
        into = self.arcs[ring_array[entering], every]
        out = self.arcs[every, ring_array[leaving]]
        gap_into = np.minimum(self.gaps[ring_array[entering], every], _leads(rows.T))
        gap_out = np.minimum(
            self.gaps[every, ring_array[leaving]], _leads(self.scores[:, ring_array])
        )
        self.scores[:, first] = self.scores[every, ring_array[leaving]]
        self.scores[first] = rows[entering, every]
        self.arcs[first], self.arcs[:, first] = into, out
        self.gaps[first], self.gaps[:, first] = gap_into, gap_out
        self.scores[first, ring] = -np.inf
        self.scores[rest] = -np.inf
        self.scores[:, rest] = -np.inf
        self.drawn.append([(n, self.chosen[n], self.words[n]) for n in ring])
        self.words[first] = [word for number in ring for word in self.words[number]]
        for word in self.words[first]:
            self.inside[word] = first

    def open(self) -> Heads:
        """The heads: a ring loses the arc of the member that the arc from outside enters."""
        for ring in reversed(self.drawn):
            outer = self.chosen[ring[0][0]]
            for number, arc, words in ring:
                self.chosen[number] = outer if outer // self.size in words else arc
        return np.array([0] + [arc % self.size for arc in self.chosen[1:]])


def _lead(scores: Scores) -> float:
    """By how much the best of some scores leads; of one, 0."""
    if len(scores) < 2:
        return 0
    second, best = np.partition(scores, -2)[-2:]
    return float(best - second)


def _leads(scores: Scores) -> Scores:
    """The same for each row; where all are out of the question, it is no matter which is taken."""
    if scores.shape[1] == 2:  # as most rings have it
        second, best = np.sort(scores.T, axis=0)
    else:
        second, best = np.partition(scores, -2, axis=1)[:, -2:].T
    return np.where(np.isfinite(best), best - np.where(np.isfinite(best), second, 0), np.inf)
