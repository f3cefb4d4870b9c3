"""What belongs to an act by grammar: where an expression of time or place is tied to its clause."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from annotator.extract.act import Act
from annotator.extract.governors import governing_chain
from annotator.extract.scene import View
from annotator.lexicon import read_data
from annotator.tree import Tree, has_relation
from annotator.words import WordSet

_OWN_CLAUSES = ("acl", "acl:relcl")  # « un exercice tenu en mai », « qui a lieu en mai »
_LOOSE = ("acl:relcl", "parataxis", "advcl", "ccomp")
_CLOSED = ("advcl", "ccomp", "parataxis", "csubj", "acl", "acl:relcl")


@cache
def detail_words(name: str) -> WordSet:
    """A word set of `data/details.yaml`."""
    return WordSet.of(*read_data("details.yaml")[name])


class Clause:
    """The act's word, its governors up to the main verb, and what hangs on them."""

    def __init__(self, view: View, act: Act) -> None:
        self.tree: Tree = view.tree
        self.word = act.word
        self.chain = governing_chain(view.tree, act.word)

    def tie(self, i: int, ahead: bool = False) -> tuple[int, int] | None:
        """How high up the chain word `i` is tied, and to which word of it; None: not at all.

        `ahead`: an expression that looks to the future may belong to what is decided, though the
        parser ties it to the verb of deciding.
        """
        below, at = 0, i
        while True:
            if at in self.chain and at != i:
                level = self.chain.index(at)
                return (level, at) if self._may_take(below, at, i, ahead) else None
            if self._is_shut(at, i):
                return None
            below, at = at, self.tree[at].head
            if not at:
                return None

    def _is_shut(self, at: int, i: int) -> bool:
        """Whether word `at`, on the way up from `i`, heads something of its own."""
        word, above = self.tree[at], self.tree[at].head
        if above and has_relation(word, ("nmod",)) and self.tree.preposition(at) == "de":
            return above != self.word and not detail_words("frames").has(self.tree[above])
        if at == i:
            return False
        if detail_words("events").has(word):
            return True
        return self.tree.is_predicate(at) and not (
            above == self.word and has_relation(word, _OWN_CLAUSES)
        )

    def _may_take(self, below: int, at: int, i: int, ahead: bool) -> bool:
        """Clauses count on the act's own word alone; the time of a verb of telling is its own."""
        if at == self.word:
            return not has_relation(self.tree[below], ("advcl", "ccomp", "parataxis"))
        if has_relation(self.tree[below], _CLOSED) or self._is_mate(at):
            return False
        if not self.is_telling(at):
            return True
        return at < self.word < i and (ahead or not self._is_parted(i))

    def _is_mate(self, at: int) -> bool:
        """Whether word `at` is only what the act's word, or one above it, is coordinated with."""
        below = self.chain[self.chain.index(at) - 1]
        return has_relation(self.tree[below], ("conj",))

    def scopes(self) -> Iterator[set[int]]:
        """Words that may say what the act is, the nearest first: its phrase, then its clauses.

        Coordinated phrases and clauses of their own are left out; a verb of telling ends it.
        """
        inside = self._below(self.word)
        if self.tree[self.word].upos != "VERB" and not self.tree.children(self.word, "amod"):
            inside |= {i for i in self.tree.noun_phrase(self.word) if self.tree[i].upos == "ADJ"}
        yield inside
        for below, at in zip(self.chain, self.chain[1:], strict=False):
            if self.is_telling(at):
                return
            if has_relation(self.tree[below], ("conj",)):
                continue
            inside = inside | self._below(at)
            if self.tree.is_predicate(at):
                for subject in self.tree.subjects(at):
                    inside |= set(self.tree.noun_phrase(subject))
                yield inside

    def _below(self, top: int) -> set[int]:
        """The words under one of the chain, less clauses and what is coordinated with the chain."""
        found, todo = {top}, [top]
        while todo:
            at = todo.pop()
            shut = (*_LOOSE, "conj") if at in self.chain else _LOOSE
            below = {c for c in self.tree.children(at) if not self._is_apart(c, shut)}
            todo += below - found
            found |= below
        return found

    def _is_apart(self, i: int, shut: tuple[str, ...]) -> bool:
        """Clauses of their own, and « en réponse aux menaces nucléaires »: not what the act is."""
        setting = i in self.tree.ids(detail_words("settings"))
        return has_relation(self.tree[i], shut) or (
            setting and self.tree.preposition(i) != "contre"
        )

    def is_telling(self, i: int) -> bool:
        """« annoncer », « convenir »: a verb that tells or decides of an act."""
        return self.tree[i].upos == "VERB" and detail_words("telling").has(self.tree[i])

    def _is_parted(self, i: int) -> bool:
        return any(self.tree[j].text in (",", ";", ":") for j in range(self.word, i))

    def shared(self) -> int | None:
        """The first of coordinated verbs, whose time the act's own verb shares."""
        top = self.chain[-1]
        if not has_relation(self.tree[top], ("conj",)) or self.tree.children(top, "nsubj"):
            return None
        return self.tree.conjuncts(top)[0]
