"""What stands beside an act: its circumstances, and what goes on near it."""

from __future__ import annotations

from annotator.pattern import Trigger
from annotator.roles import is_judging, role_words
from annotator.tree import Tree, has_relation
from annotator.verbs import is_finite
from annotator.words import fold

_CIRCUMSTANCES = (
    "lors de",
    "lors d'",
    "au cours de",
    "à le cours de",
    "pendant",
    "à l' issue de",
    "en marge de",
)


def is_circumstance(tree: Tree, i: int) -> bool:
    """« suivi par un navire lors d'une patrouille »: of the clause only the subject takes part."""
    before = " ".join(fold(tree[j].text) for j in range(max(1, i - 5), i))
    return any(f"{c} " in f"{before} " for c in _CIRCUMSTANCES)


def is_beside(tree: Tree, i: int) -> bool:
    """« en marge d'une réunion »: the meeting is not what is told."""
    before = " ".join(fold(tree[j].text) for j in range(max(1, i - 4), i))
    return "en marge" in before


def is_aside(tree: Tree, i: int) -> bool:
    """« près d'un avion qui participait à l'exercice »: what goes on near it is another matter."""
    return has_relation(tree[i], ("nmod", "obl")) and any(
        role_words("near").has(tree[a]) for a in [tree[i].head, i - 2, i - 3] if a > 0
    )


def find_bystanders(tree: Tree, trigger: Trigger) -> set[int]:
    """Words of those who only judge the act, are aimed at or buy what others make; of what is told
    or discussed, whom it is about."""
    aside = _critics(tree) | _targets(tree)
    if trigger.rule.type == "industry_technology" and trigger.rule.parties == "together":
        return aside | _customers(tree, trigger.word)
    return aside | _topics(tree, trigger.word) if trigger.rule.type in _ON_TOPICS else aside


_ON_TOPICS = frozenset(["intelligence", "consultation", "dialogue_2plus2"])


def _critics(tree: Tree) -> set[int]:
    """Words below « critiqué par la Russie »: who judges the act does not take part in it."""
    return {
        i
        for critic in tree.ids(role_words("judging"))
        if has_relation(tree[critic], ("acl",)) and is_judging(tree, critic)
        for i in tree.subtree(critic)
    }


def _targets(tree: Tree) -> set[int]:
    """Words after « capables de frapper », up to the next finite verb: what weapons reach."""
    found: set[int] = set()
    for able in tree.ids(role_words("able")):
        reach = next((i for i in (able + 2, able + 3) if i <= len(tree) and _reaches(tree, i)), 0)
        for i in range(reach + 1, len(tree) + 1) if reach else ():
            if tree[i].text in _STOPS or is_finite(tree, i):
                break
            found.add(i)
    return found


def _reaches(tree: Tree, i: int) -> bool:
    return tree[i].upos == "VERB" and role_words("reaching").has(tree[i])


_STOPS = frozenset([".", ";", ":"])


def _customers(tree: Tree, trigger: int) -> set[int]:
    """Words below « construits pour la marine chilienne »: who is to get it does not make it."""
    given = (w.id for w in tree.words if w.upos != "VERB" and tree.preposition(w.id) == "pour")
    return {i for ids in map(tree.subtree, given) if trigger not in ids for i in ids}


def _topics(tree: Tree, trigger: int) -> set[int]:
    """Words below « sur les tirs nord-coréens », « la position des navires »: whom it is about."""
    about = (tree.subtree(w.id) for w in tree.words if _is_about(tree, w.id))
    return {i for ids in about if trigger not in ids for i in ids}


def _is_about(tree: Tree, i: int) -> bool:
    """« sur les tirs », « la position des navires », « ont discuté de la Syrie »."""
    preposition, above = tree.preposition(i), tree[i].head
    if preposition != "de" or not above:
        return preposition in _ABOUT
    if tree[above].upos == "VERB" and role_words("discussing").has(tree[above]):
        return True
    if tree[above].upos == "PROPN" and has_relation(tree[above], ("obj",)):
        above = tree[above].head  # « a prévenu la CIA d'un projet », whatever the tree says
    if role_words("informing").has(tree[above]):
        return True
    return tree[above].lemma in _OBSERVED


_OBSERVED = frozenset(["position", "coordonnée", "mouvement", "déplacement", "emplacement"])
_ABOUT = frozenset(["sur", "concernant", "quant à", "au sujet de", "à propos de"])


def is_on_the_way(tree: Tree, i: int) -> bool:
    """« en visite à Oslo, le ministre danois a dit que »: who speaks is the one who travels."""
    return tree.preposition(i) == "en"
