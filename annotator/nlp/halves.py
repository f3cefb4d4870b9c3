"""Recurrent layers in half precision, for processors that multiply half numbers much faster.

The weights of our models are half numbers as they are; only what goes between the layers is
rounded. `passes` sees to it that nothing is decided by what rounding may have changed.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from annotator.nlp.packing import WIDTH, Grid
from annotator.nlp.recurrent import BLOCK, Dense, HighwayLayers, PlainLayers, has_half_kernels

TILE = 32  # numbers: what the processor's matrix instructions take at once
LSTM = 2  # torch's number for that kind of layer
EVEN = 16  # multiples of this are as fast; 325 numbers take eight times as long as 352


def half_is_faster() -> bool:
    """Whether the processor has instructions for matrices of half numbers.

    `ANNOTATOR_HALF=off` says no.
    """
    if os.environ.get("ANNOTATOR_HALF") in {"off", "0"}:
        return False
    find = getattr(torch.cpu, "get_capabilities", None)  # of newer versions of torch
    return bool(find and find().get("amx_fp16")) and torch.backends.mkldnn.is_available()


def is_half(*modules: nn.Module) -> bool:
    """Whether all weights are half numbers, so that nothing is lost by storing them so."""
    weights = (weight for module in modules for weight in module.parameters())
    return all(torch.equal(weight.half().float(), weight) for weight in weights)


class HalfLstm:
    """One layer of an LSTM over the slots of a grid, each direction from its own first step."""

    def __init__(self, lstm: nn.LSTM, starts: Sequence[Tensor] | None = None) -> None:
        suffixes = ["", "_reverse"] if lstm.bidirectional else [""]
        self.ways = [OneWay(lstm, suffix) for suffix in suffixes]
        nothing = torch.zeros(len(suffixes), 1, lstm.hidden_size)
        hidden, cell = starts or (nothing, nothing)
        self.starts = (hidden.half(), cell)  # full numbers in the cells: as fast, and less rounding

    def run(self, data: Tensor, grid: Grid) -> list[Tensor]:
        """Slots of input, as wide as `widen` makes them → slots of each direction's output."""
        found = []
        for number, way in enumerate(self.ways):
            read = data.index_select(0, grid.backwards) if number else data
            start = [s[number].expand(grid.width, -1).contiguous() for s in self.starts]
            out = way(read.view(grid.steps, grid.width, -1), *start).flatten(0, 1)
            found.append(out.index_select(0, grid.backwards) if number else out)
        return found


def widen(rows: Tensor) -> Tensor:
    """Rows of half numbers with zeros up to a width that the processor handles well."""
    return functional.pad(rows, (0, _spare(rows.shape[-1]))).half()


def _spare(width: int) -> int:
    return -width % TILE if width % EVEN else 0


class OneWay:
    """One direction of a layer; the weights lie once in the order in which they are read."""

    def __init__(self, lstm: nn.LSTM, suffix: str) -> None:
        names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
        weights = {name: getattr(lstm, name + suffix) for name in names}
        weights["weight_ih_l0"] = widen(weights["weight_ih_l0"])
        self.module = nn.LSTM(weights["weight_ih_l0"].shape[1], lstm.hidden_size)
        self.module.load_state_dict(weights)
        self.module.half().eval()
        self.weights: list[Tensor] = []

    def __call__(self, data: Tensor, hidden: Tensor, cell: Tensor) -> Tensor:
        """(steps, sequences, input), (sequences, hidden) twice → (steps, sequences, hidden)."""
        if not has_half_kernels():
            found: Tensor = self.module(data, (hidden[None], cell[None].half()))[0]
            return found
        self.weights = self.weights or self._pack(data)
        options: Any = (False, [], LSTM, self.module.hidden_size, 1, True, False, False, False)
        out: Tensor = torch.ops.aten.mkldnn_rnn_layer(data, *self.weights, hidden, cell, *options)[
            0
        ]
        return out

    def _pack(self, data: Tensor) -> list[Tensor]:
        first, second, *biases = (weight.detach() for weight in self.module.parameters())
        pack = torch.ops.mkldnn._reorder_mkldnn_rnn_layer_weight  # noqa: SLF001
        size, shape = self.module.hidden_size, list(data.shape)
        return [*pack(first, second, size, False, True, False, shape), *biases]


class HalfPlainLayers:
    """As `PlainLayers`; rows, table and result are half numbers."""

    def __init__(self, full: PlainLayers) -> None:
        self.lstm = HalfLstm(full.layers, full.start)

    def describe(self, rows: Tensor) -> Tensor:
        return widen(rows)

    def run(self, table: Tensor, rows: Tensor, grid: Grid) -> Tensor:
        data = table.index_select(0, grid.spread(rows))
        return torch.cat(self.lstm.run(data, grid), 1)


class HalfHighwayLayers:
    """As `HighwayLayers`; rows, table and result are half numbers."""

    def __init__(self, full: HighwayLayers) -> None:
        layers = full.layers
        self.width = full.width + _spare(full.width)
        function = layers.highway_func.__name__
        self.lstms = [
            HalfLstm(layer.lstm, start)
            for layer, start in zip(layers.lstm, full.starts, strict=True)
        ]
        self.gates = [Dense.of([gate], "sigmoid") for gate in layers.gate]
        self.passages = [Dense.of([highway], function) for highway in layers.highway]

    def describe(self, rows: Tensor) -> Tensor:
        return torch.cat([widen(rows), self._carry(0, rows.half())], 1)

    def run(self, table: Tensor, rows: Tensor, grid: Grid) -> Tensor:
        slots = grid.spread(rows)
        data = table[:, : self.width].index_select(0, slots)
        carried = table[:, self.width :].index_select(0, slots)
        for number, lstm in enumerate(self.lstms):
            if number:
                carried = self._carry(number, data)
            found = lstm.run(data, grid)
            for part, out in zip(carried.chunk(len(found), 1), found, strict=True):
                part.add_(out)
            data = carried
        return data

    def _carry(self, number: int, data: Tensor) -> Tensor:
        gate, passage = self.gates[number].run_block, self.passages[number].run_block
        return torch.cat([gate(rows).mul_(passage(rows)) for rows in data.split(BLOCK)])


class HalfCharacters:
    """Stanza's character model, forms of equal length side by side."""

    def __init__(self, model: Any) -> None:
        self.embeddings = widen(model.char_emb.weight)
        self.attention = Dense.of([model.char_attn]) if model.attn else None
        self.lstm = HalfLstm(model.charlstm.lstm, (model.charlstm_h_init, model.charlstm_c_init))

    def run(self, forms: list[list[int]]) -> Tensor:
        """Rows (forms, width), in full numbers, of words as character numbers."""
        groups = defaultdict(list)
        for index, form in enumerate(forms):
            groups[len(form)].append(index)
        parts = [self._represent([forms[i] for i in group]) for group in groups.values()]
        places = torch.tensor([index for group in groups.values() for index in group])
        rows = torch.cat(parts)
        return torch.empty_like(rows).index_copy_(0, places, rows)

    def _represent(self, forms: list[list[int]]) -> Tensor:
        """Rows of forms that all have the same length."""
        grid = Grid.of([len(form) for form in forms], WIDTH)
        spelled = grid.spread(torch.tensor(forms).flatten())
        found = torch.cat(self.lstm.run(self.embeddings[spelled], grid), 1)
        steps = found.view(grid.steps, grid.width, -1)
        if self.attention:
            shares = self.attention.full(found).sigmoid_()
            rows = (found.float() * shares).view(steps.shape).sum(0)
        else:  # where each direction ends
            last, first = steps[-1], steps[0]
            half = found.shape[1] // len(self.lstm.ways)
            rows = torch.cat([last[:, :half], first[:, half:]], 1).float()
        return rows[: len(forms)]
