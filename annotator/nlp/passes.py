"""Sentences through a model twice at the most: quickly, and with care where it is a close thing.

The first pass computes with half numbers, which changes scores by a few thousandths. A sentence
in which something is decided by less than `MARGIN` goes through the second pass, which computes
with full numbers as Stanza does. Without the instructions for the first there is the second alone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
import torch
from torch import Tensor, nn

from annotator.nlp.forms import FormTable, character_rows
from annotator.nlp.halves import (
    HalfCharacters,
    HalfHighwayLayers,
    HalfPlainLayers,
    half_is_faster,
    is_half,
)
from annotator.nlp.packing import Packing, close_batches, length_batches
from annotator.nlp.recurrent import HighwayLayers, PlainLayers

# Of 30,000 words half numbers alone decide three otherwise, each by less than a tenth of this.
MARGIN = 0.005
BATCH = 6_000  # words, padding included
HALF_BATCH = 3_000
SQUARE_BATCH = 400_000  # pairs of words: 1.6 MB for each table of scores

Form = TypeVar("Form", bound=Hashable)
Characters = Callable[[list[list[int]]], Tensor]
# what the model sees of each form, as rows of full numbers
Describe = Callable[[list[Form], Characters], Tensor]
# sentences of the batch, their hidden rows → those of them that are a close thing
Decide = Callable[[list[int], Tensor, Packing, float], Iterable[int]]


class Layers(Protocol):
    """Recurrent layers over rows of a table."""

    def describe(self, rows: Tensor) -> Tensor: ...

    def run(self, table: Tensor, rows: Tensor, packing: Packing) -> Tensor: ...


@dataclass(frozen=True, slots=True)
class Pass(Generic[Form]):
    """One way through a model, with the word forms as it wants them."""

    table: FormTable[Form]
    layers: Layers
    batches: Callable[[Sequence[int]], list[list[int]]]
    margin: float


def make_passes(
    describe: Describe[Form], layers: HighwayLayers | PlainLayers, character_model: Any
) -> list[Pass[Form]]:
    """The quick pass where it pays, and the careful one."""
    spell: Characters = partial(character_rows, character_model)
    full = FormTable[Form](_rows(describe, spell, layers))
    passes = [Pass(full, layers, partial(length_batches, budget=BATCH, square=SQUARE_BATCH), 0.0)]
    if half_is_faster() and _suits(layers.layers, character_model):
        half = _halve(layers)
        spell = HalfCharacters(character_model).run
        table = FormTable[Form](_rows(describe, spell, half))
        passes.insert(0, Pass(table, half, partial(close_batches, budget=HALF_BATCH), MARGIN))
    return passes


def _halve(layers: HighwayLayers | PlainLayers) -> Layers:
    if isinstance(layers, PlainLayers):
        return HalfPlainLayers(layers)
    return HalfHighwayLayers(layers)


def _suits(layers: nn.Module, characters: Any) -> bool:
    if characters is None:
        return False
    lstms = [m for m in (*layers.modules(), *characters.modules()) if isinstance(m, nn.LSTM)]
    return all(lstm.num_layers == 1 for lstm in lstms) and is_half(layers, characters)


def _rows(
    describe: Describe[Form], spell: Characters, layers: Layers
) -> Callable[[list[Form]], Tensor]:
    return lambda forms: layers.describe(describe(forms, spell))


def run_passes(
    passes: Sequence[Pass[Form]], sentences: Sequence[Sequence[Form]], decide: Decide
) -> None:
    """`decide` all sentences, the close ones once more by the next pass."""
    todo = list(range(len(sentences)))
    for one in passes:
        if todo:
            batches = _batches(one, sentences, todo)
            todo = [i for batch in batches for i in decide(*batch, one.margin)]


def _batches(
    one: Pass[Form], sentences: Sequence[Sequence[Form]], todo: list[int]
) -> Iterable[tuple[list[int], Tensor, Packing]]:
    """Sentences that go together, with their hidden rows."""
    numbers = one.table.look_up([form for i in todo for form in sentences[i]])
    lengths = [len(sentences[i]) for i in todo]
    starts = np.cumsum([0, *lengths])
    for batch in one.batches(lengths):
        packing = Packing.of([lengths[i] for i in batch])
        rows = np.concatenate([numbers[starts[i] : starts[i + 1]] for i in batch])
        packed = torch.from_numpy(rows).index_select(0, packing.order)
        yield [todo[i] for i in batch], one.layers.run(one.table.rows, packed, packing), packing


def choose(scores: Tensor, margin: float) -> tuple[Tensor, Tensor]:
    """The best of each row (…, choices), and whether another comes nearer than `margin`."""
    best = scores.argmax(-1)
    if not margin:
        return best, torch.zeros_like(best, dtype=torch.bool)
    near = scores > scores.amax(-1, keepdim=True) - margin
    return best, near.sum(-1) > 1
