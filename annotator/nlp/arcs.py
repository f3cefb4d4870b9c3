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

from annotator.nlp.packing import Grid
from annotator.nlp.recurrent import Dense

HEADS = 256  # heads whose label matrices (40 kB each) are held at a time
EVEN = 16  # outputs of a product are a multiple of this


class ArcScorer:
    """The scores of all arcs of a batch: attachment, side and distance."""

    def __init__(self, model: Any) -> None:
        wanted = [name for name in ("linearization", "distance") if model.args[name]]
        self.scorers = {name: getattr(model, name) for name in ("unlabeled", *wanted)}
        self.heads = Dense.of([scorer.W2 for scorer in self.scorers.values()], "relu")
        self.dependents = {
            name: (Dense.of([scorer.W1], "relu"), _middle(scorer.scorer.W_bilin.weight[:, :, 0]))
            for name, scorer in self.scorers.items()
        }

    def run(self, hidden: Tensor, grid: Grid) -> Tensor:
        """Scores (sentences, dependent, head) for slots of hidden rows; -inf for no arc at all.

        (dependent, 1) · W · (head, 1), the first product for all words together.
        """
        heads = self.heads.full(hidden).chunk(len(self.scorers), 1)
        raw = {}
        for (name, (hide, middle)), above in zip(self.dependents.items(), heads, strict=True):
            left = grid.table(middle.full(hide(hidden)))
            right = grid.table(above).transpose(1, 2)
            width = right.shape[1]
            scores = torch.baddbmm(left[:, :, width : width + 1], left[:, :, :width], right)
            raw[name] = scores.add_(self.scorers[name].scorer.W_bilin.bias)
        return _combine(raw, grid.lengths)


def _middle(weight: Tensor) -> Dense:
    """The first product, from (dependent + 1, head + 1); zeros are added up to an even width."""
    weight = functional.pad(weight, (0, -weight.shape[1] % EVEN))
    return Dense(weight[:-1].t().contiguous(), weight[-1].contiguous())


def _combine(raw: dict[str, Tensor], lengths: NDArray[np.int64]) -> Tensor:
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
    outside = places >= torch.from_numpy(lengths)[:, None]
    return scores.masked_fill_(outside[:, None, :], -torch.inf)


class Heads(NamedTuple):
    """The best head of every word, (sentences, longest): 0 for the root and for what is padding.

    And of each sentence, whether these make a tree with one root, and whether for some word
    another head comes near the best.
    """

    heads: NDArray[np.int64]
    is_tree: NDArray[np.bool_]
    is_close: NDArray[np.bool_]


def best_heads(scores: Tensor, lengths: NDArray[np.int64], margin: float = 0.0) -> Heads:
    """Where the best heads make a tree, no other tree scores as high.

    This is then what the search for the best tree would find.
    """
    top, best = scores.max(2, keepdim=True)
    heads = best[:, :, 0].numpy()
    near = _near_heads(scores, top, best, margin) if margin else np.zeros(heads.shape, np.bool_)
    outside = np.arange(heads.shape[1]) >= lengths[:, None]
    outside[:, 0] = True
    heads[outside] = 0
    near[outside] = False
    roots = ((heads == 0) & ~outside).sum(1)
    above, steps = heads, 1
    while steps < heads.shape[1]:
        above = np.take_along_axis(above, above, 1)
        steps *= 2
    return Heads(heads, (roots == 1) & ~above.any(1), np.any(near, 1))


def _near_heads(scores: Tensor, top: Tensor, best: Tensor, margin: float) -> NDArray[np.bool_]:
    """For each word whether the second best head comes near the best; `scores` stay as they are."""
    second, other = scores.scatter_(2, best, -torch.inf).max(2, keepdim=True)
    scores.scatter_(2, best, top)
    places = torch.arange(scores.shape[1])[:, None]
    reach = torch.maximum((best - places).abs(), (other - places).abs())
    near: NDArray[np.bool_] = (top - second < scale_margin(margin, reach))[:, :, 0].numpy()
    return near


def scale_margin(margin: float, reach: Any) -> Any:
    """The margin for arcs between words so far apart.

    The further away a head is, the more of its score is what the model makes of the distance, and
    the larger the error (benchmarks/margins.py): 0.0005 over a few words, 0.0027 over forty.
    """
    return margin * (0.6 + 0.04 * reach)


class LabelScorer:
    """The scores of labels for given arcs."""

    def __init__(self, scorer: Any) -> None:
        function = scorer.hidden_func.__name__
        self.below = Dense.of([scorer.W1], function)
        self.above = Dense.of([scorer.W2], function)
        bilinear = scorer.scorer.W_bilin
        self.bias = bilinear.bias
        dependent, head, labels = bilinear.weight.shape  # a constant one is the last of the former
        by_head = bilinear.weight.permute(0, 2, 1).reshape(dependent * labels, head)
        self.by_head = Dense(by_head[:, :-1].contiguous(), by_head[:, -1].contiguous())
        self.shape = (dependent, labels)

    def run(self, hidden: Tensor, words: NDArray[np.int64], heads: NDArray[np.int64]) -> Tensor:
        """Scores (arcs, labels) of the arcs from `heads` to `words`, both rows of `hidden`."""
        distinct, which, counts = np.unique(heads, return_inverse=True, return_counts=True)
        by_count = np.argsort(counts, kind="stable")
        place = np.empty_like(by_count)
        place[by_count] = np.arange(len(by_count))
        arcs = np.argsort(place[which], kind="stable")  # arcs of one head side by side
        dependents = self.below.full(hidden[torch.from_numpy(words[arcs])])
        above = self.above(hidden[torch.from_numpy(distinct[by_count])])
        parts = []
        for block in _blocks(counts[by_count], HEADS):
            matrices = self._matrices(above[block.heads])
            parts += [_apply(matrices[h], dependents[a]) for h, a in block.groups]
        scores = torch.empty(len(arcs), self.shape[1])
        scores[torch.from_numpy(arcs)] = torch.cat([part.flatten(0, 1) for part in parts])
        return scores.add_(self.bias)

    def all_pairs(self, hidden: Tensor) -> Tensor:
        """Scores (dependent, head, label) of all arcs of one sentence."""
        matrices, dependents = self._matrices(self.above(hidden)), self.below(hidden)
        scores = torch.matmul(dependents, matrices[:, :-1]) + matrices[:, -1:]
        return scores.transpose(0, 1) + self.bias

    def _matrices(self, above: Tensor) -> Tensor:
        """What each head makes of a dependent, (heads, dependent + 1, labels), in full numbers."""
        return self.by_head.full(above).view(-1, *self.shape)


def _apply(matrices: Tensor, dependents: Tensor) -> Tensor:
    """Each head's matrix times its dependents: (heads, dependents of each, labels)."""
    rows = dependents.view(len(matrices), -1, dependents.shape[1])
    return torch.baddbmm(matrices[:, -1:], rows, matrices[:, :-1])


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
