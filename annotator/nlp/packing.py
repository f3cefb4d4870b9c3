"""Sequences of unlike lengths side by side: batches by length, and torch's packed order.

*Flat* order has one sequence after the other; *packed* order has the first items of all sequences,
then the second ones, and so on, as torch's recurrent layers want them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence

WIDTH = 16  # sequences side by side in a grid are a multiple of this; odd numbers are slow
STEP = 4  # what a step costs besides its sequences, and
SETUP = 200  # what a batch costs besides its steps: in items


def length_batches(lengths: Sequence[int], budget: int, square: int = 0) -> list[list[int]]:
    """Indices in batches, longest first, so that a batch needs little padding.

    A batch holds at most `budget` items, padding included, and with `square` no more
    pairs of items than that; one sequence makes a batch however long it is.
    """
    batches: list[list[int]] = []
    room = 0
    for index in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if room == 0:
            longest = max(1, lengths[index])
            room = max(1, budget // longest)
            if square:
                room = max(1, min(room, square // longest**2))
            batches.append([])
        batches[-1].append(index)
        room -= 1
    return batches


def close_batches(lengths: Sequence[int], budget: int, setup: int = SETUP) -> list[list[int]]:
    """Indices in batches, longest first, that cost least together: for grids.

    A batch holds at most `budget` items, padding included, and `WIDTH` sequences or several times
    as many, but the last. `setup` is what a batch costs by itself, in items.
    """
    order = sorted(range(len(lengths)), key=lambda i: -lengths[i])
    batches: list[list[int]] = []
    start = 0
    while start < len(order) and WIDTH * lengths[order[start]] > budget:  # too long for so many
        room = max(1, budget // lengths[order[start]])
        batches.append(order[start : start + room])
        start += room
    rest = order[start:]
    longest = [max(1, lengths[index]) for index in rest[::WIDTH]]
    cuts = _cheapest_cuts(longest, budget, setup)
    return batches + [rest[WIDTH * a : WIDTH * b] for a, b in pairwise(cuts)]


def _cheapest_cuts(longest: Sequence[int], budget: int, setup: int) -> list[int]:
    """Where to part groups of `WIDTH` sequences, given the longest of each group."""
    count = len(longest)
    costs, ends = [0] * (count + 1), [count] * (count + 1)
    for first in range(count - 1, -1, -1):
        most = min(count, first + max(1, budget // (WIDTH * longest[first])))
        costs[first], ends[first] = min(
            (longest[first] * (WIDTH * (end - first) + STEP) + setup + costs[end], end)
            for end in range(first + 1, most + 1)
        )
    cuts = [0]
    while cuts[-1] < count:
        cuts.append(ends[cuts[-1]])
    return cuts


@dataclass(frozen=True, slots=True)
class Packing:
    """How sequences of the given lengths, longest first, go from flat into packed order."""

    lengths: NDArray[np.int64]
    order: Tensor  # packed[i] = flat[order[i]]
    batch_sizes: Tensor

    @classmethod
    def of(cls, lengths: Sequence[int] | NDArray[np.int64]) -> Packing:
        """For at least one sequence; `lengths` must not rise."""
        sizes = np.asarray(lengths, dtype=np.int64)
        steps = np.arange(sizes[0])[:, None]
        there = steps < sizes
        order = (np.cumsum(sizes) - sizes + steps)[there]
        return cls(sizes, torch.from_numpy(order), torch.from_numpy(there.sum(1)))

    def pack(self, flat: Tensor) -> PackedSequence:
        """Flat rows as torch's packed sequence."""
        return PackedSequence(flat.index_select(0, self.order), self.batch_sizes)

    def unpack(self, packed: Tensor) -> Tensor:
        """Packed rows in flat order."""
        flat = torch.empty_like(packed)
        flat[self.order] = packed
        return flat


@dataclass(frozen=True)
class Grid:
    """Sequences as the columns of a padded table of steps, all beginning in the first one.

    Slot ``step * width + column``; `flat` holds the slot of each flat row.
    """

    lengths: NDArray[np.int64]
    width: int
    flat: Tensor

    @classmethod
    def of(cls, lengths: Sequence[int], multiple: int = 1) -> Grid:
        """For at least one sequence, `lengths` not rising; columns are added up to a multiple."""
        sizes = np.asarray(lengths, dtype=np.int64)
        width = -(-len(sizes) // multiple) * multiple
        rows = np.repeat(np.arange(len(sizes)), sizes)
        steps = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return cls(sizes, width, torch.from_numpy(steps * width + rows))

    @property
    def steps(self) -> int:
        return int(self.lengths[0])

    @cached_property
    def packing(self) -> Packing:
        """The same sequences in torch's packed order."""
        return Packing.of(self.lengths)

    @cached_property
    def backwards(self) -> Tensor:
        """The slots with each sequence turned round.

        Running on from the first step, a layer then reads it from its end and never sees padding
        before it.
        """
        lengths = np.zeros(self.width, np.int64)
        lengths[: len(self.lengths)] = self.lengths
        step = np.arange(self.steps)[:, None]
        turned = np.where(step < lengths, lengths - 1 - step, step) * self.width
        return torch.from_numpy((turned + np.arange(self.width)).ravel())

    @cached_property
    def columns(self) -> NDArray[np.int64]:
        """The sequence of every flat row."""
        return np.repeat(np.arange(len(self.lengths)), self.lengths)

    def spread(self, flat: Tensor) -> Tensor:
        """Flat rows in their slots, zero elsewhere."""
        slots = flat.new_zeros(self.steps * self.width, *flat.shape[1:])
        slots[self.flat] = flat
        return slots

    def spread_packed(self, packed: Tensor) -> Tensor:
        """Packed rows in their slots, zero elsewhere."""
        slots = packed.new_zeros(self.steps * self.width, *packed.shape[1:])
        return slots.index_copy_(0, self.flat[self.packing.order], packed)

    def table(self, slots: Tensor) -> Tensor:
        """Slots as (sequences, steps, …), nothing copied."""
        table = slots.view(self.steps, self.width, *slots.shape[1:])
        return table[:, : len(self.lengths)].transpose(0, 1)
