"""Which of many sets of words a piece of text may have a word of; rather too many than too few.

What a set asks of lemmas is asked here of all lemmas that a form may have. Most words are in no
set, which their first letters tell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from annotator.inflection import (
    ENDINGS,
    LEMMA_ENDINGS,
    SINGLE,
    cut_lemma,
    plain,
    possible_stems,
    stem_of,
)
from annotator.words import WordSet

Sets = int  # a bit for each set of words, by its place in the table

_RUN = re.compile(r"[^\W\d_]+|\d+")
_MARKS = ".,;:!?()«»\"“”'"  # around a word
_SHORT = 5  # letters; the last one of a longer beginning may change: « déploi- », « déployez »
_LONGEST = 4  # runs of letters or digits in a word: « f-16 » has two
_FIRST = 4  # letters by which most words are told to be in no set
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
        self._cut: dict[str, dict[str, Sets]] = {}  # a lemma's beginning → its end → its sets
        self._stems: dict[str, Sets] = {}
        self._beginnings: dict[str, Sets] = {}
        for words, number in self.numbers.items():
            self._take_in(words, 1 << number)
        self._shortest = min(map(len, self._beginnings), default=0)
        self._lengths = _lengths(self._beginnings, self._shortest)
        self._cuts = _cuts_by_first_letters(self._lemmas)
        for form, lemma in SINGLE.items():
            _add(self._lemmas, form, self._by_beginning(lemma) | self._by_lemma(lemma))
            self._cuts.setdefault(form[:_FIRST], []).append(len(form))
        self.find = _Memo(self._find).__getitem__
        self.find_by_grammar = _Memo(self._find_by_grammar).__getitem__

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
            for start, end in cut_lemma(lemma):
                _add(self._cut.setdefault(start, {}), end, number)
            if stem := stem_of(lemma):
                _add(self._stems, stem, number)

    def _find(self, piece: str) -> Sets:
        found = self.find_by_grammar(piece)
        for _, words in _readings(plain(piece)):
            for word in words:
                if word[:_FIRST] in self._cuts:
                    for stem in possible_stems(word):
                        found |= self._stems.get(stem, 0)
        return found

    def _find_by_grammar(self, piece: str) -> Sets:
        found = 0
        for rest, words in _readings(plain(piece)):
            found |= self._by_beginning(rest)
            for word in words:
                found |= self._by_lemma(word)
        return found

    def _by_beginning(self, word: str) -> Sets:
        found = 0
        for length in self._lengths.get(word[: self._shortest], ()):
            found |= self._beginnings.get(word[:length], 0)
        return found

    def _by_lemma(self, word: str) -> Sets:
        cuts = self._cuts.get(word[:_FIRST])
        if not cuts:
            return 0
        found = self._lemmas.get(word, 0)
        for at in cuts:
            if lemmas := self._cut.get(word[:at]):
                for end in LEMMA_ENDINGS.get(word[at:], ()):
                    found |= lemmas.get(end, 0)
        return found


class _Memo(dict[str, Sets]):
    """What was found for the pieces that were met."""

    def __init__(self, find: Callable[[str], Sets]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, piece: str) -> Sets:
        if len(self) >= _MOST:
            self.clear()
        self[piece] = found = self._find(piece)
        return found


def _add(table: dict[str, Sets], word: str, number: Sets) -> None:
    table[word] = table.get(word, 0) | number


def _cuts_by_first_letters(lemmas: Iterable[str]) -> dict[str, list[int]]:
    """The first letters of all forms of some lemmas → where a form may be cut to find its lemma."""
    found: dict[str, set[int]] = {}
    for lemma in lemmas:
        found.setdefault(lemma[:_FIRST], set()).add(len(lemma))
        for start, end in cut_lemma(lemma):
            for form in ("",) if len(start) >= _FIRST else ENDINGS[end]:
                found.setdefault((start + form)[:_FIRST], set()).add(len(start))
    return {letters: sorted(cuts) for letters, cuts in found.items()}


def _lengths(beginnings: Iterable[str], shortest: int) -> dict[str, list[int]]:
    """As many first letters of the beginnings as the shortest has → how long they are."""
    found: dict[str, set[int]] = {}
    for beginning in beginnings:
        found.setdefault(beginning[:shortest], set()).add(len(beginning))
    return {letters: sorted(lengths) for letters, lengths in found.items()}


def _readings(piece: str) -> list[tuple[str, list[str]]]:
    """For each place where a word may begin, the rest of a plain piece and the words there."""
    word = piece.strip(_MARKS)
    if word.isalpha():
        return [(piece.lstrip(_MARKS), [word])]
    found = []
    runs = [run.span() for run in _RUN.finditer(piece)]
    for at, (start, _) in enumerate(runs):
        words = [piece[start:end] for _, end in runs[at : at + _LONGEST]]
        if "s-" in piece:
            words += [word.replace("s-", "-") for word in words if "s-" in word]
        found.append((piece[start:], words))
    return found
