"""Who can be meant by a subject or by what stands after « selon », without looking at names."""

from __future__ import annotations

from annotator.extract.connectives import reason_words
from annotator.extract.scene import View
from annotator.reports import is_inverted, speech_words
from annotator.roles import role_words
from annotator.tree import SUBJECTS, Tree, has_relation
from annotator.words import fold


def is_verb(tree: Tree, i: int) -> bool:
    """Whether a word says, « …, précise le ministère » included, which looks like an adjective."""
    if tree[i].upos in ("VERB", "AUX"):
        return True
    return tree[i].upos == "ADJ" and 1 < i < len(tree) and is_inverted(tree, i)


def sees_in_it(tree: Tree, i: int) -> bool:
    """« Ankara y a vu une menace », « voit dans l'accord une chance »."""
    if tree[i].lemma != "voir" or tree[i].upos != "VERB":
        return False
    return any(tree[c].lemma == "y" or tree.preposition(c) == "dans" for c in tree.children(i))


def is_group(tree: Tree, i: int) -> bool:
    """« les deux gouvernements », « les parties »."""
    plural = tree[i].feats.get("Number") == "Plur"
    return plural and role_words("group_nouns").has(tree[i]) and not tree.children(i, "nmod")


def is_measure(tree: Tree, i: int) -> bool:
    """« selon les termes de », « selon un calendrier »: by what it goes, not who says it."""
    ahead = range(i + 1, min(len(tree), i + 3) + 1)
    return fold(tree[i].text) in ("selon", "suivant") and any(
        speech_words("measures").has(tree[j]) for j in ahead
    )


def is_nameless(view: View, ids: list[int]) -> bool:
    """« selon certaines sources », « d'après des experts » without a name."""
    tree = view.tree
    if any(set(n.ids) & set(ids) for n in view.people):
        return False
    opening = [tree[i] for i in ids[:3]]
    vague = any(fold(w.text) in ("des", "certains", "certaines", "plusieurs") for w in opening[:1])
    return vague and any(speech_words("nameless").has(w) for w in opening)


def adds(tree: Tree, verb: int) -> bool:
    """« a ajouté », « a ensuite souligné »: goes on with what was said before."""
    around = range(max(1, verb - 3), min(len(tree), verb + 2) + 1)
    further = ("ensuite", "alors", "également", "aussi", "ailleurs")
    return tree[verb].lemma in ("ajouter", "poursuivre") or any(
        fold(tree[i].text) in further for i in around
    )


def is_event(tree: Tree, i: int) -> bool:
    """« l'exercice Talisman Sabre » says nothing."""
    return any(
        reason_words("activity").has(tree[j]) and tree[j].upos == "NOUN"
        for j in range(max(1, i - 3), i)
    )


def is_subject(tree: Tree, i: int) -> bool:
    """Whether a name, or the office that it stands with, is a subject."""
    for j in (i, *tree.ancestors(i)):
        if has_relation(tree[j], SUBJECTS):
            return True
        if not has_relation(tree[j], ("appos", "flat", "nmod", "conj")):
            return False
    return False


def is_office(tree: Tree, i: int) -> bool:
    return speech_words("holders").has(tree[i]) or role_words("offices").has(tree[i])
