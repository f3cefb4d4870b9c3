"""Which sets of words a word is in, told for all sets at once.

Hundreds of sets are held against every word of an article, and few hold any. So a word is looked
up once, in a table of all the words of all sets, and not once in each set.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from annotator.model import Word
from annotator.words import WordSet, keys

MOST = 1 << 16  # words whose sets are remembered

Sets = tuple[WordSet, ...]
Way = tuple[str, str, str]  # text, lemma and part of speech of a word


class _Index(dict[Way, Sets]):
    """Word → the sets that have it, as `WordSet.has` sees it, of all that were asked for so far.

    Each word is looked up when it is first met.
    """

    def __init__(self) -> None:
        super().__init__()
        self.numbers: dict[WordSet, int] = {}
        self._exact: dict[str, list[WordSet]] = {}
        self._beginnings: dict[str, list[WordSet]] = {}

    def add(self, words: WordSet) -> None:
        """Take in one more set."""
        self.numbers[words] = len(self.numbers)
        for table, given in ((self._exact, words.exact), (self._beginnings, words.beginnings)):
            for word in given:
                table.setdefault(word, []).append(words)
        self.clear()

    def __missing__(self, way: Way) -> Sets:
        if len(self) >= MOST:
            self.clear()
        self[way] = found = self._look_up(keys(*way))
        return found

    def _look_up(self, keys_: Iterable[str]) -> Sets:
        found: dict[WordSet, None] = {}
        for key in keys_:
            starts = (self._beginnings.get(key[:end]) for end in range(len(key) + 1))
            for sets in (self._exact.get(key), *starts):
                if sets:
                    found.update(dict.fromkeys(sets))
        return tuple(found)


_INDEX = _Index()


def take_in(sets: Iterable[WordSet]) -> None:
    """Have these sets among those that `WordsBySet.present` tells of."""
    for words in sets:
        if words not in _INDEX.numbers:
            _INDEX.add(words)


class WordsBySet(dict[WordSet, Sequence[int]]):
    """Set of words → ids of the words of a sentence that are in it, in text order.

    At first it holds the sets that have any of these words; others are put in when asked for.
    """

    def __init__(self, words: Sequence[Word]) -> None:
        super().__init__()
        self._words = words
        self._read()

    def _read(self) -> None:
        self._sets = len(_INDEX.numbers)  # how many were known by now
        found: defaultdict[WordSet, list[int]] = defaultdict(list)
        for word in self._words:
            for words in _INDEX[word.text, word.lemma, word.upos]:
                found[words].append(word.id)
        self.update(found)

    def __missing__(self, words: WordSet) -> Sequence[int]:
        number = _INDEX.numbers.get(words)
        if number is None:
            _INDEX.add(words)
        new = number is None or number >= self._sets
        self[words] = tuple(w.id for w in self._words if words.has(w)) if new else ()
        return self[words]

    def present(self) -> list[WordSet]:
        """The sets that have any of the words, of all that were taken in or asked for."""
        if self._sets != len(_INDEX.numbers):
            self._read()
        return [words for words, ids in self.items() if ids]
