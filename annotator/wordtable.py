"""Which of many sets of words a piece of text may have a word of; rather too many than too few.

What a set asks of lemmas is asked here of all lemmas that a form may have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from annotator.inflection import SINGLE, plain, possible_lemmas, possible_stems, stem_of
from annotator.words import WordSet

Sets = int  # a bit for each set of words, by its place in the table

_RUN = re.compile(r"[^\W\d_]+|\d+")
_SHORT = 5  # letters; the last one of a longer beginning may change: « déploi- », « déployez »
_LONGEST = 4  # runs of letters or digits in a word: « f-16 » has two
_MOST = 1 << 18  # pieces whose sets are remembered


class WordTable:
    """Sets of words, numbered, and all their words in one table.

    `find` and `find_by_grammar` tell the sets of a piece of text without blanks: « l'avion, ».
    By grammar alone a form counts for the lemmas that conjugation and the like allow, and not for
    all that a lemmatizer might make of it: « entraîneur » is then no « entraîner ».
    """

    def __init__(self, sets: Iterable[WordSet]) -> None:
        self.numbers = {words: n for n, words in enumerate(dict.fromkeys(filter(None, sets)))}
        self._lemmas: dict[str, Sets] = {}
        self._stems: dict[str, Sets] = {}
        self._beginnings: dict[str, Sets] = {}
        for words, number in self.numbers.items():
            self._take_in(words, 1 << number)
        self.find = lru_cache(maxsize=_MOST)(self._find)
        self.find_by_grammar = lru_cache(maxsize=_MOST)(self._find_by_grammar)

    def number_of(self, sets: Iterable[WordSet]) -> Sets:
        """Sets of the table as one number."""
        return sum(1 << self.numbers[words] for words in set(sets))

    def _take_in(self, words: WordSet, number: Sets) -> None:
        for word in words.beginnings:
            start = plain(word)
            _add(self._beginnings, start.rstrip("ei") if len(start) > _SHORT else start, number)
        for word in (*words.exact, *words.beginnings):
            lemma = plain(word).rstrip("'.-")
            _add(self._lemmas, lemma, number)
            if stem := stem_of(lemma):
                _add(self._stems, stem, number)

    def _find(self, piece: str) -> Sets:
        found = self.find_by_grammar(piece)
        for _, word in _readings(plain(piece)):
            for stem in possible_stems(word):
                found |= self._stems.get(stem, 0)
        return found

    def _find_by_grammar(self, piece: str) -> Sets:
        found = 0
        for rest, word in _readings(plain(piece)):
            for lemma in possible_lemmas(word):
                found |= self._lemmas.get(lemma, 0)
            for end in range(1, len(rest) + 1):
                found |= self._beginnings.get(rest[:end], 0)
        return found


def _add(table: dict[str, Sets], word: str, number: Sets) -> None:
    table[word] = table.get(word, 0) | number


def _readings(piece: str) -> Iterator[tuple[str, str]]:
    """The words that may be cut out of a piece, each with the piece from there on."""
    runs = [m.span() for m in _RUN.finditer(piece)]
    for at, (start, _) in enumerate(runs):
        for _, end in runs[at : at + _LONGEST]:
            word = piece[start:end]
            yield piece[start:], word
            if "s-" in word:
                yield piece[start:], word.replace("s-", "-")
            if word in SINGLE:
                yield SINGLE[word], SINGLE[word]
