"""Stanza's recurrent layers, run on rows of a table of word forms."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.rnn import PackedSequence

from annotator.nlp.packing import Grid

ROUND = 64  # the last block is filled up to a multiple of so many
BLOCK = 8 * ROUND  # rows of half numbers that are multiplied at a time


class Dense:
    """Linear layers as one and a function after them, in the precision of what it is given."""

    def __init__(self, weight: Tensor, bias: Tensor | None, function: str = "none") -> None:
        """`function` is "none", "relu", "sigmoid" or "tanh"."""
        self.weight, self.bias, self.function = weight, bias, function
        self.half: tuple[Tensor, Tensor | None] | None = None

    @classmethod
    def of(cls, layers: Sequence[nn.Linear], function: str = "none") -> Dense:
        """Several layers side by side."""
        weight = torch.cat([layer.weight for layer in layers])
        biases = [layer.bias for layer in layers if layer.bias is not None]
        return cls(weight, torch.cat(biases) if biases else None, function)

    def __call__(self, rows: Tensor) -> Tensor:
        """(rows, outputs of all the layers)."""
        if rows.dtype != torch.half:
            return self._finish(functional.linear(rows, self.weight, self.bias))
        done = [self.run_block(block) for block in rows.split(BLOCK)]
        return torch.cat(done) if len(done) > 1 else done[0]

    def full(self, rows: Tensor) -> Tensor:
        """The same in full numbers, whatever the rows are."""
        if rows.dtype != torch.half:
            return self(rows)
        found = torch.empty(len(rows), len(self.weight))
        for block, place in zip(rows.split(BLOCK), found.split(BLOCK), strict=True):
            place.copy_(self.run_block(block))
        return found

    def run_block(self, rows: Tensor) -> Tensor:
        """The same for at most `BLOCK` rows of half numbers."""
        fused = has_half_kernels()
        if self.half is None:
            weight = self.weight.half()
            if fused:  # once in the order in which the processor reads it
                weight = torch.ops.mkldnn._reorder_linear_weight(weight)  # noqa: SLF001
            self.half = weight, None if self.bias is None else self.bias.half()
        if fused:
            return self._run_fused(rows, *self.half)
        return self._finish(functional.linear(rows, *self.half))

    def _run_fused(self, rows: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        """The function comes before rounding and without another way through memory.

        For each number of rows that it has not seen, torch makes a program, which takes as long as
        some thousand rows do: so there are few numbers.
        """
        run = torch.ops.mkldnn._linear_pointwise  # noqa: SLF001
        count = rows.shape[0]
        if missing := -count % ROUND:
            rows = functional.pad(rows, (0, 0, 0, missing))
        found: Tensor = run(rows, weight, bias, self.function, [], "")
        return found[:count] if missing else found

    def _finish(self, rows: Tensor) -> Tensor:
        found: Tensor = rows if self.function == "none" else getattr(rows, f"{self.function}_")()
        return found


@cache
def has_half_kernels() -> bool:
    """Whether torch's own functions for half numbers run here and not their slow stand-ins."""
    find = getattr(torch.ops.mkldnn, "_is_mkldnn_fp16_supported", None)  # not in every build
    return bool(find and find())


class PlainLayers:
    """An LSTM of Stanza's (names)."""

    def __init__(self, layers: Any, start_hidden: Tensor, start_cell: Tensor) -> None:
        self.layers = layers.lstm
        self.start = (start_hidden, start_cell)

    def describe(self, rows: Tensor) -> Tensor:
        """Rows for the table: the input."""
        return rows

    def run(self, table: Tensor, rows: Tensor, grid: Grid) -> Tensor:
        """Slots of outputs (…, 2 × hidden) for words in flat order, given as rows of `table`."""
        packing = grid.packing
        start = [s.expand(-1, len(packing.lengths), -1).contiguous() for s in self.start]
        data = table.index_select(0, rows[packing.order])
        out: Tensor = self.layers(PackedSequence(data, packing.batch_sizes), start)[0].data
        return grid.spread_packed(out)


class HighwayLayers:
    """A highway LSTM of Stanza's (tagger and parser).

    What its first layer carries past the LSTM depends on the word alone: `describe` puts it in
    the table beside the word's row.
    """

    def __init__(self, layers: Any, start_hidden: Tensor, start_cell: Tensor) -> None:
        self.layers = layers
        self.width = layers.input_size
        starts = [s.split(layers.num_directions) for s in (start_hidden, start_cell)]
        self.starts = list(zip(*starts, strict=True))

    def describe(self, rows: Tensor) -> Tensor:
        """Rows for the table: the input, and what the first layer carries past the LSTM."""
        return torch.cat([rows, self._carry(0, rows)], 1)

    def run(self, table: Tensor, rows: Tensor, grid: Grid) -> Tensor:
        """Slots of outputs (…, 2 × hidden) for words in flat order, given as rows of `table`."""
        packing, count = grid.packing, len(grid.lengths)
        rows = rows[packing.order]
        data = table[:, : self.width].index_select(0, rows)
        for number, layer in enumerate(self.layers.lstm):
            if number:
                carried = self._carry(number, data)
            else:
                carried = table[:, self.width :].index_select(0, rows)
            start = [s.expand(-1, count, -1).contiguous() for s in self.starts[number]]
            out, _ = layer.lstm(PackedSequence(data, packing.batch_sizes), start)
            data = carried.add_(out.data)
        return grid.spread_packed(data)

    def _carry(self, number: int, data: Tensor) -> Tensor:
        gate: Tensor = self.layers.gate[number](data).sigmoid_()
        passed: Tensor = self.layers.highway_func(self.layers.highway[number](data))
        return gate.mul_(passed)
