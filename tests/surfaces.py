"""Sets of words by number, as the trees know them, for the tests of the surface."""

from __future__ import annotations

from functools import cache, reduce
from operator import or_

from annotator.surface import lexicon_table, needs
from annotator.wordtable import Sets


def sets_of_form(form: str) -> Sets:
    """The sets that a form in a text may stand for."""
    return reduce(or_, map(lexicon_table().find, form.split()), 0)


@cache
def sets_of_lemma(lemma: str) -> Sets:
    """The sets that hold a folded lemma, of those that rules need."""
    held = sum(1 << number for words, number in lexicon_table().numbers.items() if lemma in words)
    return held & _needed()


@cache
def _needed() -> Sets:
    return reduce(or_, (need.near | need.far for need in needs()))
