"""Why: the stretches that state a purpose or a cause of the cooperation, and who states them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from annotator.extract.act import Act
from annotator.extract.aims import before_means, infinitive_follows, marks_infinitive
from annotator.extract.connectives import Connective, connectives, reason_words
from annotator.extract.extents import cut, find_extent, trim
from annotator.extract.scene import Scene, View
from annotator.extract.speakers import Speakers
from annotator.extract.themes import find_theme
from annotator.extract.ties import find_governors, reason_features
from annotator.model import Speaker
from annotator.ranker import ranker
from annotator.sieve import Sieve
from annotator.tree import Tree


@dataclass(frozen=True, slots=True)
class Reason:
    """A stated reason, before it is put in order with the others."""

    start: int
    end: int
    kind: str
    theme: str
    targets: tuple[str, ...]
    speaker: Speaker
    view: int
    rule: str
    confidence: float
    features: Mapping[str, float] = field(default_factory=dict)  # what the ranker saw


def find_reasons(scene: Scene, acts: list[Act], speakers: Speakers) -> list[Reason]:
    """The reasons of an article that are more likely right than not, in text order."""
    model = ranker("rationale")
    found: list[Reason] = []
    candidates = find_reason_candidates(scene, acts, speakers)
    whole = [r for r in candidates if not any(_is_part(r, o) for o in candidates)]
    sure = [_surest(r, candidates) for r in whole]
    likely = [r for r in sure if r.confidence >= model.threshold]
    for reason in sorted(likely, key=lambda r: (-r.confidence, r.start)):
        if not any(_overlap(reason, o) for o in found) and not any(
            _ends(reason, o) for o in likely
        ):
            found.append(reason)
    return sorted(found, key=lambda r: r.start)


def _surest(reason: Reason, candidates: list[Reason]) -> Reason:
    """A reason is as likely as the likeliest part of it that says the same."""
    parts = [r.confidence for r in candidates if _is_part(r, reason)]
    return replace(reason, confidence=max([reason.confidence, *parts]))


def find_reason_candidates(scene: Scene, acts: list[Act], speakers: Speakers) -> list[Reason]:
    """Every stretch that a connective introduces, each with its probability as `confidence`."""
    if not acts:
        return []
    model = ranker("rationale")
    found = [r for view in scene.views for r in _in_sentence(view, acts, speakers)]
    return [replace(r, confidence=round(model.probability(r.features), 3)) for r in found]


def _is_part(a: Reason, b: Reason) -> bool:
    """« protéger les routes » is part of « afin de protéger les routes »."""
    return a.kind == b.kind and a.end == b.end and b.start < a.start <= b.start + _CONNECTIVE


def _ends(a: Reason, b: Reason) -> bool:
    """« face à la menace » ends « s'explique par la volonté d'agir face à la menace »."""
    return a.kind == b.kind == "cause" and a.end == b.end and b.start < a.start


_CONNECTIVE = 30  # letters that a connective takes


def _overlap(a: Reason, b: Reason) -> bool:
    return a.start < b.end and b.start < a.end


def _in_sentence(view: View, acts: list[Act], speakers: Speakers) -> Iterator[Reason]:
    """The candidates of one sentence: extent, theme, targets, speaker and features of each."""
    tree = view.tree
    here = {a.word for a in acts if a.view == view.index}
    for match, connective in _matches(view):
        first, last = _word_ids(view, match)
        if connective.infinitive and not infinitive_follows(tree, last):
            continue
        governors = find_governors(tree, connective, first, last)
        if not _may_hang(tree, connective, first, governors):
            continue
        ids = find_extent(tree, connective.extent, first, last)
        whole = connective.extent == "sentence"
        ids = cut(tree, ids, last, speakers.inversions(view), whole)
        ids = trim(tree, before_means(tree, ids, last, here))
        if len(ids) < 3 or _is_content(tree, ids):
            continue
        acting = frozenset(p for a in acts if abs(a.view - view.index) <= 1 for p in a.parties)
        for part in split_aims(view, ids):
            theme, targets, weight = find_theme(view, part, acting, connective.kind)
            if connective.themes and theme not in connective.themes:
                continue
            features = reason_features(view, connective, first, last, part, acts)
            if connective.confidence < _STRONG and "untied" in features:
                continue
            if connective.said_of_activity and not features.keys() & _SAID_OF_ACTIVITY:
                continue
            features |= {f"theme={theme}": 1.0, "weight": min(weight, 9.0) / 3}
            features["quoted"] = float(speakers.is_quoted(view, part[0]))
            start, end = tree.span(part)
            speaker = speakers.at(view, part[-1])
            yield Reason(
                start,
                end,
                connective.kind,
                theme,
                targets,
                speaker,
                view.index,
                connective.id,
                0.0,
                features,
            )


_SAID_OF_ACTIVITY = {"activity_subject", "refers"}
_STRONG = 0.45  # connectives from here on state an aim or a cause by themselves


def _may_hang(tree: Tree, connective: Connective, first: int, governors: list[int]) -> bool:
    """Whether what the stretch hangs on can have a reason: not « une menace pour la sécurité »,
    nor what is denied (« n'est pas venu pour vendre ») or ended (« annulé en raison de »)."""
    if connective.verbs and not any(connective.verbs.has(tree[g]) for g in governors):
        return False
    above = governors[:1]
    if any(connective.unless.has(tree[i]) for i in (*above, *_noun_before(tree, first))):
        return False
    if connective.extent == "sentence":
        return True
    return not any(
        reason_words("ends").has(tree[g]) or (tree[g].upos == "VERB" and tree.is_negated(g))
        for g in above
    )


def _noun_before(tree: Tree, first: int) -> list[int]:
    """« partenariat » of « un partenariat stratégique pour », whatever the tree makes of it."""
    i = first - 1
    while i > 0 and (tree[i].upos == "ADJ" or tree[i].feats.get("VerbForm") == "Part"):
        i -= 1
    return [i] if i > 0 and tree[i].upos == "NOUN" else []


def _is_content(tree: Tree, ids: list[int]) -> bool:
    """« il s'agissait de simuler une attaque »: what is done, and not what for."""
    verbs = [i for i in ids if tree[i].upos == "VERB"]
    return any(reason_words("contents").has(tree[i]) for i in verbs[:2])


def _matches(view: View) -> Iterator[tuple[re.Match[str], Connective]]:
    return _sieve().matches(view.line.folded)


@cache
def _sieve() -> Sieve[Connective]:
    return Sieve((connective.form, connective) for connective in connectives())


def split_aims(view: View, ids: list[int]) -> list[list[int]]:
    """« à consolider … et à renforcer … »: two aims if their themes differ, else one."""
    tree = view.tree
    marks = [i for i in ids if marks_infinitive(tree, i, ids)]
    for mark in marks[1:]:
        if tree[mark].lemma != tree[marks[0]].lemma or tree[mark - 1].text not in ("et", ","):
            continue
        left, right = [i for i in ids if i < mark - 1], [i for i in ids if i >= mark]
        left = trim(tree, left)
        if min(len(left), len(right)) >= 3 and _theme_of(view, left) != _theme_of(view, right):
            return [left, right]
    return [ids]


def _theme_of(view: View, ids: list[int]) -> str:
    return find_theme(view, ids, frozenset())[0]


def _word_ids(view: View, match: re.Match[str]) -> tuple[int, int]:
    text = match.group()
    start = match.start() + len(text) - len(text.lstrip())
    end = match.end() - (len(text) - len(text.rstrip())) - 1
    return view.line.word_at[start], view.line.word_at[max(start, end)]
