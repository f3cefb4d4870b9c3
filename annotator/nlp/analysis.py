"""What a parsing engine gives back for one text: sentences with offsets into that text.

Two engines give it: `plain` (Stanza as it comes) and `fast` (the same models, the same results,
computed with less work). Everything after them is common.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class RawEntity(NamedTuple):
    """A named entity: PER, LOC or ORG."""

    type: str
    start: int
    end: int


class RawSentence(NamedTuple):
    """Words, a list for each column of CoNLL-U, and entities; word `n` is the one at `n - 1`."""

    texts: list[str]
    lemmas: list[str]
    upos: list[str]
    feats: list[str]  # Gender=Fem|Number=Sing, or _
    heads: list[int]
    deprels: list[str]
    starts: list[int]  # of the token that the word stands in, in the text
    ends: list[int]
    entities: list[RawEntity]


class Engine(Protocol):
    """What turns texts into sentences."""

    def analyse(self, texts: Sequence[str]) -> list[list[RawSentence]]:
        """The sentences of each text; no sentence runs from one text into the next."""
        ...
