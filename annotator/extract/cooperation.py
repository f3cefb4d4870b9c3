"""Acts of cooperation: triggers with their parties and status, over the whole article."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from annotator.extract.act import Act
from annotator.extract.evidence import find_evidence
from annotator.extract.features import act_features, build_context
from annotator.extract.groups import Groups, find_doers, find_main_group, find_protagonist
from annotator.extract.parties import Bound, bind_parties, find_rivals
from annotator.extract.scene import Scene, View
from annotator.extract.signs import is_delivery_to_come, status_words
from annotator.extract.status import find_status
from annotator.extract.timing import status_by_time
from annotator.extract.triggers import iter_triggers
from annotator.pattern import Trigger
from annotator.ranker import ranker
from annotator.surface import FEWEST
from annotator.tree import Tree


def find_acts(scene: Scene) -> list[Act]:
    """The acts of an article that are more likely right than not, in text order."""
    model = ranker("cooperation")
    likely = [act for act in find_candidates(scene) if act.confidence >= model.threshold]
    return [act for act in likely if not any(_is_beaten(act, other) for other in likely)]


def _is_beaten(act: Act, other: Act) -> bool:
    """Whether the same word was read as another type, and that with more confidence.

    Talks in the form of a « 2+2 » are that and no consultation besides; what a text is about
    (« un partenariat signé ») is another act than the text.
    """
    if act.type == "consultation" and other.type == "dialogue_2plus2":
        return act.parties == other.parties and abs(act.view - other.view) <= 1
    if {act.type, other.type} <= {"agreement", "partnership", "industry_technology"} and (
        "agreement" in (act.type, other.type)
    ):
        return False
    same_word = (act.view, act.word) == (other.view, other.word)
    same_entry = (act.type, act.parties) == (other.type, other.parties)
    return same_word and not same_entry and act.confidence < other.confidence


def find_candidates(scene: Scene) -> list[Act]:
    """All acts that a rule sees, each with its probability as `confidence`, in text order."""
    if len({actor.party for view in scene.views for actor in view.actors}) < FEWEST:
        return []
    article = [view.tree for view in scene.views]
    hits = [
        (view, trigger, bound)
        for view in scene.views
        for trigger in iter_triggers(view, article)
        if (bound := _bind(view, trigger))
    ]
    main = find_main_group(scene, hits)
    told = any(len(bound.parties) >= 2 for _, _, bound in hits)
    groups = Groups(main, told, find_protagonist(scene))
    context = build_context(scene, main, told)
    acts: list[Act] = []
    for view in scene.views:
        mine = [(trigger, bound) for hit_view, trigger, bound in hits if hit_view is view]
        here = bool(mine) and tells_of_here(view.tree)
        for trigger, bound in mine:
            definite = is_definite(view.tree, trigger.word)
            readings = groups.complete(bound, trigger, definite, here)
            if not readings:
                continue
            statement = _statement(view, trigger, scene.parsed.article.published)
            for place, (parties, sure) in enumerate(readings):
                if _is_for_friends(trigger) and find_rivals(set(parties)):
                    continue  # nobody hosts, arms or trains an enemy
                features = act_features(view, trigger, bound, parties, sure, context)
                features["place"] = float(min(place, 3))
                acts.append(replace(statement, parties=parties, features=features))
        groups.see(view, [a for a in acts if a.view == view.index and not a.features["place"]])
    return _rank(_await_delivery(scene, acts))


def _is_for_friends(trigger: Trigger) -> bool:
    """Enemies talk, sign truces and warn each other; they do nothing more together."""
    return trigger.rule.parties == "guest_host" or trigger.rule.type in _AMONG_FRIENDS


_AMONG_FRIENDS = frozenset(
    ["arms_transfer", "exercise", "industry_technology", "operation", "patrol", "training"]
)


def _bind(view: View, trigger: Trigger) -> Bound | None:
    """Who takes part; where the rule wants a list, its members, and None without one."""
    if not trigger.rule.listed:
        return bind_parties(view, trigger)
    doers = find_doers(view.tree, view, trigger.word)
    return Bound(doers) if doers else None


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
    first = [a for a in acts if not a.features["place"]]
    types, sets = Counter(a.type for a in first), Counter((a.type, a.parties) for a in first)
    ranked = []
    for act in acts:
        features = dict(act.features)
        features["same_type"] = min(4.0, types[act.type]) / 4
        features["same_entry"] = min(4.0, sets[act.type, act.parties]) / 4
        features["smaller"] = float(_has_larger(act, sets))
        ranked.append(
            replace(act, features=features, confidence=round(model.probability(features), 3))
        )
    return ranked


def _has_larger(act: Act, sets: Counter[tuple[str, tuple[str, ...]]]) -> bool:
    """Whether another act of the type has these parties and more."""
    return any(t == act.type and set(act.parties) < set(ps) for t, ps in sets)


def is_definite(tree: Tree, i: int) -> bool:
    """« cet exercice », « l'exercice », « leurs manœuvres »: something named before."""
    return any(
        tree[c].lemma in ("ce", "le", "leur", "son", "notre") for c in tree.children(i, "det")
    )


_HERE = frozenset(["pays", "territoire", "sol", "place", "péninsule", "archipel", "royaume"])


def tells_of_here(tree: Tree) -> bool:
    """« stationnés dans le pays », « y resteront »: at a party named before."""
    return any(w.lemma in _HERE or w.text.lower() == "y" for w in tree.words)


def _statement(view: View, trigger: Trigger, published: str | None) -> Act:
    """What a trigger says whoever takes part; parties and features are filled in by reading."""
    status, founded = find_status(view.tree, trigger)
    start, end = find_evidence(view.tree, trigger.word)
    act = Act(
        type=trigger.rule.type,
        parties=(),
        status=status,
        view=view.index,
        word=trigger.word,
        rule=trigger.rule.id,
        confidence=trigger.rule.confidence,
        start=start,
        end=end,
        in_title=view.kind != "body",
        founded=founded,
    )
    timed = status_by_time(view, act, published)
    return replace(act, status=timed, founded=2) if timed else act
