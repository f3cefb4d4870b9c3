"""Walks over one dependency tree (Universal Dependencies); knows grammar, no domain words.

Every function takes and gives word ids (1-based, as in CoNLL-U). A broken tree (a cycle, a head out
of range) never hangs or raises: the walks remember where they have been.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache, wraps
from typing import Any, TypeVar

from annotator.model import Sentence, Word
from annotator.wordindex import WordsBySet
from annotator.words import WordSet

SUBJECTS = ("nsubj", "nsubj:pass", "nsubj:caus", "csubj", "csubj:pass")
_PREDICATED = ("cop", *SUBJECTS)
CLAUSES = ("acl:relcl", "acl", "advcl", "advcl:cleft", "ccomp", "parataxis", "csubj", "csubj:pass")
_OUTSIDE_NOUN_PHRASE = ("acl:relcl", "parataxis", "advcl", "ccomp", "punct", "cc", "discourse")
_SECOND_NEGATIONS = {"pas", "plus", "jamais", "rien", "guère", "point", "personne", "nullement"}
_SHARED_SUBJECT = ("xcomp", "conj", "advcl", "ccomp", "parataxis", "obl:mod", "obl:arg", "acl")


T = TypeVar("T")
_UNKNOWN: Any = object()


def kept(work: Callable[[Tree, int], T]) -> Callable[[Tree, int], T]:
    """The same function of a word of a tree, worked out once and then kept by the tree."""

    @wraps(work)
    def look_up(tree: Tree, i: int) -> T:
        key = work, i
        known: T = tree.known.get(key, _UNKNOWN)
        if known is _UNKNOWN:
            known = tree.known[key] = work(tree, i)
        return known

    return look_up


class Tree:
    """One parsed sentence with quick access to children, clauses and phrases.

    What was worked out once is kept: no list that comes out of here may be changed.
    """

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.words = sentence.words
        self.known: dict[Any, Any] = {}  # by function and word: see `kept`
        self._subtrees: dict[tuple[int, tuple[str, ...]], list[int]] = {}

    @cached_property
    def _below(self) -> list[list[int]]:
        """Of each word, from 0 for the root, the words that hang on it."""
        size = len(self.words)
        below: list[list[int]] = [[] for _ in range(size + 1)]
        for word in self.words:
            if 0 <= word.head <= size and word.head != word.id:
                below[word.head].append(word.id)
        return below

    @cached_property
    def _relations(self) -> list[frozenset[str]]:
        """Of each word, from 1, its relation and what that is a subtype of."""
        return [frozenset(), *[_with_supertype(word.deprel) for word in self.words]]

    def __getitem__(self, i: int) -> Word:
        return self.words[i - 1]

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def by_set(self) -> WordsBySet:
        """Word ids by the sets of words that have them."""
        return WordsBySet(self.words)

    def ids(self, words: WordSet) -> Sequence[int]:
        """The words that are in a set, in text order."""
        return self.by_set[words]

    def children(self, i: int, *deprels: str) -> list[int]:
        """Children of word `i`, those with one of `deprels` if any are given.

        A bare relation stands for its subtypes too: ``obl`` finds ``obl:mod``.
        """
        below = self._below[i]
        if not deprels or not below:
            return below
        relations = self._relations
        return [c for c in below if not relations[c].isdisjoint(deprels)]

    @kept
    def ancestors(self, i: int) -> list[int]:
        """Heads of word `i` from the nearest up to the root."""
        found: list[int] = []
        above = self[i].head
        while 0 < above <= len(self) and above != i and above not in found:
            found.append(above)
            above = self[above].head
        return found

    def subtree(self, i: int, skip: tuple[str, ...] = ()) -> list[int]:
        """Word `i` and all below it in text order, without branches whose relation is in `skip`."""
        known = self._subtrees.get((i, skip))
        if known is not None:
            return known
        below, relations = self._below, self._relations
        found = [i]
        for at in found:  # it grows meanwhile; a word has one head, so only `i` can come again
            found += [c for c in below[at] if c != i and relations[c].isdisjoint(skip)]
        found.sort()
        self._subtrees[i, skip] = found
        return found

    @kept
    def noun_phrase(self, i: int) -> list[int]:
        """Word `i` with its modifiers, without clauses, and with modifiers shared by conjuncts.

        In « les exercices et les patrouilles conjointes » the phrase of « exercices » holds
        « conjointes » too.
        """
        inside = set(self.subtree(i, (*_OUTSIDE_NOUN_PHRASE, "conj")))
        for other in self.conjuncts(i):
            inside.update(self.children(other, "amod"))
        return sorted(inside)

    @kept
    def conjuncts(self, i: int) -> list[int]:
        """All words coordinated with `i`, itself included, in text order."""
        first = i
        for above in self.ancestors(i):
            if "conj" not in self._relations[first]:
                break
            first = above
        found, todo = {first}, [first]
        while todo:
            for child in self.children(todo.pop(), "conj"):
                if child not in found:
                    found.add(child)
                    todo.append(child)
        return sorted(found)

    @kept
    def is_predicate(self, i: int) -> bool:
        """Whether word `i` heads a clause: a verb, or a word with a copula or a subject."""
        if self[i].upos == "VERB":
            return True
        return bool(self.children(i, *_PREDICATED))

    def predicate(self, i: int) -> int | None:
        """The nearest clause head above word `i`, itself not counted."""
        return next((a for a in self.ancestors(i) if self.is_predicate(a)), None)

    @kept
    def subjects(self, verb: int) -> list[int]:
        """Subjects of a clause head, inherited where grammar shares them.

        An infinitive takes the subject of the verb that governs it (« ont convenu d'organiser »), a
        coordinated verb that of the first, a participle or relative clause on a noun that noun.
        """
        seen: set[int] = set()
        while verb and verb not in seen:
            seen.add(verb)
            own = [
                c
                for c in self.children(verb, *SUBJECTS)
                if self[c].lemma not in ("il", "ce") or self[c].upos == "PRON"
            ]
            if own:
                return own
            word = self[verb]
            if has_relation(word, ("acl",)):
                return [word.head]
            if not has_relation(word, _SHARED_SUBJECT):
                return []
            verb = word.head
        return []

    def is_relative_pronoun(self, i: int) -> bool:
        return "Rel" in self[i].feats.get("PronType", "") or self[i].lemma in ("qui", "lequel")

    @kept
    def antecedent(self, i: int) -> int:
        """The noun that a relative pronoun stands for, else the word itself."""
        if not self.is_relative_pronoun(i):
            return i
        for above in self.ancestors(i):
            if has_relation(self[above], ("acl:relcl",)):
                return self[above].head
        return i

    def is_negated(self, i: int) -> bool:
        """Whether « ne … pas », « sans », « aucun » or the like has word `i` in its scope."""
        below = [self[c] for c in self._below[i]]
        lemmas = {word.lemma for word in below}
        if lemmas & {"sans", "aucun", "nul", "ni"}:
            return True
        if "ne" not in lemmas:
            return "pas" in lemmas and "seulement" not in lemmas and "que" not in lemmas
        if lemmas & _SECOND_NEGATIONS:
            return "seulement" not in lemmas and "uniquement" not in lemmas
        return any(self[d].lemma in ("aucun", "nul") for w in below for d in self._below[w.id])

    def span(self, ids: list[int]) -> tuple[int, int]:
        """File offsets from the first to the last of the words."""
        return self[min(ids)].start, self[max(ids)].end

    @kept
    def preposition(self, i: int) -> str:
        """Lemma(s) of the preposition of a phrase: « de », « avec », « face à », or ""."""
        cases = self.children(i, "case")[:1]
        parts = [part for case in cases for part in (case, *self.children(case, "fixed"))]
        return " ".join(self[p].lemma.lower() for p in sorted(parts))


@lru_cache(maxsize=1024)
def _with_supertype(relation: str) -> frozenset[str]:
    return frozenset((relation, relation.partition(":")[0]))


def has_relation(word: Word, deprels: tuple[str, ...]) -> bool:
    """Whether the word's relation is one of `deprels` or a subtype of one."""
    return not _with_supertype(word.deprel).isdisjoint(deprels)
