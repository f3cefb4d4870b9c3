"""What a reason is about, and at whom it is aimed."""

from __future__ import annotations

from functools import cache

from annotator.extract.scene import View
from annotator.lexicon import read_data
from annotator.tree import Tree
from annotator.words import WordSet

_AIMED = ("threat",)


@cache
def _weights() -> dict[str, list[tuple[int, WordSet]]]:
    themes: dict[str, dict[int, list[str]]] = read_data("themes.yaml")["themes"]
    return {
        theme: [(int(weight), WordSet.of(*words)) for weight, words in table.items()]
        for theme, table in themes.items()
    }


def find_theme(view: View, ids: list[int]) -> tuple[str, tuple[str, ...]]:
    """Theme and targets of the words of a reason.

    Each word of a theme's list adds its weight; words nearer the beginning, where the aim is named,
    count for more.
    """
    scores = {theme: _score(view.tree, ids, theme) for theme in _weights()}
    order: list[str] = read_data("themes.yaml")["order"]
    theme = max(order, key=lambda t: (scores[t], -order.index(t)))
    if not scores[theme]:
        theme = "capability"
    return theme, _targets(view, ids) if theme in _AIMED else ()


def _score(tree: Tree, ids: list[int], theme: str) -> float:
    total, seen = 0.0, set()
    for at, i in enumerate(ids):
        for weight, words in _weights()[theme]:
            if words.has(tree[i]) and tree[i].lemma not in seen:
                seen.add(tree[i].lemma)
                total += weight * (1.5 if at < 6 else 1.0 if at < 14 else 0.6)
                break
    return total


def _targets(view: View, ids: list[int]) -> tuple[str, ...]:
    """Parties named in the reason as the threat or the rival."""
    inside = set(ids)
    named = {a.party for a in view.actors if a.head in inside and a.role in ("threat", "other", "actor", "place")}
    return tuple(sorted(named))
