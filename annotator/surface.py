"""What the rules may find in a text, as its words alone tell: rather too much than too little.

A rule can only fit where one of its trigger words stands in a sentence together with one of each
set of words that it demands there, and where the article has what it demands of that; and an act
of cooperation has two parties. What the rules ask of lemmas is asked here of all lemmas that a form
may have.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_

from annotator.inflection import EVERYWHERE, plain
from annotator.lexicon import Rule, rules, word_set
from annotator.mentions import find_parties
from annotator.words import WordSet
from annotator.wordtable import Sets, WordTable

DOMAIN = ("defence", "defence_strict", "military", "weapon_strict")  # of data/words.yaml
FEWEST = 2  # parties of an act

# Where a sentence ends for certain: after a word of some length, a year or a closing mark, and
# before a capital. Where this is not so, two sentences count as one.
_CAPITAL = r"(?=[«“\"]? ?[A-ZÀ-ÖØ-ÞŒ][a-zà-öø-ÿœ'’ ])"
_BEFORE = (r"[a-zà-öø-ÿœ]{4}", r"\d\d", r"[a-zà-öø-ÿœ][»)\"”]", r"[a-zà-öø-ÿœ] [»)\"”]")
END = re.compile(
    rf"(?:{'|'.join(f'(?<={b})' for b in _BEFORE)})(?<!prof)(?<!lieut)[.] {_CAPITAL}"
    rf"|(?<=[a-zà-öø-ÿœ]{{4}} [?!]) {_CAPITAL}"
)


@dataclass(frozen=True, slots=True)
class Need:
    """What a rule needs in one sentence, and what anywhere in the article."""

    near: Sets
    far: Sets
    text: re.Pattern[str] | None

    def is_met(self, sentence: str, found: Sets) -> bool:
        if self.near & found != self.near:
            return False
        return self.text is None or bool(self.text.search(sentence))


@dataclass(frozen=True, slots=True)
class Surface:
    """The sentences of an article, each with the sets of a table that it may have words of."""

    sentences: list[str]
    found: list[Sets]
    everywhere: Sets  # those of all sentences together

    def may_meet(self, needs: Iterable[Need]) -> bool:
        """Whether one of these needs, of the same table, may be met."""
        open_ = [n for n in needs if (n.near | n.far) & self.everywhere == n.near | n.far]
        by_sentence = list(zip(self.sentences, self.found, strict=True))
        return any(need.is_met(text, found) for need in open_ for text, found in by_sentence)


def read(texts: Iterable[str], find: Callable[[str], Sets]) -> Surface:
    """The surface of an article from its paragraphs, white space folded.

    `find` tells the sets of a piece of text, as a `WordTable` does.
    """
    sentences = [sentence for text in texts for sentence in END.split(text)]
    found = [reduce(or_, map(find, s.split()), 0) for s in sentences]
    return Surface(sentences, found, reduce(or_, found, 0))


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
    return frozenset(_need(rule, table) for rule in some)


def _need(rule: Rule, table: WordTable) -> Need:
    far = {words for scope, words in rule.has.items() if scope == "article"}
    near = {rule.lemmas, rule.governed_by, *rule.has.values()} - far
    of = table.number_of
    return Need(of(filter(_says_much, near)), of(filter(_says_much, far)), rule.text)


def _says_much(words: WordSet) -> bool:
    """Not of an empty set, nor of one that every text has a word of."""
    return bool(words) and EVERYWHERE.isdisjoint(map(plain, words.exact))


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
