"""Rules of the lexicon held against one tree: where a rule's trigger stands in a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from annotator.lexicon import Rule, rules
from annotator.sieve import Sieve
from annotator.tree import Tree, kept
from annotator.wordindex import take_in
from annotator.words import WordSet

_MAX_GOVERNORS = 5
_OBJECTS = ("obj", "nsubj:pass", "obl:arg", "obl:agent", "xcomp")


@dataclass(frozen=True, slots=True)
class Trigger:
    """A rule whose words fit: the word that names or does the activity."""

    rule: Rule
    word: int


def find_triggers(
    tree: Tree, line: str, word_at: list[int], rule: Rule, article: Sequence[Tree]
) -> Iterator[Trigger]:
    """All triggers of one rule in a sentence.

    `line` is the sentence's text and `word_at[i]` the word of its i-th character, for rules that
    are looked for in the text itself; `article` holds the trees of the whole article.
    """
    for i in _candidates(tree, line, word_at, rule):
        if _fits(tree, i, rule) and _fits_article(rule, article):
            yield Trigger(rule, i)


def find_rules(tree: Tree, line: str) -> list[Rule]:
    """The rules of the lexicon that may have a trigger in a sentence, in their order."""
    triggered, wanted = _triggered(), _wanted()
    present = set(tree.by_set.present())
    numbers = {n for words in present & triggered.keys() for n in triggered[words]}
    numbers.update(number for _, number in _texts().matches(line))
    return [rules()[number] for number in sorted(numbers) if wanted[number] <= present]


@cache
def _triggered() -> dict[WordSet, list[int]]:
    """The numbers of the rules that go by each set of words."""
    found: dict[WordSet, list[int]] = {}
    for number, rule in enumerate(rules()):
        found.setdefault(rule.lemmas, []).append(number)
    take_in(found)
    return found


@cache
def _wanted() -> list[frozenset[WordSet]]:
    """Of each rule the sets of which it wants words beside the trigger, in the same sentence."""
    found = [
        frozenset(words for scope, words in rule.has.items() if scope != "article")
        for rule in rules()
    ]
    take_in(words for sets in found for words in sets)
    return found


@cache
def _texts() -> Sieve[int]:
    """The numbers of the rules that go by the text itself."""
    return Sieve((rule.text, number) for number, rule in enumerate(rules()) if rule.text)


def _candidates(tree: Tree, line: str, word_at: list[int], rule: Rule) -> Iterator[int]:
    for i in tree.ids(rule.lemmas):
        if tree[i].upos in rule.upos:
            yield i
    if rule.text:
        for match in rule.text.finditer(line):
            yield word_at[match.start()]


def _fits(tree: Tree, i: int, rule: Rule) -> bool:
    for scope, words in rule.has.items():
        if scope != "article" and not _any(tree, i, scope, words):
            return False
    for scope, words in rule.lacks.items():
        if scope != "article" and _any(tree, i, scope, words):
            return False
    return not rule.governed_by or any(rule.governed_by.has(tree[g]) for g in governors(tree, i))


def _any(tree: Tree, i: int, scope: str, words: WordSet) -> bool:
    """Whether a scope of trigger `i` has one of the words beside the trigger itself."""
    there = [j for j in tree.ids(words) if j != i]
    return bool(there) and not set(scope_words(tree, i, scope)).isdisjoint(there)


def _fits_article(rule: Rule, article: Sequence[Tree]) -> bool:
    has, lacks = rule.has.get("article"), rule.lacks.get("article")
    return not (has and not _is_in(has, article)) and not (lacks and _is_in(lacks, article))


def _is_in(words: WordSet, article: Sequence[Tree]) -> bool:
    return any(tree.ids(words) for tree in article)


def scope_words(tree: Tree, i: int, scope: str) -> list[int]:
    """The words of a scope of trigger `i`; the article's scope is not a matter of one tree."""
    if scope == "phrase":
        return phrase(tree, i)
    if scope == "object":
        return objects(tree, i)
    if scope == "clause":
        return clause(tree, i)
    return [word.id for word in tree.words] if scope == "sentence" else []


@kept
def phrase(tree: Tree, i: int) -> list[int]:
    """The trigger's phrase: a noun with its modifiers and complements, a verb with its objects.

    Complements are taken by the order of words too, since parsers often tie them to the verb:
    « la vente à la Roumanie de chars », « comprenait un accord sur des patrouilles ».
    """
    if tree[i].upos == "VERB":
        return sorted({i, *objects(tree, i)})
    inside = {*tree.noun_phrase(i), *following(tree, i)}
    for other in tree.conjuncts(i):
        for child in tree.children(other, "appos", "flat"):
            inside.update(tree.noun_phrase(child))
    return sorted(inside)


_PHRASE_ENDS = frozenset(
    [
        ",",
        ".",
        ";",
        ":",
        "!",
        "?",
        "«",
        "»",
        "“",
        "”",
        "(",
        ")",
        "que",
        "qui",
        "dont",
        "où",
        "lequel",
        "laquelle",
        "lors",
        "afin",
        "pour",
        "après",
        "avant",
        "depuis",
        "selon",
    ]
)
_LONGEST_PHRASE = 14


def following(tree: Tree, i: int) -> list[int]:
    """The words after a noun up to a verb, a stop or a new clause."""
    found = []
    for j in range(i + 1, min(len(tree), i + _LONGEST_PHRASE) + 1):
        word = tree[j]
        if word.text.lower() in _PHRASE_ENDS or word.upos in ("AUX", "SCONJ"):
            break
        if word.upos == "VERB" and word.feats.get("VerbForm") != "Part":
            break
        found.append(j)
    return found


@kept
def objects(tree: Tree, verb: int) -> list[int]:
    """Words of what a verb acts on, nouns below nouns included (« une série de missiles »)."""
    heads = tree.children(verb, *_OBJECTS)
    if tree[verb].deprel.startswith("acl") and tree[verb].feats.get("VerbForm") == "Part":
        heads = [*heads, tree[verb].head]
    elif any(tree.is_relative_pronoun(h) for h in heads):
        heads = [tree.antecedent(h) for h in heads]
    found: set[int] = set()
    for head in heads:
        for other in tree.conjuncts(head):
            found.update(tree.noun_phrase(other))
    found.discard(verb)
    return sorted(found)


@kept
def clause(tree: Tree, i: int) -> list[int]:
    """Words of the clause that the trigger stands in, clauses below it left out.

    An infinitive or a participle takes its governing clause with it: « ont convenu d'organiser ».
    """
    top = i if tree.is_predicate(i) else tree.predicate(i) or i
    while tree[top].deprel in ("xcomp", "ccomp:inf") and tree[top].head:
        top = tree[top].head
    return tree.subtree(top, ("acl:relcl", "parataxis", "ccomp", "advcl"))


def governors(tree: Tree, i: int) -> list[int]:
    """Nouns and verbs above the trigger up to its clause's head and the verbs that govern it."""
    found: list[int] = []
    for above in tree.ancestors(i):
        if len(found) == _MAX_GOVERNORS:
            break
        found.append(above)
        if tree[above].upos == "VERB" and tree[above].deprel not in ("xcomp", "acl", "conj"):
            break
    for first in tree.conjuncts(i):
        found += [tree[first].head] if tree[first].head and first != i else []
    found += [c for c in tree.children(i, "acl") if c not in found]
    return found


def subject_words(tree: Tree, verb: int) -> list[int]:
    """Heads of the subjects of a clause with what is coordinated to them."""
    return [c for s in tree.subjects(verb) for c in tree.conjuncts(tree.antecedent(s))]
