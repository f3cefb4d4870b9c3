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
from annotator.nlp.packing import WIDTH, Grid, close_batches, length_batches
from annotator.nlp.recurrent import HighwayLayers, PlainLayers

# How often half numbers change a decision made by more is told in docs/performance.md.
MARGIN = 0.0015
BATCH = 6_000  # words, padding included
SQUARE_BATCH = 400_000  # pairs of words: 1.6 MB for each table of scores

Form = TypeVar("Form", bound=Hashable)
Characters = Callable[[list[list[int]]], Tensor]
# what the model sees of each form, as rows of full numbers
Describe = Callable[[list[Form], Characters], Tensor]
# sentences of the batch, slots of hidden rows → those of them that are a close thing
Decide = Callable[[list[int], Tensor, Grid, float], Iterable[int]]


class Layers(Protocol):
    """Recurrent layers over rows of a table."""

    def describe(self, rows: Tensor) -> Tensor: ...

    def run(self, table: Tensor, rows: Tensor, grid: Grid) -> Tensor: ...


@dataclass(frozen=True, slots=True)
class Pass(Generic[Form]):
    """One way through a model, with the word forms as it wants them."""

    table: FormTable[Form]
    layers: Layers
    batches: Callable[[Sequence[int]], list[list[int]]]
    margin: float
    multiple: int = 1  # of which the sentences side by side are made one


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
        batches = partial(close_batches, budget=BATCH)
        passes.insert(0, Pass(table, half, batches, MARGIN, WIDTH))
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
) -> Iterable[tuple[list[int], Tensor, Grid]]:
    """Sentences that go together, with the slots of their hidden rows."""
    numbers = one.table.look_up([form for i in todo for form in sentences[i]])
    lengths = [len(sentences[i]) for i in todo]
    starts = np.cumsum([0, *lengths])
    for batch in one.batches(lengths):
        grid = Grid.of([lengths[i] for i in batch], one.multiple)
        rows = np.concatenate([numbers[starts[i] : starts[i + 1]] for i in batch])
        hidden = one.layers.run(one.table.rows, torch.from_numpy(rows), grid)
        yield [todo[i] for i in batch], hidden, grid


def choose(scores: Tensor, margin: float) -> tuple[Tensor, Tensor]:
    """The best of each row (…, choices), and whether another comes nearer than `margin`.

    `scores` are as before when it is done, but not meanwhile.
    """
    top, best = scores.max(-1, keepdim=True)
    if not margin:
        return best[..., 0], torch.zeros_like(best[..., 0], dtype=torch.bool)
    second = scores.scatter_(-1, best, -torch.inf).amax(-1)
    scores.scatter_(-1, best, top)
    return best[..., 0], second > top[..., 0] - margin
