"""Sets of words, and how a word of a tree is held against one."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.model import Word

_FOLD = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "œ": "oe", "Œ": "OE", "\u00a0": " "})


def fold(text: str) -> str:
    """Lower case, with the typographic variants of apostrophe and ligature made one."""
    return text.translate(_FOLD).lower()


@dataclass(frozen=True, slots=True)
class WordSet:
    """Lemmas or forms, some given by their beginning only (`militar*`)."""

    exact: frozenset[str]
    beginnings: tuple[str, ...] = ()

    @classmethod
    def of(cls, *words: str) -> WordSet:
        folded = [fold(word) for word in words]
        return cls(
            frozenset(word for word in folded if not word.endswith("*")),
            tuple(word[:-1] for word in folded if word.endswith("*")),
        )

    def __contains__(self, text: str) -> bool:
        return text in self.exact or (bool(self.beginnings) and text.startswith(self.beginnings))

    def __bool__(self) -> bool:
        return bool(self.exact or self.beginnings)

    def has(self, word: Word) -> bool:
        """Whether the word's lemma or form is in the set.

        The form counts too because a lemmatizer errs most on the rare words that rules are about.
        """
        return fold(word.lemma) in self or fold(word.text) in self
