"""Scores of arcs and labels, exactly as Stanza's parser has them, with less work.

Stanza scores every label for every pair of words and then uses one pair a word. Here labels are
scored for the arcs of the tree only, and the part of the bilinear form that depends on the head
is computed once for all its dependents.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from annotator.nlp.packing import Packing
from annotator.nlp.passes import choose
from annotator.nlp.recurrent import Dense

HEADS = 512  # heads whose label matrices (35 kB each) are held at a time


class ArcScorer:
    """The scores of all arcs of a batch: attachment, side and distance."""

    def __init__(self, model: Any) -> None:
        wanted = [name for name in ("linearization", "distance") if model.args[name]]
        self.scorers = {name: getattr(model, name) for name in ("unlabeled", *wanted)}
        self.hide = Dense([layer for s in self.scorers.values() for layer in (s.W1, s.W2)])

    def run(self, hidden: Tensor, packing: Packing) -> Tensor:
        """Scores (sentences, dependent, head) for packed hidden rows; -inf for no arc at all."""
        parts = functional.relu(self.hide(hidden)).float()
        size = parts.shape[1] // (2 * len(self.scorers))
        columns = iter(parts.split(size, 1))
        raw = {
            name: self._pairs(scorer, next(columns), next(columns), packing)
            for name, scorer in self.scorers.items()
        }
        return _combine(raw, packing)

    def _pairs(self, scorer: Any, dependents: Tensor, heads: Tensor, packing: Packing) -> Tensor:
        """(dependent, 1) · W · (head, 1), the first product before padding."""
        weight = scorer.scorer.W_bilin.weight[:, :, 0]
        middle = torch.addmm(weight[-1], dependents, weight[:-1])
        left = pad_rows(middle, packing)
        right = pad_rows(heads, packing).transpose(1, 2)
        scores = torch.baddbmm(left[:, :, -1:], left[:, :, :-1], right)
        return scores.add_(scorer.scorer.W_bilin.bias)


def pad_rows(packed: Tensor, packing: Packing) -> Tensor:
    """Packed rows as (sentences, longest, width), zero where there is no word."""
    rows, steps = packing.grid()
    padded = packed.new_zeros(len(packing.lengths), int(packing.lengths[0]), packed.shape[1])
    padded[rows[packing.order], steps[packing.order]] = packed
    return padded


def _combine(raw: dict[str, Tensor], packing: Packing) -> Tensor:
    scores = raw["unlabeled"]
    longest = scores.shape[1]
    places = torch.arange(longest)
    offset = places[None, :] - places[:, None]
    if "linearization" in raw:
        scores += functional.logsigmoid(raw["linearization"] * offset.sign())
    if "distance" in raw:
        predicted = functional.softplus(raw["distance"]).add_(1)
        scores -= (offset.abs() - predicted).square_().div_(2).add_(1).log_()
    scores.masked_fill_(offset == 0, -torch.inf)
    outside = places >= torch.from_numpy(packing.lengths)[:, None]
    return scores.masked_fill_(outside[:, None, :], -torch.inf)


class Heads(NamedTuple):
    """The best head of every word, (sentences, longest): 0 for the root and for what is padding.

    And of each sentence, whether these make a tree with one root, and whether for some word
    another head comes near the best.
    """

    heads: NDArray[np.int64]
    is_tree: NDArray[np.bool_]
    is_close: NDArray[np.bool_]


def best_heads(scores: Tensor, packing: Packing, margin: float = 0.0) -> Heads:
    """Where the best heads make a tree, no other tree scores as high.

    This is then what the search for the best tree would find.
    """
    best, close = choose(scores, margin)
    heads, near = best.numpy(), close.numpy()
    outside = np.arange(heads.shape[1]) >= packing.lengths[:, None]
    outside[:, 0] = True
    heads[outside] = 0
    near[outside] = False
    roots = ((heads == 0) & ~outside).sum(1)
    above, steps = heads, 1
    while steps < heads.shape[1]:
        above = np.take_along_axis(above, above, 1)
        steps *= 2
    return Heads(heads, (roots == 1) & ~above.any(1), near.any(1))


class LabelScorer:
    """The scores of labels for given arcs."""

    def __init__(self, scorer: Any) -> None:
        self.function = scorer.hidden_func
        self.below, self.above = Dense([scorer.W1]), Dense([scorer.W2])
        bilinear = scorer.scorer.W_bilin
        self.bias = bilinear.bias
        dependent, head, labels = bilinear.weight.shape
        by_head = bilinear.weight.permute(1, 0, 2).reshape(head, dependent * labels).contiguous()
        self.by_head = {torch.float32: by_head, torch.float16: by_head.half()}
        self.shape = (dependent, labels)

    def run(self, hidden: Tensor, words: NDArray[np.int64], heads: NDArray[np.int64]) -> Tensor:
        """Scores (arcs, labels) of the arcs from `heads` to `words`, both rows of `hidden`."""
        distinct, which, counts = np.unique(heads, return_inverse=True, return_counts=True)
        by_count = np.argsort(counts, kind="stable")
        place = np.empty_like(by_count)
        place[by_count] = np.arange(len(by_count))
        arcs = np.argsort(place[which], kind="stable")  # arcs of one head side by side
        dependents = self._hide(self.below, hidden[torch.from_numpy(words[arcs])]).float()
        above = self._hide(self.above, hidden[torch.from_numpy(distinct[by_count])])
        parts = []
        for block in _blocks(counts[by_count], HEADS):
            matrices = self._matrices(above[block.heads])
            parts += [
                torch.bmm(dependents[a].view(h.stop - h.start, -1, self.shape[0]), matrices[h])
                for h, a in block.groups
            ]
        scores = torch.empty(len(arcs), self.shape[1])
        scores[torch.from_numpy(arcs)] = torch.cat([part.flatten(0, 1) for part in parts])
        return scores.add_(self.bias)

    def all_pairs(self, hidden: Tensor) -> Tensor:
        """Scores (dependent, head, label) of all arcs of one sentence."""
        above, dependents = self._hide(self.above, hidden), self._hide(self.below, hidden)
        return torch.matmul(dependents, self._matrices(above)).transpose(0, 1) + self.bias

    def _hide(self, layer: Dense, rows: Tensor) -> Tensor:
        """Hidden rows with a one at the end."""
        return functional.pad(self.function(layer(rows)), (0, 1), value=1.0)

    def _matrices(self, above: Tensor) -> Tensor:
        """What each head makes of a dependent, (heads, dependent, labels), in full numbers."""
        return (above @ self.by_head[above.dtype]).float().view(-1, *self.shape)


class _Block(NamedTuple):
    """Some heads, and groups of them, counted from the first, with the slices of their arcs."""

    heads: slice
    groups: list[tuple[slice, slice]]


def _blocks(counts: NDArray[np.int64], size: int) -> Iterator[_Block]:
    """At most `size` heads at a time, in groups of equal counts, for counts in rising order."""
    arc = 0
    for first in range(0, len(counts), size):
        some = counts[first : first + size]
        starts = np.flatnonzero(np.diff(some, prepend=0)).tolist()
        groups = []
        for start, end in zip(starts, [*starts[1:], len(some)], strict=True):
            arcs = int(some[start:end].sum())
            groups.append((slice(start, end), slice(arc, arc + arcs)))
            arc += arcs
        yield _Block(slice(first, first + len(some)), groups)
