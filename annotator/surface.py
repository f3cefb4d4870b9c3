"""What the rules may find in a text, as its words alone tell: rather too much than too little.

A rule can only fit where one of its trigger words stands in a sentence together with one of each
set of words that it demands there, and where the article has what it demands of that; and an act
of cooperation has two parties. What the rules ask of lemmas is asked here of all lemmas that a form
may have.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_

from annotator.inflection import UNTOLD, plain
from annotator.lexicon import Rule, rules, word_set
from annotator.mentions import find_parties
from annotator.sieve import find_needed
from annotator.words import WordSet
from annotator.wordtable import Sets, WordTable

DOMAIN = ("defence", "defence_strict", "military", "weapon_strict")  # of data/words.yaml
FEWEST = 2  # parties of an act

# Where a sentence ends for certain: after a word of some length, a year or a closing mark, and
# before a capital. Where this is not so, two sentences count as one.
_CAPITAL = r"(?=[«“\"]? ?[A-ZÀ-ÖØ-ÞŒ][a-zà-öø-ÿœ'’ ])"
_BEFORE = (r"[a-zà-öø-ÿœ]{4}", r"\d\d", r"[a-zà-öø-ÿœ][»)\"”]", r"[a-zà-öø-ÿœ] [»)\"”]")
_STOP = rf"(?:{'|'.join(f'(?<={before}[.] )' for before in _BEFORE)})(?<!prof[.] )(?<!lieut[.] )"
# Where the mark is comes first, what is before it after that: few places have to be looked at.
END = re.compile(rf"[.?!] {_CAPITAL}(?:{_STOP}|(?<=[a-zà-öø-ÿœ]{{4}} [?!] ))")


@dataclass(frozen=True, slots=True)
class Need:
    """What a rule needs in one sentence, and what anywhere in the article."""

    near: Sets
    far: Sets
    text: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Surface:
    """The sentences of an article, each with the sets of a table that it may have words of."""

    sentences: list[str]
    found: list[Sets]
    everywhere: Sets  # those of all sentences together

    def may_meet(self, needs: Iterable[Need]) -> bool:
        """Whether one of these needs, of the same table, may be met."""
        every = self.everywhere
        open_ = [n for n in needs if n.near & every == n.near and n.far & every == n.far]
        return any(self._has(need.near) for need in open_ if need.text is None) or any(
            self._matches(need.text, need.near) for need in open_ if need.text is not None
        )

    def _has(self, near: Sets) -> bool:
        return any(near & found == near for found in self.found)

    def _matches(self, pattern: re.Pattern[str], near: Sets) -> bool:
        """Whether a sentence with these sets matches, as what the pattern needs tells at first."""
        by_sentence = zip(self.sentences, self.found, strict=True)
        held = [sentence for sentence, found in by_sentence if near & found == near]
        strings = _needed(pattern)
        if strings and not _holds_any("\n".join(held), strings):
            return False
        return any(map(pattern.search, held))


_needed = cache(find_needed)


def _holds_any(text: str, strings: Iterable[str]) -> bool:
    return any(string in text for string in strings)


def read(texts: Iterable[str], find: Callable[[str], Sets]) -> Surface:
    """The surface of an article from its paragraphs, white space folded.

    `find` tells the sets of a piece of text, as a `WordTable` does.
    """
    sentences = [sentence for text in texts for sentence in _part(text)]
    found = [reduce(or_, filter(None, map(find, s.split())), 0) for s in sentences]
    return Surface(sentences, found, reduce(or_, found, 0))


def _part(text: str) -> Iterator[str]:
    """The sentences of a text, for certain; without the full stop between two."""
    start = 0
    for end in END.finditer(text):
        yield text[start : end.end() - 1].removesuffix(".")
        start = end.end()
    yield text[start:]


def has_parties(texts: Sequence[str]) -> bool:
    """Whether the texts name as many parties as an act has, with or without their hyphens."""
    seen: set[str] = set()
    for text in (*texts, *(text.replace("-", " ") for text in texts if "-" in text)):
        for party in find_parties(text):
            seen.add(party)
            if len(seen) >= FEWEST:
                return True
    return False


def sets_of(some: Iterable[Rule]) -> list[WordSet]:
    """The sets that some rules ask for: what the table of their needs must hold."""
    return [s for rule in some for s in (rule.lemmas, rule.governed_by, *rule.has.values())]


def needs_of(some: Iterable[Rule], table: WordTable) -> frozenset[Need]:
    """What some rules need, as a table of their sets numbers it."""
    return frozenset(need_of(rule, table) for rule in some)


def need_of(rule: Rule, table: WordTable) -> Need:
    """What one rule needs."""
    far = {words for scope, words in rule.has.items() if scope == "article"}
    near = {rule.lemmas, rule.governed_by, *rule.has.values()} - far
    of = table.number_of
    return Need(of(filter(says_much, near)), of(filter(says_much, far)), rule.text)


@cache
def says_much(words: WordSet) -> bool:
    """Not of an empty set, nor of one with a word that any text may have."""
    beginnings = tuple(map(plain, words.beginnings))
    return (
        bool(words)
        and UNTOLD.isdisjoint(map(plain, words.exact))
        and not any(lemma.startswith(beginnings) for lemma in UNTOLD)
    )


@cache
def lexicon_table() -> WordTable:
    """All sets of words that the rules and the screen ask for."""
    return WordTable([*sets_of(rules()), *_domain_sets()])


@cache
def needs() -> frozenset[Need]:
    """What the rules need."""
    return needs_of(rules(), lexicon_table())


def is_of_defence(surface: Surface) -> bool:
    """Whether there may be any word of defence, or one that is a rule's only need."""
    return bool(surface.everywhere & _domain())


def _domain_sets() -> list[WordSet]:
    """Words of defence, and triggers that need no other word beside them: « patrouille »."""
    alone = [rule.lemmas for rule in rules() if rule.lemmas and not rule.has]
    return [*alone, *(word_set([f"${name}"], "surface") for name in DOMAIN)]


@cache
def _domain() -> Sets:
    return lexicon_table().number_of(_domain_sets())
