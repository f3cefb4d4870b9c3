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

from annotator.nlp.packing import Grid, Packing
from annotator.nlp.recurrent import Dense, HighwayLayers, PlainLayers

TILE = 32  # numbers: what the processor's matrix instructions take at once
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
        self.ways = [_one_way(lstm, suffix) for suffix in suffixes]
        nothing = torch.zeros(len(suffixes), 1, lstm.hidden_size)
        self.starts = [start.half() for start in starts or (nothing, nothing)]

    def run(self, data: Tensor, grid: Grid) -> Tensor:
        """Slots of input, as wide as `widen` makes them → (slots, directions × hidden)."""
        starts = [start.expand(-1, grid.width, -1).contiguous() for start in self.starts]
        found = []
        for number, way in enumerate(self.ways):
            read = data.index_select(0, grid.backwards) if number else data
            start = tuple(s[number : number + 1] for s in starts)
            out = way(read.view(grid.steps, grid.width, -1), start)[0].flatten(0, 1)
            found.append(out.index_select(0, grid.backwards) if number else out)
        return torch.cat(found, 1) if len(found) > 1 else found[0]


def widen(rows: Tensor) -> Tensor:
    """Rows of half numbers with zeros up to a width that the processor handles well."""
    return functional.pad(rows, (0, _spare(rows.shape[-1]))).half()


def _spare(width: int) -> int:
    return -width % TILE if width % EVEN else 0


def _one_way(lstm: nn.LSTM, suffix: str) -> nn.LSTM:
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    weights = {name: getattr(lstm, name + suffix) for name in names}
    weights["weight_ih_l0"] = widen(weights["weight_ih_l0"])
    way = nn.LSTM(weights["weight_ih_l0"].shape[1], lstm.hidden_size)
    way.load_state_dict(weights)
    return way.half().eval()


class HalfPlainLayers:
    """As `PlainLayers`; rows, table and result are half numbers."""

    def __init__(self, full: PlainLayers) -> None:
        self.lstm = HalfLstm(full.layers, full.start)

    def describe(self, rows: Tensor) -> Tensor:
        return widen(rows)

    def run(self, table: Tensor, rows: Tensor, packing: Packing) -> Tensor:
        grid = Grid.of(packing)
        data = table.index_select(0, grid.spread(rows))
        return self.lstm.run(data, grid).index_select(0, grid.places)


class HalfHighwayLayers:
    """As `HighwayLayers`; rows, table and result are half numbers."""

    def __init__(self, full: HighwayLayers) -> None:
        layers = full.layers
        self.width = full.width + _spare(full.width)
        self.function = layers.highway_func
        self.lstms = [
            HalfLstm(layer.lstm, start)
            for layer, start in zip(layers.lstm, full.starts, strict=True)
        ]
        self.carriers = [Dense(pair) for pair in zip(layers.gate, layers.highway, strict=True)]

    def describe(self, rows: Tensor) -> Tensor:
        return torch.cat([widen(rows), self._carry(0, rows.half())], 1)

    def run(self, table: Tensor, rows: Tensor, packing: Packing) -> Tensor:
        grid = Grid.of(packing)
        slots = grid.spread(rows)
        data = table[:, : self.width].index_select(0, slots)
        carried = table[:, self.width :].index_select(0, slots)
        for number, lstm in enumerate(self.lstms):
            if number:
                carried = self._carry(number, data)
            data = carried.add_(lstm.run(data, grid))
        return data.index_select(0, grid.places)

    def _carry(self, number: int, data: Tensor) -> Tensor:
        gate, passed = self.carriers[number](data).chunk(2, 1)
        return gate.sigmoid().mul_(self.function(passed))


class HalfCharacters:
    """Stanza's character model, forms of equal length side by side."""

    def __init__(self, model: Any) -> None:
        self.embeddings = widen(model.char_emb.weight)
        self.attention = Dense([model.char_attn]) if model.attn else None
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
        grid = Grid.of(Packing.of([len(form) for form in forms]))
        spelled = grid.spread(torch.tensor(forms).t().flatten())
        found = self.lstm.run(self.embeddings[spelled], grid)
        steps = found.view(grid.steps, grid.width, -1)
        if self.attention:
            shares = self.attention(found).float().sigmoid_()
            rows = (found.float() * shares).view(steps.shape).sum(0)
        else:  # where each direction ends
            last, first = steps[-1], steps[0]
            half = found.shape[1] // len(self.lstm.ways)
            rows = torch.cat([last[:, :half], first[:, half:]], 1).float()
        return rows[: len(forms)]
