"""Groups that are meant again: « les deux pays », « leurs armées », « les parties »."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.extract.scene import View
from annotator.lexicon import read_data
from annotator.roles import SPEAKER, role_words
from annotator.tree import Tree

_REFERRING = frozenset(["leur", "leurs", "ils", "elles", "eux", "nous", "notre", "nos"])


def find_references(tree: Tree, zone: Iterable[int]) -> tuple[int, bool]:
    """The size of a group that is meant again (« les deux pays »), and whether « leur » is said."""
    size, refers = 0, False
    for i in zone:
        word = tree[i]
        if word.upos == "NOUN":
            size = size or _group_size(tree, i)
        if word.lemma == "leur" or word.text.lower() in _REFERRING:
            refers = True
    return size, refers


def _group_size(tree: Tree, noun: int) -> int:
    """2 for « les deux pays », « les deux contingents »; 2 for « les parties » too; else 0."""
    numbers: dict[str, int] = read_data("roles.yaml")["numbers"]
    for child in tree.children(noun, "nummod", "amod", "det"):
        if (text := tree[child].text.lower()) in numbers and _is_definite(tree, noun):
            return 0 if role_words("units").has(tree[noun]) else numbers[text]
    if noun in tree.ids(role_words("group_plain")) and tree[noun].feats.get("Number") == "Plur":
        return 2 if not tree.children(noun, "amod", "nmod") else 0
    return 0


def _is_definite(tree: Tree, noun: int) -> bool:
    return any(tree[c].lemma in ("le", "ce", "leur", "son") for c in tree.children(noun, "det"))


def find_joint_speakers(view: View) -> tuple[str, ...]:
    """« les armées X et Y ont annoncé que l'exercice … »: what two tell together is their own."""
    if view.tree.ids(role_words("judging")):
        return ()  # « X et Y ont dénoncé l'exercice »
    for group in view.lists:
        if all(view.actors[at].role == SPEAKER for at in group):
            return tuple(dict.fromkeys(view.actors[at].party for at in group))
    return ()
