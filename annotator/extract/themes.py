"""What a reason is about, and at whom it is aimed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from annotator.extract.scene import Actor, View
from annotator.lexicon import read_data
from annotator.roles import THREAT
from annotator.tree import Tree, has_relation
from annotator.words import WordSet

_AIMED = ("threat",)


@cache
def _weights() -> dict[str, list[tuple[int, WordSet]]]:
    themes: dict[str, dict[int, list[str]]] = read_data("themes.yaml")["themes"]
    return {
        theme: [(int(weight), WordSet.of(*words)) for weight, words in table.items()]
        for theme, table in themes.items()
    }


def find_theme(
    view: View, ids: list[int], acting: frozenset[str], kind: str = "purpose"
) -> tuple[str, tuple[str, ...], float]:
    """Theme, targets and weight of the theme's words in a reason; `acting` are who cooperates.

    Each word of a theme's list adds its weight; words nearer the beginning, where the aim is named,
    count for more. A threat counts in full only where somebody is named as its source; a cause
    that names one who does not cooperate is most often that one.
    """
    scores = {theme: _score(view.tree, ids, theme) for theme in _weights()}
    targets = _targets(view, ids, acting)
    if not targets:
        scores["threat"] *= _NAMELESS
    elif scores["threat"] and _has_threat(view, ids):
        scores["threat"] += _NAMED
    if targets and kind == "cause":
        scores["threat"] += _RIVAL
    if scores["terrorism"] and not _has_threat(view, ids):
        scores["threat"] *= _NAMELESS
    helped = _help(view.tree, ids)
    scores["support"] += helped
    if helped > 0:
        scores["threat"] *= _NAMELESS
    order: list[str] = read_data("themes.yaml")["order"]
    theme = max(order, key=lambda t: (scores[t], -order.index(t)))
    if not scores[theme]:
        theme = "capability"
    if theme not in _AIMED:
        targets = _resisted(view, ids, acting) if theme == "support" else ()
    return theme, targets, scores[theme]


_NAMELESS = 0.5
_RIVAL = 4.5
_NAMED = 8.0  # a party that stands as the threat outweighs « capacité » or « sécurité »


def _has_threat(view: View, ids: list[int]) -> bool:
    return any(a.head in ids and a.role == THREAT for a in view.actors)


def _score(tree: Tree, ids: list[int], theme: str) -> float:
    weights: dict[int, int] = {}
    for weight, words in _weights()[theme]:
        for i in tree.ids(words):
            weights.setdefault(i, weight)
    total, seen = 0.0, set()
    for at, i in enumerate(ids) if weights else ():
        if i in weights and tree[i].lemma not in seen:
            seen.add(tree[i].lemma)
            total += weights[i] * (1.5 if at < 6 else 1.0 if at < 14 else 0.6)
    return total


def _help(tree: Tree, ids: list[int]) -> float:
    """« pour aider l'Ukraine à se défendre » is support; « aidera à surveiller » helps nobody."""
    verb = next((i for i in ids if tree[i].upos == "VERB"), 0)
    if verb and tree[verb].lemma in _GIVING:
        given = any(tree.preposition(c) in ("à", "pour") for c in tree.children(verb))
        return _NAMED if given else 0.0
    if not verb or tree[verb].lemma not in _HELPING:
        return 0.0
    helped = any(
        has_relation(tree[c], ("obj", "iobj")) and tree[c].upos in ("NOUN", "PROPN", "PRON")
        for c in tree.children(verb)
    )
    return _NAMED if helped else -_NAMED


_HELPING = frozenset(["aider", "soutenir", "épauler", "assister"])
_GIVING = frozenset(["fournir", "livrer", "envoyer"])


def _resisted(view: View, ids: list[int], acting: frozenset[str]) -> tuple[str, ...]:
    """« pour l'aider à se défendre contre les attaques russes »: help names the other side too."""
    return _parties(
        view,
        ids,
        lambda a: a.party not in acting and (a.role == THREAT or _is_opponent(view.tree, a.head)),
    )


def _is_protected(tree: Tree, i: int) -> bool:
    """« la sécurité de la Corée du Sud », « défendre l'Ukraine »."""
    above = tree[i].head
    return bool(above) and tree[above].lemma in _PROTECTING and tree.preposition(i) in ("", "de")


_PROTECTING = frozenset(
    ("sécurité", "défense", "protection", "soutien", "souveraineté", "intégrité", "stabilité")
) | {"protéger", "défendre", "soutenir", "aider"}


def _is_opponent(tree: Tree, i: int) -> bool:
    """« contre la Russie », « dans son conflit avec la Russie »."""
    preposition = tree.preposition(i)
    war = tree[tree[i].head].lemma in ("conflit", "guerre", "combat") if tree[i].head else False
    return preposition == "contre" or (preposition == "avec" and war)


def _targets(view: View, ids: list[int], acting: frozenset[str]) -> tuple[str, ...]:
    """Parties named in the reason as the threat or the rival: not those that cooperate."""
    return _parties(
        view,
        ids,
        lambda a: (
            (a.role == THREAT or a.party not in acting) and not _is_protected(view.tree, a.head)
        ),
    )


def _parties(view: View, ids: list[int], fits: Callable[[Actor], bool]) -> tuple[str, ...]:
    """The parties named at these words that fit, in alphabetical order."""
    inside = set(ids)
    return tuple(sorted({a.party for a in view.actors if a.head in inside and fits(a)}))
