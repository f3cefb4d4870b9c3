"""What a parsing engine gives back for one text: sentences with offsets into that text.

Two engines give it: `plain` (Stanza as it comes) and `fast` (the same models, the same results,
computed with less work). Everything after them is common.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class RawWord(NamedTuple):
    """A word as Stanza has it; `start` and `end` are those of its token in the text."""

    text: str
    lemma: str
    upos: str
    feats: str  # as in CoNLL-U: Gender=Fem|Number=Sing, or _
    head: int
    deprel: str
    start: int
    end: int


class RawEntity(NamedTuple):
    """A named entity: PER, LOC or ORG."""

    type: str
    start: int
    end: int


class RawSentence(NamedTuple):
    """Words with their entities; word `n` of the tree is ``words[n - 1]``."""

    words: list[RawWord]
    entities: list[RawEntity]


class Engine(Protocol):
    """What turns texts into sentences."""

    def analyse(self, texts: Sequence[str]) -> list[list[RawSentence]]:
        """The sentences of each text; no sentence runs from one text into the next."""
        ...
