"""What ties a stated reason to a cooperation: features of a candidate for the ranker."""

from __future__ import annotations

from annotator.extract.act import Act
from annotator.extract.connectives import Connective, reason_words
from annotator.extract.extents import phrase_head, reason_verb
from annotator.extract.scene import View
from annotator.roles import ACTOR, SPEAKER
from annotator.tree import Tree, has_relation
from annotator.verbs import is_finite
from annotator.words import fold


def reason_features(
    view: View, connective: Connective, first: int, last: int, ids: list[int], acts: list[Act]
) -> dict[str, float]:
    """How a stretch is tied to the acts of the article, for the ranker."""
    tree = view.tree
    here = {a.word for a in acts if a.view == view.index}
    distance = min((abs(a.view - view.index) for a in acts), default=9)
    governors = find_governors(tree, connective, first, last)
    subjects = [s for g in governors[:2] for s in tree.subjects(g)]
    inside = set(ids)
    content = [i for i in ids if tree[i].upos == "VERB"][:1]
    found = {
        f"connective={connective.id}": 1.0,
        f"kind={connective.kind}": 1.0,
        f"segment={view.kind}": 1.0,
        "here": float(bool(here)),
        "distance": min(distance, 5) / 5,
        "linked": float(_linked(tree, governors, here)),
        "activity_above": float(_is_activity(tree, governors)),
        "activity_subject": float(_is_activity(tree, subjects)),
        "refers": float(_refers(tree, [*governors, *subjects])),
        "is_act": float(bool(here & set(_named_act(tree, content)))),
        "aim": float(any(reason_words("aims").has(tree[i]) for i in _aim(view, ids, connective))),
        "holds_act": float(bool(here & inside)),
        "of_party": float(_is_of_party(view, acts)),
        "sure_act": max((a.confidence for a in acts if abs(a.view - view.index) <= 1), default=0.0),
        "acts": min(len(acts), 20) / 20,
        "length": min(len(ids), 40) / 40,
        "short": float(len(ids) < 5),
        "names_party": float(any(a.head in inside for a in view.actors)),
        "starts_sentence": float(first <= 2),
    }
    found |= _clause_features(view, first, here, acts)
    for name in ("here", "linked", "activity_subject", "activity_above", "is_act", "aim"):
        found[f"{connective.id}:{name}"] = found[name]
    found["untied"] = float(not any(found[name] for name in TIES))
    return {name: value for name, value in found.items() if value}


def _aim(view: View, ids: list[int], connective: Connective) -> list[int]:
    """The verb of the aim: in « vise à protéger » the second, in « protégera » the first."""
    verbs = [i for i in ids if view.tree[i].upos == "VERB"]
    return verbs[:2] if connective.extent == "predicate" else verbs[:1]


def _named_act(tree: Tree, content: list[int]) -> list[int]:
    """The verb of a reason; with « mener », « effectuer » what is led too: « pour mener des
    manœuvres » names an act and no reason for it."""
    light = [i for i in content if reason_words("light").has(tree[i])]
    return [*content, *(c for i in light for c in tree.children(i, "obj", "obl:arg"))]


# What ties a reason to a cooperation.
TIES = ("here", "linked", "activity_subject", "activity_above", "refers", "partners")


def _clause_features(view: View, first: int, here: set[int], acts: list[Act]) -> dict[str, float]:
    """Whether the clause that the reason stands in tells of a cooperation, and who acts in it."""
    tree = view.tree
    top = next((i for i in (first, *tree.ancestors(first)) if is_finite(tree, i)), 0)
    subjects = {i for s in tree.subjects(top) for i in tree.subtree(s)} if top else set()
    partners = {a.party for a in view.actors if a.head in subjects}
    told = {top, *tree.children(top, *_DIRECT)} if top else set()
    ahead = {a.party for a in view.actors if a.head < first and a.role in (ACTOR, SPEAKER)}
    own = {p for act in acts for p in act.parties}
    near = min((abs(view.index - a.view) for a in acts), default=9)
    back = min((view.index - a.view for a in acts if a.view <= view.index), default=near)
    return {
        "told": float(bool(here & told)),
        "clause_acts": float(bool(top and here & set(tree.subtree(top)))),
        "joint_subject": float(len(partners) >= 2),
        "partners": float(len(partners & own) >= 2 or _means_partners(tree, subjects)),
        "outsider": float(bool(ahead) and not ahead & own),
        "back": min(back, 5) / 5,
    }


def _means_partners(tree: Tree, subjects: set[int]) -> bool:
    """« les deux marines », « leurs soldats » as subject: of those who were named before."""
    forms = [fold(tree[i].text) for i in sorted(subjects)[:2]]
    return forms[:1] in (["leur"], ["leurs"]) or (
        forms[:1] in (["les"], ["nos"]) and forms[1:] in (["deux"], ["trois"], ["quatre"])
    )


_DIRECT = ("obj", "nsubj", "nsubj:pass", "obl", "obl:arg", "obl:mod", "obl:agent", "xcomp")


def find_governors(tree: Tree, connective: Connective, first: int, last: int) -> list[int]:
    """What the reason is tied to, nearest first: the words above it, or its own verb."""
    if connective.extent == "predicate":
        verb = reason_verb(tree, first, last)
        return [verb, *tree.ancestors(verb)][:3]
    top = phrase_head(tree, first, last)
    return tree.ancestors(top)[:3]


def _linked(tree: Tree, governors: list[int], triggers: set[int]) -> bool:
    """Whether what the reason hangs on is a trigger, or the clause that a trigger belongs to."""
    for governor in governors[:2]:
        for trigger in triggers:
            if trigger == governor or trigger in tree.ancestors(governor)[:2]:
                return True
            if _same_clause(tree, trigger, governor):
                return True
    return False


def _same_clause(tree: Tree, trigger: int, governor: int) -> bool:
    below = trigger
    for above in tree.ancestors(trigger):
        if has_relation(tree[below], ("acl:relcl", "parataxis")):
            return False
        if above == governor:
            return True
        below = above
    return False


def _is_of_party(view: View, acts: list[Act]) -> bool:
    """Whether a party of some act is an actor of the sentence."""
    parties = {p for act in acts for p in act.parties}
    return any(a.party in parties and a.role in (ACTOR, SPEAKER) for a in view.actors)


def _is_activity(tree: Tree, ids: list[int]) -> bool:
    return any(reason_words("activity").has(tree[i]) for i in ids)


def _refers(tree: Tree, ids: list[int]) -> bool:
    """A definite or demonstrative activity, or a pronoun: something that was named before."""
    for i in ids:
        if tree[i].lemma.lower() in reason_words("pronouns"):
            return True
        if reason_words("activity").has(tree[i]) and any(
            tree[c].lemma in ("ce", "le", "leur", "son") for c in tree.children(i, "det")
        ):
            return True
    return False
