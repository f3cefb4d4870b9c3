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


def length_batches(lengths: Sequence[int], budget: int, square_budget: int = 0) -> list[list[int]]:
    """Indices in batches, longest first, so that a batch needs little padding.

    A batch holds at most `budget` items, padding included, and with `square_budget` no more
    pairs of items than that; one sequence makes a batch however long it is.
    """
    batches: list[list[int]] = []
    room = 0
    for index in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if room == 0:
            longest = max(1, lengths[index])
            room = max(1, budget // longest)
            if square_budget:
                room = max(1, min(room, square_budget // longest**2))
            batches.append([])
        batches[-1].append(index)
        room -= 1
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
