"""What the rules may find in a text, as its words alone tell: rather too much than too little.

A rule can only fit where one of its trigger words stands in a sentence together with one of each
set of words that it demands there, and where the article has what it demands of that; and an act
of cooperation has two parties. What the rules ask of lemmas is asked here of all lemmas that a form
may have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from operator import or_

from annotator.inflection import (
    EVERYWHERE,
    SINGLE,
    plain,
    possible_lemmas,
    possible_stems,
    stem_of,
)
from annotator.lexicon import Rule, rules, word_set
from annotator.mentions import find_parties
from annotator.words import WordSet

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
_RUN = re.compile(r"[^\W\d_]+|\d+")
_SHORT = 5  # letters; the last one of a longer beginning may change: « déploi- », « déployez »
_LONGEST = 4  # runs of letters or digits in a word: « f-16 » has two

Sets = int  # a bit for each set of words, by its place in `all_sets`


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
    """The sentences of an article, each with the sets that it may have words of."""

    sentences: list[str]
    found: list[Sets]
    everywhere: Sets  # those of all sentences together

    def may_fit(self) -> bool:
        """Whether some rule may find its words."""
        open_ = [n for n in needs() if (n.near | n.far) & self.everywhere == n.near | n.far]
        by_sentence = list(zip(self.sentences, self.found, strict=True))
        return any(need.is_met(text, found) for need in open_ for text, found in by_sentence)

    def is_of_defence(self) -> bool:
        """Whether there may be any word of defence, or one that is a rule's only need."""
        return bool(self.everywhere & _domain())


def read(texts: Iterable[str], *, stems: bool = True) -> Surface:
    """The surface of an article from its paragraphs, white space folded.

    Without `stems` a form counts for the lemmas that grammar allows, and not for all that a
    lemmatizer might make of it: « entraîneur » is then no « entraîner ».
    """
    sentences = [sentence for text in texts for sentence in END.split(text)]
    find = _sets_of if stems else _sets_by_grammar
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


@cache
def needs() -> frozenset[Need]:
    return frozenset(map(_need, rules()))


def _need(rule: Rule) -> Need:
    far = {words for scope, words in rule.has.items() if scope == "article"}
    near = {rule.lemmas, rule.governed_by, *rule.has.values()} - far
    return Need(number_of(filter(_says_much, near)), number_of(filter(_says_much, far)), rule.text)


def _says_much(words: WordSet) -> bool:
    """Not of an empty set, nor of one that every text has a word of."""
    return bool(words) and EVERYWHERE.isdisjoint(map(plain, words.exact))


def number_of(sets: Iterable[WordSet]) -> Sets:
    """These sets as one number."""
    return sum(1 << all_sets()[words] for words in set(sets))


@cache
def all_sets() -> dict[WordSet, int]:
    """All sets of words that are asked for, numbered."""
    asked = [s for rule in rules() for s in (rule.lemmas, rule.governed_by, *rule.has.values())]
    every = dict.fromkeys(filter(None, (*asked, *_domain_sets())))
    return {words: number for number, words in enumerate(every)}


def _domain_sets() -> list[WordSet]:
    """Words of defence, and triggers that need no other word beside them: « patrouille »."""
    alone = [rule.lemmas for rule in rules() if rule.lemmas and not rule.has]
    return [*alone, *(word_set([f"${name}"], "surface") for name in DOMAIN)]


@cache
def _domain() -> Sets:
    return number_of(_domain_sets())


@lru_cache(maxsize=1 << 18)
def _sets_of(piece: str) -> Sets:
    """The sets that a piece of text without blanks may have a word of: « l'avion-cargo, »."""
    _, stems, _ = _words()
    found = _sets_by_grammar(piece)
    for _, word in _readings(plain(piece)):
        for stem in possible_stems(word):
            found |= stems.get(stem, 0)
    return found


@lru_cache(maxsize=1 << 18)
def _sets_by_grammar(piece: str) -> Sets:
    exact, _, beginnings = _words()
    found = 0
    for rest, word in _readings(plain(piece)):
        for lemma in possible_lemmas(word):
            found |= exact.get(lemma, 0)
        for end in range(1, len(rest) + 1):
            found |= beginnings.get(rest[:end], 0)
    return found


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


@cache
def _words() -> tuple[dict[str, Sets], dict[str, Sets], dict[str, Sets]]:
    """Lemma, stem of forms, and beginning of words → the sets that it speaks for."""
    exact: dict[str, Sets] = {}
    stems: dict[str, Sets] = {}
    beginnings: dict[str, Sets] = {}

    def note(table: dict[str, Sets], word: str, number: int) -> None:
        table[word] = table.get(word, 0) | 1 << number

    for words, number in all_sets().items():
        for word in words.beginnings:
            start = plain(word)
            note(beginnings, start.rstrip("ei") if len(start) > _SHORT else start, number)
        for word in (*words.exact, *words.beginnings):
            lemma = plain(word).rstrip("'.-")
            note(exact, lemma, number)
            if stem := stem_of(lemma):
                note(stems, stem, number)
    return exact, stems, beginnings
