"""A sentence on its way through the models: tokens, then words, then what each model adds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from annotator.nlp.analysis import RawEntity, RawSentence


class Token(NamedTuple):
    """A token with its place in the text; `contracted` when it stands for several words."""

    text: str
    start: int
    end: int
    contracted: bool


@dataclass(slots=True)
class Draft:
    """One sentence of a text. Lists but `tokens` and `entities` have one entry a word."""

    tokens: list[Token]
    forms: list[str]
    owners: list[int]  # index of the token that the word stands in
    upos: list[str] = field(default_factory=list)
    xpos: list[str] = field(default_factory=list)
    feats: list[str] = field(default_factory=list)
    lemmas: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    deprels: list[str] = field(default_factory=list)
    entities: list[RawEntity] = field(default_factory=list)

    def finish(self) -> RawSentence:
        """The sentence as every engine gives it."""
        return RawSentence(
            self.forms,
            self.lemmas,
            self.upos,
            self.feats,
            self.heads,
            self.deprels,
            [self.tokens[owner].start for owner in self.owners],
            [self.tokens[owner].end for owner in self.owners],
            self.entities,
        )
