"""A dependency tree as a few lines of text: small words by their head, far branches in one line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from annotator.tree import Tree, has_relation

_SMALL = ("det", "case", "aux", "cop", "mark", "cc", "expl", "fixed", "flat", "nummod", "amod")


@dataclass(frozen=True, slots=True)
class TreeView:
    """How a tree is drawn.

    Branches with a word in `near` are opened, others are shown as the words that they hold. `notes`
    stand behind their words. `text` is the article's.
    """

    tree: Tree
    text: str
    near: frozenset[int]
    notes: Mapping[int, str]
    width: int = 80

    def lines(self) -> Iterator[str]:
        """The tree from the head of the smallest clause that holds all of `near`."""
        top = self._top()
        yield self._fit(self._label(top))
        yield from self._branches(top, "")

    def _top(self) -> int:
        tree = self.tree
        paths = [[i, *tree.ancestors(i)] for i in sorted(self.near)]
        shared = set(paths[0]).intersection(*paths[1:])
        top = next((i for i in paths[0] if i in shared), paths[0][-1])
        return top if tree.is_predicate(top) else tree.predicate(top) or top

    def _branches(self, head: int, margin: str) -> Iterator[str]:
        children = [c for c in self.tree.children(head) if not self._is_small(c)]
        for child in children:
            last = child == children[-1]
            edge = f"{margin}{'└' if last else '├'} {self.tree[child].deprel}: "
            below = self.tree.subtree(child)
            if self.near.isdisjoint(below):
                yield self._fit(edge + self._words(below))
                continue
            yield self._fit(edge + self._label(child))
            yield from self._branches(child, margin + ("  " if last else "│ "))

    def _is_small(self, i: int) -> bool:
        """Punctuation, and small words with nothing below that needs a line of its own."""
        word = self.tree[i]
        if word.deprel == "punct":
            return True
        if i in self.notes or not has_relation(word, _SMALL):
            return False
        return all(self._is_small(c) for c in self.tree.children(i))

    def _label(self, i: int) -> str:
        """A word with its small words, and its note."""
        small = [c for c in self.tree.children(i) if self._is_small(c)]
        ids = {i, *(d for c in small for d in self.tree.subtree(c))}
        words = [j for j in sorted(ids) if j == i or self.tree[j].deprel != "punct"]
        note = f"  {self.notes[i]}" if i in self.notes else ""
        return self._words(words) + note

    def _words(self, ids: list[int]) -> str:
        """Words as the text has them; the two of a contracted token (« du ») are one."""
        places = dict.fromkeys((self.tree[i].start, self.tree[i].end) for i in ids)
        words = " ".join(self.text[start:end] for start, end in places)
        return words.replace("' ", "'").replace("’ ", "’")

    def _fit(self, line: str) -> str:
        line = " ".join(line.splitlines())
        return line if len(line) <= self.width else line[: self.width - 1].rstrip() + "…"
