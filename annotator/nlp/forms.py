"""What a model makes of a word form by itself, computed once per form and remembered.

The character representation of a word and its vectors do not depend on the sentence, and a third
of the words of a batch, a tenth of those of a corpus, are new forms.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache
from typing import Any, Generic, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

CAPACITY = 16_000  # forms, 14 to 40 MB a model with half numbers, forgotten all at once when full
CHUNK = 4_000  # forms whose characters go through the model at a time


Form = TypeVar("Form", bound=Hashable)


class FormTable(Generic[Form]):
    """Rows of numbers for word forms. `compute` gives those of new forms, shape (forms, width)."""

    def __init__(self, compute: Callable[[list[Form]], Tensor], capacity: int = CAPACITY) -> None:
        self.compute = compute
        self.capacity = capacity
        self.numbers: dict[Form, int] = {}
        self.rows = torch.empty(0, 0)

    def look_up(self, forms: Sequence[Form]) -> NDArray[np.int64]:
        """The row number of each form in `rows`; valid until the next call."""
        if len(self.numbers) > self.capacity:
            self.numbers = {}
        new = [form for form in dict.fromkeys(forms) if form not in self.numbers]
        for start in range(0, len(new), CHUNK):
            self._add(new[start : start + CHUNK])
        return np.fromiter(map(self.numbers.__getitem__, forms), np.int64, len(forms))

    def _add(self, forms: list[Form]) -> None:
        computed = self.compute(forms)
        known, needed = len(self.numbers), len(self.numbers) + len(forms)
        if needed > len(self.rows):
            twice = min(2 * len(self.rows), self.capacity)
            grown = computed.new_empty(max(needed, twice, 2 * CHUNK), computed.shape[1])
            if known:
                grown[:known] = self.rows[:known]
            self.rows = grown
        self.rows[known:needed] = computed
        self.numbers.update(zip(forms, range(known, needed), strict=True))


def spell_with(vocabulary: Any) -> Callable[[str], list[int]]:
    """What gives the characters of a form as numbers; each character is looked up once."""

    @lru_cache(4096)
    def number(character: str) -> int:
        found: int = vocabulary["char"].unit2id(character)
        return found

    return lambda form: [number(character) for character in form]


def character_rows(model: Any, forms: list[list[int]]) -> Tensor:
    """Stanza's character model over words as character numbers, shape (words, width)."""
    order = sorted(range(len(forms)), key=lambda i: -len(forms[i]))
    lengths = [len(forms[i]) for i in order]
    characters = torch.zeros(len(forms), lengths[0], dtype=torch.long)
    for row, index in enumerate(order):
        characters[row, : lengths[row]] = torch.tensor(forms[index])
    rows: Tensor = model(characters, None, order, [len(forms)], lengths).data
    return rows
