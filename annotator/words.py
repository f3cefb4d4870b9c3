"""Sets of words, and how a word of a tree is held against one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from annotator.infinitives import possible_infinitives
from annotator.model import Word

_FOLD = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "œ": "oe", "Œ": "OE", "\u00a0": " "})


@lru_cache(maxsize=1 << 14)
def fold(text: str) -> str:
    """Lower case, with the typographic variants of apostrophe and ligature made one."""
    return text.translate(_FOLD).lower()


@dataclass(frozen=True, slots=True, eq=False)
class WordSet:
    """Lemmas or forms, some given by their beginning only (`militar*`).

    `of` makes each set once, so that sets are the same where their words are.
    """

    exact: frozenset[str]
    beginnings: tuple[str, ...] = ()

    @classmethod
    def of(cls, *words: str) -> WordSet:
        folded = [fold(word) for word in words]
        beginnings = (word[:-1] for word in folded if word.endswith("*"))
        return _share(
            frozenset(word for word in folded if not word.endswith("*")),
            tuple(sorted(set(beginnings))),
        )

    def __contains__(self, text: str) -> bool:
        return text in self.exact or (bool(self.beginnings) and text.startswith(self.beginnings))

    def __bool__(self) -> bool:
        return bool(self.exact or self.beginnings)

    def has(self, word: Word) -> bool:
        """Whether the word's lemma or form is in the set.

        The form counts too, and for a verb its possible infinitives, because a lemmatizer errs most
        on the rare words that rules are about (« livré » → livre).
        """
        return _has(self, word.text, word.lemma, word.upos)


@lru_cache(maxsize=1 << 17)
def _has(words: WordSet, text: str, lemma: str, upos: str) -> bool:
    found = keys(text, lemma, upos)
    return not words.exact.isdisjoint(found) or (
        bool(words.beginnings) and any(key.startswith(words.beginnings) for key in found)
    )


@cache
def _share(exact: frozenset[str], beginnings: tuple[str, ...]) -> WordSet:
    return WordSet(exact, beginnings)


@lru_cache(maxsize=1 << 16)
def keys(text: str, lemma: str, upos: str) -> tuple[str, ...]:
    """What a word can be found by, folded: lemma, form, and for a verb its possible infinitives."""
    form = fold(text)
    found = (fold(lemma), form, *(possible_infinitives(form) if upos == "VERB" else ()))
    return tuple(dict.fromkeys(found))
