"""Lists of parties as they stand in the line: « le Japon, la Russie ainsi que l'armée indienne ».

Coordination is where parsers err most, and the order of words tells it well enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from annotator.roles import role_words
from annotator.tree import Tree
from annotator.words import fold

_LONGEST_GAP = 9  # words between two members of a list
_JOINS = frozenset(("et", "ou", "comme", "puis", "&"))
_BETWEEN = frozenset(
    (
        ",",
        "de",
        "d'",
        "entre",
        "par",
        "avec",
        "celle",
        "celles",
        "ceux",
        "celui",
        "que",
        "qu'",
        "encore",
        "aussi",
        "mais",
        "son",
        "sa",
        "leur",
        "leurs",
        "ses",
        "son homologue",
        "(",
        ")",
    )
)


def group_lists(tree: Tree, spans: Sequence[tuple[int, ...]]) -> list[list[int]]:
    """Indices of `spans` (word ids of mentions, in text order) that stand in one list.

    A list needs « et », « ou », « ainsi que » or the like before its last member: a comma alone
    often begins a new clause.
    """
    groups: list[list[int]] = []
    run, last_join = [0] if spans else [], 0
    for at, (left, right) in enumerate(pairwise(spans), start=1):
        gap = _gap(tree, left, right)
        if gap is None:
            groups.append(run[: last_join + 1])
            run, last_join = [], -1
        run.append(at)
        if gap:
            last_join = len(run) - 1
        elif last_join < 0:
            last_join = 0
    if run:
        groups.append(run[: last_join + 1])
    return [g for g in groups if len(g) > 1]


def _gap(tree: Tree, left: tuple[int, ...], right: tuple[int, ...]) -> bool | None:
    """True: joined by a conjunction; False: by a comma or nothing (one word); None: not joined."""
    first, last = left[-1] + 1, right[0] - 1
    if left == right:
        return True  # « russo-japonais »
    if last - first + 1 > _LONGEST_GAP or last < first:
        return None
    joined = comma = False
    for i in range(first, last + 1):
        form = fold(tree[i].text)
        if form in _JOINS or (
            form == "ainsi" and i < last and fold(tree[i + 1].text) in ("que", "qu'")
        ):
            joined = True
        elif form == ",":
            comma = True
        elif not _is_filler(tree, i, form):
            return None
    return joined if joined or comma else None


def _is_filler(tree: Tree, i: int, form: str) -> bool:
    if form in _BETWEEN or form == "ainsi" or tree[i].upos in ("DET", "NUM"):
        return True
    return tree[i].upos in ("NOUN", "PROPN", "ADJ") and role_words("actors").has(tree[i])
