"""What stands beside an act: its circumstances, and what goes on near it."""

from __future__ import annotations

from annotator.roles import role_words
from annotator.tree import Tree, has_relation
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
