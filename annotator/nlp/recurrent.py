"""Stanza's recurrent layers, run on rows of a table of word forms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.rnn import PackedSequence

from annotator.nlp.packing import Packing


class Dense:
    """Linear layers as one, in the precision of what it is given."""

    def __init__(self, layers: Sequence[nn.Linear]) -> None:
        weight = torch.cat([layer.weight for layer in layers])
        biases = [layer.bias for layer in layers if layer.bias is not None]
        self.parameters = {torch.float32: (weight, torch.cat(biases) if biases else None)}

    def __call__(self, rows: Tensor) -> Tensor:
        """(rows, outputs of all the layers)."""
        if rows.dtype not in self.parameters:
            weight, bias = self.parameters[torch.float32]
            bias = bias if bias is None else bias.to(rows.dtype)
            self.parameters[rows.dtype] = weight.to(rows.dtype), bias
        return functional.linear(rows, *self.parameters[rows.dtype])


class PlainLayers:
    """An LSTM of Stanza's (names)."""

    def __init__(self, layers: Any, start_hidden: Tensor, start_cell: Tensor) -> None:
        self.layers = layers.lstm
        self.start = (start_hidden, start_cell)

    def describe(self, rows: Tensor) -> Tensor:
        """Rows for the table: the input."""
        return rows

    def run(self, table: Tensor, rows: Tensor, packing: Packing) -> Tensor:
        """Outputs (words, 2 × hidden) for packed words, given as rows of `table`."""
        start = [s.expand(-1, len(packing.lengths), -1).contiguous() for s in self.start]
        packed = PackedSequence(table.index_select(0, rows), packing.batch_sizes)
        out: Tensor = self.layers(packed, start)[0].data
        return out


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

    def run(self, table: Tensor, rows: Tensor, packing: Packing) -> Tensor:
        """Outputs (words, 2 × hidden) for packed words, given as rows of `table`."""
        count = len(packing.lengths)
        data = table[:, : self.width].index_select(0, rows)
        for number, layer in enumerate(self.layers.lstm):
            if number:
                carried = self._carry(number, data)
            else:
                carried = table[:, self.width :].index_select(0, rows)
            start = [s.expand(-1, count, -1).contiguous() for s in self.starts[number]]
            out, _ = layer.lstm(PackedSequence(data, packing.batch_sizes), start)
            data = carried.add_(out.data)
        return data

    def _carry(self, number: int, data: Tensor) -> Tensor:
        gate: Tensor = self.layers.gate[number](data).sigmoid_()
        passed: Tensor = self.layers.highway_func(self.layers.highway[number](data))
        return gate.mul_(passed)
