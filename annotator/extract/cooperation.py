"""Acts of cooperation: triggers with their parties and status, over the whole article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from annotator.extract.features import act_features, build_context
from annotator.extract.parties import Bound, bind_parties, is_beside
from annotator.extract.scene import Scene, View
from annotator.extract.status import (
    find_status,
    governing_chain,
    is_aimed_at,
    is_delivery_to_come,
    status_words,
)
from annotator.lexicon import rules
from annotator.pattern import Trigger, find_triggers
from annotator.ranker import ranker
from annotator.roles import ACTOR, SPEAKER, role_words
from annotator.tree import Tree, has_relation

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
    founded: int = 0  # how well the status is founded: see find_status
    features: Mapping[str, float] = field(default_factory=dict)  # what the ranker saw


def find_acts(scene: Scene) -> list[Act]:
    """The acts of an article that are more likely right than not, in text order."""
    model = ranker("cooperation")
    likely = [act for act in find_candidates(scene) if act.confidence >= model.threshold]
    return [act for act in likely if not any(_is_beaten(act, other) for other in likely)]


def _is_beaten(act: Act, other: Act) -> bool:
    """Whether the same word was read as another type, and that with more confidence.

    Talks in the form of a « 2+2 » are that and no consultation besides.
    """
    if act.type == "consultation" and other.type == "dialogue_2plus2":
        return act.parties == other.parties and abs(act.view - other.view) <= 1
    same_word = (act.view, act.word) == (other.view, other.word)
    return same_word and act.type != other.type and act.confidence < other.confidence


def find_candidates(scene: Scene) -> list[Act]:
    """All acts that a rule sees, each with its probability as `confidence`, in text order."""
    article = frozenset(k for view in scene.views for k in view.tree.by_key)
    hits = [
        (view, trigger, bind_parties(view, trigger))
        for view in scene.views
        for trigger in _triggers(view, article)
    ]
    main = _main_group(scene, hits)
    groups = Groups(main, _protagonist(scene))
    context = build_context(scene, main)
    acts: list[Act] = []
    for view in scene.views:
        for hit_view, trigger, bound in hits:
            if hit_view is not view:
                continue
            parties, sure = groups.complete(bound, trigger, is_definite(view.tree, trigger.word))
            if parties:
                features = act_features(view, trigger, bound, parties, sure, context)
                acts.append(_act(view, trigger, parties, features))
        groups.see(view, [a for a in acts if a.view == view.index])
    return _rank(_await_delivery(scene, acts))


def _await_delivery(scene: Scene, acts: list[Act]) -> list[Act]:
    """A signed order is planned, not done, where the article tells of a later delivery."""
    if not any(is_delivery_to_come(view.tree) for view in scene.views):
        return acts
    return [
        replace(act, status="planned") if act.status == "done" and _is_order(scene, act) else act
        for act in acts
    ]


def _is_order(scene: Scene, act: Act) -> bool:
    word = scene.views[act.view].tree[act.word]
    return act.type == "arms_transfer" and status_words("orders").has(word)


def _rank(acts: list[Act]) -> list[Act]:
    """Probabilities, with what other acts of the article say: the same type, the same parties."""
    model = ranker("cooperation")
    types, sets = Counter(a.type for a in acts), Counter((a.type, a.parties) for a in acts)
    ranked = []
    for act in acts:
        features = dict(act.features)
        features["same_type"] = min(4.0, types[act.type]) / 4
        features["same_entry"] = min(4.0, sets[act.type, act.parties]) / 4
        features["smaller"] = float(_has_larger(act, sets))
        ranked.append(replace(act, features=features, confidence=round(model.probability(features), 3)))
    return ranked


def _has_larger(act: Act, sets: Counter[tuple[str, tuple[str, ...]]]) -> bool:
    """Whether another act of the type has these parties and more."""
    return any(t == act.type and set(act.parties) < set(ps) for t, ps in sets)


def _triggers(view: View, article: frozenset[str]) -> list[Trigger]:
    line, word_at = view.line.original, view.line.word_at
    found = [t for rule in rules() for t in find_triggers(view.tree, line, word_at, rule, article)]
    names = {i for a in view.actors if a.kind == "organisation" for i in a.ids}
    names -= {a.ids[0] for a in view.actors if view.tree[a.ids[0]].text.islower()}
    return [
        t
        for t in found
        if t.word not in names and not _names_a_body(view.tree, t.word) and not _is_mere_aim(view.tree, t)
    ]


def _names_a_body(tree: Tree, i: int) -> bool:
    """« l'Agence de coopération », « à l'aide de »: part of a name or of a set phrase."""
    head = tree[i].head
    if tree[i].lemma == "aide" and tree.preposition(i) == "à" and has_relation(tree[i], ("obl",)):
        return not tree.children(i, "amod") and any(tree.children(c, "case") for c in tree.children(i, "nmod"))
    return bool(head) and has_relation(tree[i], ("nmod",)) and role_words("bodies").has(tree[head])


def _is_mere_aim(tree: Tree, trigger: Trigger) -> bool:
    """What is only the aim of something, or the matter of a text, is no act of its own."""
    if trigger.rule.type == "consultation" and is_beside(tree, trigger.word):
        return True
    if trigger.rule.type not in ("partnership", "operation"):
        return False
    if is_aimed_at(tree, governing_chain(tree, trigger.word)):
        return True
    if trigger.rule.type == "operation":
        return False
    head = tree[trigger.word].head
    return tree.preposition(trigger.word) == "de" and head > 0 and _is_text(tree, head)


def _is_text(tree: Tree, i: int) -> bool:
    """« accord de coopération », « traité d'alliance »."""
    return tree[i].lemma in ("accord", "traité", "mémorandum", "protocole", "convention", "pacte", "plan")


def _main_group(scene: Scene, hits: list[tuple[View, Trigger, Bound]]) -> tuple[str, ...]:
    """The parties that the article is about: the set most often tied to a trigger, titles first.

    Where no trigger has two, the first parties named in one list, else the two named most often.
    """
    votes: Counter[tuple[str, ...]] = Counter()
    for view, trigger, bound in hits:
        if len(bound.parties) >= 2:
            weight = 3.0 if view.kind != "body" else 2.0 if view.index < 4 else 1.0
            votes[tuple(sorted(bound.parties))] += weight * trigger.rule.confidence
    for view in scene.views[:_LEAD]:
        for group in _coordinated(view.tree, view):
            votes[group] += 0.5
    if votes:
        return votes.most_common(1)[0][0]
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


def _protagonist(scene: Scene) -> str | None:
    """The party that acts most in the article, if clearly more than the next."""
    ranked = _count_actors(scene).most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] < 1.5 * ranked[1][1]):
        return None
    return ranked[0][0]


_RECENT = 6  # groups named last, among which the article's own comes first


class Groups:
    """Groups of parties named so far, for « les deux pays », « leurs armées », « ils »."""

    def __init__(self, main: tuple[str, ...], protagonist: str | None) -> None:
        self.main = main
        self.protagonist = protagonist
        self._seen: list[tuple[str, ...]] = []
        self._last_of_type: dict[str, tuple[str, ...]] = {}

    def complete(self, bound: Bound, trigger: Trigger, definite: bool) -> tuple[tuple[str, ...], float]:
        """The parties of a trigger, and how sure that is (0 to 1); no parties if there are not two.

        First those that grammar ties to it; then groups meant again (« les deux pays », « leurs »);
        then those of the last act of the same kind (« l'exercice »); then another party that acts
        in the same sentence; last the parties that the article is about.
        """
        own = set(bound.parties)
        if len(own) >= 2 and not trigger.rule.joins:
            return tuple(sorted(own)), 1.0
        candidates: list[tuple[tuple[str, ...], float]] = []
        if len(own) >= 2:
            candidates.append((bound.parties, 1.0))
        candidates += [(self._latest(bound.group, own), 0.9)] if bound.group or bound.refers else []
        if trigger.rule.joins and own and (before := self._last_of_type.get(trigger.rule.type)):
            return tuple(sorted(own | set(before))), 0.9
        if bound.speaker:
            candidates.append((tuple({*own, *bound.speaker}), 0.88))
        if definite:
            candidates.append((self._last_of_type.get(trigger.rule.type, ()), 0.85))
        if len(own) + len(bound.others) == 2:
            candidates.append(((*bound.parties, *bound.others), 0.75))
        if trigger.rule.bound < 2 or own or definite or bound.group or bound.refers:
            candidates.append((self.main, 0.7))
        if self.protagonist and len(own) == 1:
            candidates.append(((*own, self.protagonist), 0.65))
        for parties, sure in candidates:
            if len(set(parties)) >= 2 and own <= set(parties):
                return tuple(sorted(set(parties))), sure
        return (), 0.0

    def _latest(self, size: int, with_: set[str]) -> tuple[str, ...]:
        """The group meant again: one named in the last sentences, else the article's own."""
        if len(self.main) >= 2 and (not size or len(self.main) == size) and with_ <= set(self.main):
            if not self._seen or self.main in self._seen[-_RECENT:]:
                return self.main
        for group in reversed(self._seen):
            if (not size or len(group) == size) and with_ <= set(group):
                return group
        return self.main if not size or len(self.main) == size else ()

    def see(self, view: View, acts: list[Act]) -> None:
        """Take in the groups of one sentence, coordinated parties and those of its acts."""
        coordinated = _coordinated(view.tree, view)
        self._last_of_type |= {a.type: a.parties for a in acts}
        for group in [*coordinated, *(a.parties for a in acts)]:
            if len(group) >= 2:
                self._seen.append(group)


def is_definite(tree: Tree, i: int) -> bool:
    """« cet exercice », « l'exercice », « leurs manœuvres »: something named before."""
    return any(tree[c].lemma in ("ce", "le", "leur", "son", "notre") for c in tree.children(i, "det"))


def _coordinated(tree: Tree, view: View) -> list[tuple[str, ...]]:
    groups: dict[int, dict[str, None]] = {}
    for actor in view.actors:
        if actor.role in (ACTOR, SPEAKER):
            groups.setdefault(tree.conjuncts(actor.head)[0], {}).setdefault(actor.party)
    for number, list_ in enumerate(view.lists):
        for at in list_:
            groups.setdefault(-number - 1, {}).setdefault(view.actors[at].party)
    return [tuple(sorted(g)) for g in groups.values() if len(g) >= 2]


def _act(
    view: View, trigger: Trigger, parties: tuple[str, ...], features: Mapping[str, float]
) -> Act:
    status, founded = find_status(view.tree, trigger)
    start, end = find_evidence(view.tree, trigger.word)
    return Act(
        type=trigger.rule.type,
        parties=parties,
        status=status,
        view=view.index,
        word=trigger.word,
        rule=trigger.rule.id,
        confidence=trigger.rule.confidence,
        start=start,
        end=end,
        in_title=view.kind != "body",
        founded=founded,
        features=features,
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
