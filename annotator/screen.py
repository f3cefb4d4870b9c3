"""A first look at a text that costs next to nothing: whether there may be anything in it at all.

The words are those of the rules themselves. A rule can only fit where one of its trigger words
stands in a sentence together with one of each set of words that it demands there; an act of
cooperation has two parties; and an article about defence has some word of defence. What the rules
ask of lemmas is asked here of all lemmas that a form may have by the rules of French. An irregular
form is missed now and then: `benchmarks/screening.py` measures how often that costs an article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from annotator.lexicon import Rule, rules, word_set
from annotator.mentions import find_parties
from annotator.words import WordSet, keys

DOMAIN = ("defence", "defence_strict", "military", "weapon_strict")  # of data/words.yaml
FEWEST = 2  # parties

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BROKEN = re.compile(r"(\w+)-\s*\n\s*(\w+)")  # a word that the end of a line has cut
_END = re.compile(r"(?<=[^\W\d_][\w»)\"])[.!?]+ (?=\W*\w)")  # of a sentence; not that of « M. »
# What may stand at the end of a form in place of the end of its lemma, but for regular verbs.
_ENDINGS = (
    ("s", ""), ("x", ""), ("e", ""), ("es", ""), ("aux", "al"), ("aux", "ail"),
    ("ient", "enir"), ("iennent", "enir"), ("iendra", "enir"), ("iendront", "enir"),
    ("int", "enir"), ("enu", "enir"), ("enue", "enir"), ("enus", "enir"), ("enues", "enir"),
    ("is", "endre"), ("it", "endre"), ("ise", "endre"), ("ises", "endre"), ("ennent", "endre"),
    ("eçu", "ecevoir"), ("eçue", "ecevoir"), ("eçus", "ecevoir"), ("eçues", "ecevoir"),
    ("eçoit", "ecevoir"), ("eçoivent", "ecevoir"),
)  # fmt: skip

Ids = frozenset[int]  # numbers of sets of words, by their place in `_sets`


def may_matter(text: str) -> bool:
    """Whether the whole program might find something in this text."""
    text = _mend(text)
    return _has_rule(text) and _has_parties(text)


def bytes_may_matter(content: bytes) -> bool:
    """The same for a file; one whose encoding takes a closer look passes."""
    if b"\0" in content[:1000]:
        return True
    try:
        return may_matter(content.decode())
    except UnicodeDecodeError:
        return may_matter(content.decode("cp1252", "replace"))


def _mend(text: str) -> str:
    """White space made single, and words cut at line ends added in both readings."""
    pieces = [f"{m[1]}{m[2]} {m[1]}-{m[2]}" for m in _BROKEN.finditer(text)]
    return " ".join([*text.split(), *pieces])


def _has_parties(text: str) -> bool:
    seen: set[str] = set()
    for party in find_parties(text):
        seen.add(party)
        if len(seen) >= FEWEST:
            return True
    return False


def _has_rule(text: str) -> bool:
    """Whether the words of some rule are there, and any word of defence."""
    sentences = _END.split(text)
    present = [_present(sentence.lower()) for sentence in sentences]
    everywhere = _union(present)
    if not everywhere & _domain():
        return False
    open_ = [need for need in _needs() if need[1] <= everywhere]
    return any(near <= found for near, _ in open_ for found in present) or any(
        rule.text.search(sentence) for rule in rules() if rule.text for sentence in sentences
    )


def _present(sentence: str) -> Ids:
    return _union(map(_sets_of, _WORD.findall(sentence)))


def _union(sets: Iterable[Ids]) -> Ids:
    return frozenset().union(*sets)


@cache
def _sets() -> tuple[WordSet, ...]:
    """All sets of words that are asked for, each once."""
    asked = [words for rule in rules() for words in (rule.lemmas, *rule.has.values())]
    return tuple(dict.fromkeys([*asked, *_domain_sets()]))


def _domain_sets() -> list[WordSet]:
    """Words of defence, and triggers that need no other word beside them: « patrouille »."""
    alone = [rule.lemmas for rule in rules() if rule.lemmas and not rule.has]
    return [*alone, *(word_set([f"${name}"], "screen") for name in DOMAIN)]


@cache
def _domain() -> Ids:
    return frozenset(map(_sets().index, _domain_sets()))


@cache
def _needs() -> frozenset[tuple[Ids, Ids]]:
    """Of each rule the sets that it needs in a sentence, and those anywhere in the article."""
    return frozenset(map(_need, (rule for rule in rules() if rule.lemmas)))


def _need(rule: Rule) -> tuple[Ids, Ids]:
    scopes = {scope: _sets().index(words) for scope, words in rule.has.items()}
    far = {number for scope, number in scopes.items() if scope == "article"}
    near = {_sets().index(rule.lemmas), *scopes.values()} - far
    return frozenset(near), frozenset(far)


@lru_cache(maxsize=1 << 18)
def _sets_of(word: str) -> Ids:
    """The numbers of the sets that a word, or a lemma that it may have, is in."""
    exact, beginnings = _words()
    lemmas = {lemma for piece in {word, *word.split("-")} for lemma in _lemmas(piece)}
    found = [exact[lemma] for lemma in lemmas if lemma in exact]
    for lemma in lemmas:
        starts = (lemma[:end] for end in range(2, len(lemma) + 1))
        found += [beginnings[start] for start in starts if start in beginnings]
    return _union(found)


@cache
def _words() -> tuple[dict[str, Ids], dict[str, Ids]]:
    """Word, and beginning of words → the sets that it is in."""
    exact: dict[str, Ids] = {}
    beginnings: dict[str, Ids] = {}
    for number, words in enumerate(_sets()):
        for table, given in ((exact, words.exact), (beginnings, words.beginnings)):
            for word in given:
                table[word] = table.get(word, frozenset()) | {number}
    return exact, beginnings


def _lemmas(form: str) -> Iterator[str]:
    """What the lemma of a form may be."""
    yield from keys(form, form, "VERB")
    for ending, lemma in _ENDINGS:
        if form.endswith(ending) and len(form) > len(ending):
            yield form[: -len(ending)] + lemma
