"""Whether a text may have the words that a change of the lexicon is about.

As in the gate, a text counts for all lemmas that its forms may have, so that rather too much is
touched than too little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, reduce
from operator import or_

from annotator.inflection import LEMMA_ENDINGS, SINGLE, plain
from annotator.lexicon import Rule
from annotator.surface import Need, need_of, read, says_much, sets_of
from annotator.words import WordSet
from annotator.wordtable import Sets, WordTable

# What may be told from a text: words as the gate cuts them out of it. A word with a blank is no
# word of any tree; signs and numbers may be written in many ways.
_WORD = re.compile(r"[^\W\d_][^\W_]*(?:[-' ][^\W_]+){0,3}-?")
_COMPOUND = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_MOST = 1 << 18  # pieces of texts whose sets are remembered
NONE = WordSet.of()


@dataclass(frozen=True, slots=True)
class Demand:
    """What a text must have to be touched: the words of a rule, and one of others besides."""

    rule: Rule | None = None
    near: WordSet = NONE  # in the sentence in which the rule's words stand
    far: WordSet = NONE  # anywhere


class Demands:
    """Demands, of which a text may meet one."""

    def __init__(self, demands: Sequence[Demand]) -> None:
        self._table = WordTable(words for demand in demands for words in _sets(demand))
        self._needs = [self._need(demand) for demand in demands]
        self._beginnings: dict[str, Sets] = {}
        for words, number in self._table.numbers.items():
            for start in map(plain, words.beginnings):
                self._beginnings[start] = self._beginnings.get(start, 0) | 1 << number
        by_lemma = lru_cache(maxsize=_MOST)(self._find_by_lemma)
        self._find = by_lemma if self._beginnings else self._table.find

    def _need(self, demand: Demand) -> Need:
        of, rule = self._table.number_of, demand.rule
        need = need_of(rule, self._table) if rule else Need(0, 0, None)
        near, far = (of(filter(_is_told, [words])) for words in (demand.near, demand.far))
        return replace(need, near=need.near | near, far=need.far | far)

    def may_be_met(self, texts: Sequence[str]) -> bool:
        """Whether the texts may have all the words of one demand."""
        pieces = {piece for text in texts for piece in text.split()}
        everywhere = reduce(or_, map(self._find, pieces), 0)
        open_ = [n for n in self._needs if not (n.near | n.far) & ~everywhere]
        return bool(open_) and read(texts, self._find).may_meet(open_)

    def _find_by_lemma(self, piece: str) -> Sets:
        """The sets that a piece of text may have a word of, be it by how its lemma begins.

        « rouvert » is in « rouvr* », since it is rouvrir.
        """
        found = self._table.find(piece)
        starts = tuple(self._beginnings)
        for lemma in _lemmas(plain(piece)):
            if lemma.startswith(starts):
                hits = (n for start, n in self._beginnings.items() if lemma.startswith(start))
                found = reduce(or_, hits, found)
        return found


def _lemmas(piece: str) -> Iterator[str]:
    """What the lemmas of a piece's words may be by grammar."""
    for compound in _COMPOUND.findall(piece):
        for form in {compound, compound.replace("s-", "-"), *compound.split("-")}:
            word = SINGLE.get(form, form)
            yield word
            for at in range(len(word) + 1):
                yield from (word[:at] + end for end in LEMMA_ENDINGS.get(word[at:], ()))


def _is_told(words: WordSet) -> bool:
    """Whether a text shows that it has none of these words."""
    return says_much(words) and all(map(_WORD.fullmatch, (*words.exact, *words.beginnings)))


def _sets(demand: Demand) -> list[WordSet]:
    return [*sets_of([demand.rule] if demand.rule else []), demand.near, demand.far]
