"""Acts of cooperation: triggers with their parties and status, over the whole article."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from annotator.extract.parties import Bound, bind_parties
from annotator.extract.scene import Scene, View
from annotator.extract.status import find_status
from annotator.lexicon import rules
from annotator.pattern import Trigger, find_triggers
from annotator.roles import ACTOR
from annotator.tree import Tree

_LONGEST_EVIDENCE = 320  # characters: a clause, not a paragraph


@dataclass(frozen=True, slots=True)
class Act:
    """One statement of cooperation: a trigger with what was made of it."""

    type: str
    parties: tuple[str, ...]  # in alphabetical order
    status: str
    view: int  # index of the sentence
    word: int
    rule: str
    confidence: float
    start: int
    end: int
    in_title: bool = False
    stated: bool = False  # a word, not tense alone, gave the status


def find_acts(scene: Scene) -> list[Act]:
    """All acts of an article in text order."""
    hits = [(view, trigger, bind_parties(view, trigger)) for view in scene.views for trigger in _triggers(view)]
    main = _main_group(scene, hits)
    groups = Groups(main)
    acts: list[Act] = []
    for view in scene.views:
        for hit_view, trigger, bound in hits:
            if hit_view is not view:
                continue
            parties = groups.complete(bound, trigger)
            if parties:
                acts.append(_act(scene, view, trigger, parties, bound))
        groups.see(view, [a for a in acts if a.view == view.index])
    return acts


def _triggers(view: View) -> list[Trigger]:
    line, word_at = view.line.original, view.line.word_at
    return [t for rule in rules() for t in find_triggers(view.tree, line, word_at, rule)]


def _main_group(scene: Scene, hits: list[tuple[View, Trigger, Bound]]) -> tuple[str, ...]:
    """The parties that the article is about: the set most often tied to a trigger, titles first."""
    votes: Counter[tuple[str, ...]] = Counter()
    for view, trigger, bound in hits:
        if len(bound.parties) >= 2:
            weight = 3.0 if view.kind != "body" else 2.0 if view.index < 4 else 1.0
            votes[tuple(sorted(bound.parties))] += weight * trigger.rule.confidence
    if votes:
        return votes.most_common(1)[0][0]
    single: Counter[str] = Counter()
    for view in scene.views:
        for actor in view.actors:
            if actor.role == ACTOR:
                single[actor.party] += 2 if view.kind != "body" else 1
    best = [party for party, n in single.most_common(2) if n > 1]
    return tuple(sorted(best)) if len(best) == 2 else ()


class Groups:
    """Groups of parties named so far, for « les deux pays », « leurs armées », « ils »."""

    def __init__(self, main: tuple[str, ...]) -> None:
        self.main = main
        self._seen: list[tuple[str, ...]] = []

    def complete(self, bound: Bound, trigger: Trigger) -> tuple[str, ...]:
        """The parties of a trigger: those bound, those meant again, those that the text implies."""
        parties = bound.parties
        if len(parties) < 2 and (bound.group or bound.refers):
            parties = tuple(dict.fromkeys((*parties, *self._latest(bound.group, parties))))
        if len(parties) < 2 and trigger.rule.bound >= 2:
            parties = (*parties, *bound.others) if len(bound.others) + len(parties) == 2 else parties
        if len(parties) < 2 and trigger.rule.bound < 2 or not parties:
            if set(parties) <= set(self.main):
                parties = self.main
            elif len(parties) + len(bound.others) == 2:
                parties = (*parties, *bound.others)
        return tuple(sorted(set(parties))) if len(set(parties)) >= 2 else ()

    def _latest(self, size: int, with_: tuple[str, ...]) -> tuple[str, ...]:
        for group in reversed(self._seen):
            if (not size or len(group) == size) and set(with_) <= set(group):
                return group
        if not size or len(self.main) == size:
            return self.main
        return ()

    def see(self, view: View, acts: list[Act]) -> None:
        """Take in the groups of one sentence, coordinated parties and those of its acts."""
        coordinated = _coordinated(view.tree, view)
        for group in [*coordinated, *(a.parties for a in acts)]:
            if len(group) >= 2:
                self._seen.append(group)


def _coordinated(tree: Tree, view: View) -> list[tuple[str, ...]]:
    groups: dict[int, dict[str, None]] = {}
    for actor in view.actors:
        if actor.role == ACTOR:
            groups.setdefault(tree.conjuncts(actor.head)[0], {}).setdefault(actor.party)
    return [tuple(sorted(g)) for g in groups.values() if len(g) >= 2]


def _act(scene: Scene, view: View, trigger: Trigger, parties: tuple[str, ...], bound: Bound) -> Act:
    status, stated = find_status(view.tree, trigger)
    start, end = find_evidence(view.tree, trigger.word)
    confidence = trigger.rule.confidence * (1.0 if len(bound.parties) >= 2 else 0.75)
    return Act(
        trigger.rule.type,
        parties,
        status,
        view.index,
        trigger.word,
        trigger.rule.id,
        round(confidence, 2),
        start,
        end,
        view.kind != "body",
        stated,
    )


def find_evidence(tree: Tree, word: int) -> tuple[int, int]:
    """The clause of the trigger, or less of it where it is long; offsets of the file."""
    top = word
    for above in tree.ancestors(word):
        ids = _clause_words(tree, above)
        start, end = tree.span(ids)
        if end - start > _LONGEST_EVIDENCE:
            break
        top = above
        if tree.is_predicate(above) and tree[above].deprel not in ("xcomp", "acl", "conj"):
            break
    ids = _clause_words(tree, top)
    start, end = tree.span(ids)
    return start, end


def _clause_words(tree: Tree, i: int) -> list[int]:
    ids = tree.subtree(i, ("parataxis", "advcl"))
    while len(ids) > 1 and tree[ids[-1]].upos == "PUNCT":
        ids = ids[:-1]
    while len(ids) > 1 and tree[ids[0]].upos in ("PUNCT", "CCONJ"):
        ids = ids[1:]
    return ids
