"""Stanza's recurrent layers, run on rows of a table of word forms."""

from __future__ import annotations

from typing import Any

from torch import Tensor
from torch.nn.utils.rnn import PackedSequence

from annotator.nlp.packing import Packing


class HighwayLayers:
    """A highway LSTM of Stanza's (tagger and parser)."""

    def __init__(self, layers: Any, start_hidden: Tensor, start_cell: Tensor) -> None:
        self.layers = layers
        self.start = (start_hidden, start_cell)

    def run(self, table: Tensor, rows: Tensor, packing: Packing) -> Tensor:
        """Outputs (words, 2 × hidden) for packed words, given as rows of `table`."""
        count = len(packing.lengths)
        start = tuple(s.expand(-1, count, -1).contiguous() for s in self.start)
        packed = PackedSequence(table.index_select(0, rows), packing.batch_sizes)
        out, _ = self.layers(packed, packing.lengths.tolist(), hx=start)
        data: Tensor = out.data
        return data


class PlainLayers:
    """A plain LSTM of Stanza's (names)."""

    def __init__(self, layers: Any, start_hidden: Tensor, start_cell: Tensor) -> None:
        self.layers = layers
        self.start = (start_hidden, start_cell)

    def run(self, table: Tensor, rows: Tensor, packing: Packing) -> Tensor:
        """Outputs (words, 2 × hidden) for packed words, given as rows of `table`."""
        count = len(packing.lengths)
        start = tuple(s.expand(-1, count, -1).contiguous() for s in self.start)
        packed = PackedSequence(table.index_select(0, rows), packing.batch_sizes)
        out, _ = self.layers(packed, packing.lengths.tolist(), hx=start)
        data: Tensor = out.data
        return data
