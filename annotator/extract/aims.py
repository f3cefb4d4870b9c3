"""Infinitives and gerunds in a stated reason: where a further aim begins, where the means do."""

from __future__ import annotations

from annotator.extract.connectives import reason_words
from annotator.tree import Tree
from annotator.words import fold


def marks_infinitive(tree: Tree, i: int, ids: list[int]) -> bool:
    if tree[i].lemma not in ("à", "de", "pour") or i + 1 not in ids:
        return False
    following = [tree[j] for j in range(i + 1, min(len(tree), i + 3) + 1)]
    verb = next((w for w in following if w.upos not in {"PRON", "ADV"}), None)
    return verb is not None and verb.feats.get("VerbForm") == "Inf"


def infinitive_follows(tree: Tree, last: int) -> bool:
    """« pour renforcer », « pour mieux se défendre », not « pour la première fois »."""
    for i in range(last + 1, min(len(tree), last + 5) + 1):
        word = tree[i]
        if word.upos == "VERB":
            return word.feats.get("VerbForm") != "Fin"
        if word.upos in ("NOUN", "PROPN", "NUM"):
            return False
    return False


def with_further_aims(tree: Tree, first: int, last: int, end: int) -> int:
    """« de former …, ainsi que de relier … »: the mark said again goes on."""
    marks = {tree[i].lemma for i in range(first, last + 2) if i <= len(tree)} & {"de", "à"}
    while marks:
        after = end + 1
        while after < len(tree) and fold(tree[after].text) in _AND:
            after += 1
        rest = list(range(after, len(tree) + 1))
        if (
            after == end + 1
            or tree[after].lemma not in marks
            or not marks_infinitive(tree, after, rest)
        ):
            break
        verb = next(i for i in rest if tree[i].upos == "VERB")
        end = max(i for i in tree.subtree(verb, ("parataxis", "punct")) if i >= verb)
    return end


_AND = frozenset([",", "et", "ainsi", "que", "qu'", "comme", "puis"])


def before_means(tree: Tree, ids: list[int], last: int, acts: set[int]) -> list[int]:
    """« contenir la menace en menant des exercices »: the gerund says how, and tells the act."""
    for i in ids:
        if i <= last + 1 or fold(tree[i].text) != "en" or i == len(tree):
            continue
        verb = tree[i].head
        if verb < i or tree[verb].feats.get("VerbForm") != "Part":
            continue
        means = [j for j in tree.subtree(verb) if j >= i]
        done = (verb, *tree.children(verb, "obj"))
        if acts & set(means) or any(reason_words("activity").has(tree[j]) for j in done):
            return [j for j in ids if j < i]
    return ids
