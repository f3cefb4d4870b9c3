"""Sequences of unlike lengths side by side: batches by length, and torch's packed order.

*Flat* order has one sequence after the other; *packed* order has the first items of all sequences,
then the second ones, and so on, as torch's recurrent layers want them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence

WIDTH = 16  # sequences side by side in a grid are a multiple of this; odd numbers are slow


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


def close_batches(lengths: Sequence[int], budget: int, slack: float = 0.1) -> list[list[int]]:
    """Indices in batches, longest first, whose lengths differ by little: for grids.

    A batch holds at most `budget` items, padding included; it ends where a sequence is shorter
    than its longest by more than `slack`, but has `WIDTH` sequences if there are as many.
    """
    batches: list[list[int]] = []
    longest = 0
    for index in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        size = len(batches[-1]) if batches else 0
        short = size >= WIDTH and lengths[index] < (1 - slack) * longest
        if not batches or short or (size + 1) * longest > budget:
            batches.append([])
            longest = max(1, lengths[index])
        batches[-1].append(index)
    return batches


@dataclass(frozen=True, slots=True)
class Packing:
    """How sequences of the given lengths, longest first, go from flat into packed order."""

    lengths: NDArray[np.int64]
    order: Tensor  # packed[i] = flat[order[i]]
    batch_sizes: Tensor

    @classmethod
    def of(cls, lengths: Sequence[int]) -> Packing:
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

    def grid(self) -> tuple[Tensor, Tensor]:
        """(sequence, step) of every flat row: where it lies in a padded batch."""
        rows = np.repeat(np.arange(len(self.lengths)), self.lengths)
        steps = np.arange(len(rows)) - np.repeat(
            np.cumsum(self.lengths) - self.lengths, self.lengths
        )
        return torch.from_numpy(rows), torch.from_numpy(steps)

    def columns(self) -> NDArray[np.int64]:
        """The sequence of every packed row."""
        there: NDArray[np.bool_] = np.arange(self.lengths[0])[:, None] < self.lengths
        return np.nonzero(there)[1]


@dataclass(frozen=True, slots=True)
class Grid:
    """Sequences as the columns of a padded table of steps, all beginning in the first one.

    Slot ``step * width + column``. `places` holds the slot of each packed row, `backwards` the
    slots with each sequence turned round: running on from the first step, a layer then reads it
    from its end and never sees padding before it.
    """

    steps: int
    width: int
    places: Tensor
    backwards: Tensor

    @classmethod
    def of(cls, packing: Packing) -> Grid:
        """The grid for these lengths; columns are added up to a multiple of `WIDTH`."""
        width = -(-len(packing.lengths) // WIDTH) * WIDTH
        lengths = np.zeros(width, np.int64)
        lengths[: len(packing.lengths)] = packing.lengths
        step = np.arange(lengths[0])[:, None]
        there = step < lengths
        backwards = np.where(there, lengths - 1 - step, step) * width + np.arange(width)
        places = torch.from_numpy(np.flatnonzero(there))
        return cls(int(lengths[0]), width, places, torch.from_numpy(backwards.ravel()))

    def spread(self, packed: Tensor) -> Tensor:
        """Packed rows in their slots, zero elsewhere."""
        slots = packed.new_zeros(self.steps * self.width, *packed.shape[1:])
        slots[self.places] = packed
        return slots
