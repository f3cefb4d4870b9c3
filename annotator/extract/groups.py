"""Who is meant: the article's own parties, and groups named before (« les deux pays »)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from annotator.extract.act import Act
from annotator.extract.parties import Bound, find_rivals
from annotator.extract.scene import Scene, View
from annotator.pattern import Trigger
from annotator.roles import ACTOR, OTHER, SPEAKER
from annotator.tree import Tree


def find_main_group(scene: Scene, hits: list[tuple[View, Trigger, Bound]]) -> tuple[str, ...]:
    """The parties that the article is about: the set most often tied to a trigger, titles first.

    Where no trigger has two, the first parties named in one list, else the two named most often.
    """
    votes: dict[tuple[str, ...], float] = defaultdict(float)
    for view, trigger, bound in hits:
        if len(bound.parties) >= 2:
            weight = 3.0 if view.kind != "body" else 2.0 if view.index < 4 else 1.0
            votes[tuple(sorted(bound.parties))] += weight * trigger.rule.confidence
    for view in scene.views[:_LEAD]:
        for group in coordinated(view.tree, view):
            votes[group] += 0.5
    if votes:
        return max(votes, key=votes.__getitem__)
    best = [party for party, n in _count_actors(scene).most_common(2) if n > 1]
    return tuple(sorted(best)) if len(best) == 2 else ()


_LEAD = 5  # sentences in which an article tells what it is about


def _count_actors(scene: Scene) -> Counter[str]:
    """How often each party acts; titles count twice."""
    count: Counter[str] = Counter()
    for view in scene.views:
        for actor in view.actors:
            if actor.role == ACTOR:
                count[actor.party] += 2 if view.kind != "body" else 1
    return count


def find_protagonist(scene: Scene) -> str | None:
    """The party that acts most in the article, if clearly more than the next."""
    ranked = _count_actors(scene).most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] < 1.5 * ranked[1][1]):
        return None
    return ranked[0][0]


_RECENT = 6  # groups named last, among which the article's own comes first


class Groups:
    """Groups of parties named so far, for « les deux pays », « leurs armées », « ils »."""

    def __init__(self, main: tuple[str, ...], told: bool, protagonist: str | None) -> None:
        """`told` is whether some trigger ties the `main` parties, or they are merely named most."""
        self.main = main
        self.sure_of_main = 0.7 if told else 0.6
        self.protagonist = protagonist
        self._seen: list[tuple[str, ...]] = []
        self._last_of_type: dict[str, tuple[str, ...]] = {}

    def complete(
        self, bound: Bound, trigger: Trigger, definite: bool, here: bool
    ) -> list[tuple[tuple[str, ...], float]]:
        """What the parties of a trigger may be, and how sure each is (0 to 1), likeliest first.

        First those that grammar ties to it; then groups meant again (« les deux pays », « leurs »);
        then those of the last act of the same kind (« l'exercice »); then another party that acts
        in the same sentence; last the parties that the article is about. Empty where there are not
        two.
        """
        own = set(bound.parties)
        before = self._last_of_type.get(trigger.rule.type, ())
        found: dict[tuple[str, ...], float] = {}
        joining = own or set(bound.others)
        if trigger.rule.joins and joining and before:
            found[tuple(sorted(joining | set(before)))] = 0.9
        for parties, sure in self._completions(bound, trigger, definite, here, before):
            fits = len(set(parties)) >= 2 and own <= set(parties)
            if fits and (_MEETS & {trigger.rule.type} or not _joins_rivals(own, set(parties))):
                found.setdefault(tuple(sorted(set(parties))), sure)
        return list(found.items())

    def _completions(
        self,
        bound: Bound,
        trigger: Trigger,
        definite: bool,
        here: bool,
        before: tuple[str, ...],
    ) -> Iterator[tuple[tuple[str, ...], float]]:
        """What the parties may be, most likely first, each with how sure that is."""
        own, again = bound.parties, bool(bound.group or bound.refers)
        if len(own) >= 2:
            yield own, 1.0
        if again:
            yield self._latest(bound.group, set(own)), 0.9
        if bound.speaker:
            yield (*own, *bound.speaker), 0.88
        if definite:
            yield before, 0.85
        if trigger.rule.strict and not here:
            return
        if len(own) + len(bound.others) == 2:
            yield (*own, *bound.others), 0.75
        if trigger.rule.bound < 2 or own or definite or again:
            yield self.main, self.sure_of_main
        if self.protagonist and len(own) == 1:
            yield (*own, self.protagonist), 0.65

    def _latest(self, size: int, with_: set[str]) -> tuple[str, ...]:
        """The group meant again: one named in the last sentences, else the article's own."""
        fits = len(self.main) >= 2 and size in {0, len(self.main)} and with_ <= set(self.main)
        if fits and (not self._seen or self.main in self._seen[-_RECENT:]):
            return self.main
        for group in reversed(self._seen):
            if (not size or len(group) == size) and with_ <= set(group):
                return group
        return self.main if not size or len(self.main) == size else ()

    def see(self, view: View, acts: list[Act]) -> None:
        """Take in the groups of one sentence, coordinated parties and those of its acts."""
        self._last_of_type |= {a.type: a.parties for a in acts}
        for group in [*coordinated(view.tree, view), *(a.parties for a in acts)]:
            if len(group) >= 2:
                self._seen.append(group)


_MEETS = frozenset(["consultation", "agreement", "dialogue_2plus2"])  # what enemies do, too


def _joins_rivals(own: set[str], parties: set[str]) -> bool:
    """Whether enemies would be joined that grammar does not tie."""
    return any(not pair <= own for pair in find_rivals(parties))


def coordinated(tree: Tree, view: View) -> list[tuple[str, ...]]:
    """Parties joined by « et » or in one list, two or more."""
    groups: dict[int, dict[str, None]] = {}
    for actor in view.actors:
        if actor.role in (ACTOR, SPEAKER):
            groups.setdefault(tree.conjuncts(actor.head)[0], {}).setdefault(actor.party)
    for number, list_ in enumerate(view.lists):
        for at in list_:
            groups.setdefault(-number - 1, {}).setdefault(view.actors[at].party)
    return [tuple(sorted(g)) for g in groups.values() if len(g) >= 2]


def find_doers(tree: Tree, view: View, verb: int) -> tuple[str, ...]:
    """The parties of the list that is the subject of a verb: « marins danois et suédois ont … »."""
    predicate = verb if tree.is_predicate(verb) else tree.predicate(verb) or 0
    subjects = {i for s in tree.subjects(predicate) for i in tree.subtree(tree.antecedent(s))}
    for list_ in view.lists:
        members = [view.actors[at] for at in list_]
        parties = dict.fromkeys(m.party for m in members if m.role in (ACTOR, OTHER, SPEAKER))
        if len(parties) >= 2 and all(m.head in subjects for m in members):
            return tuple(parties)
    return ()
