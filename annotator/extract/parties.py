"""Who takes part: the parties that the tree ties to a trigger, and those that the text implies."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.extract.asides import (
    find_bystanders,
    is_aside,
    is_circumstance,
    is_on_the_way,
)
from annotator.extract.references import find_joint_speakers, find_references
from annotator.extract.scene import Actor, View
from annotator.lexicon import read_data
from annotator.pattern import Trigger, phrase
from annotator.roles import (
    ACTOR,
    OTHER,
    PLACE,
    SOURCE,
    SPEAKER,
    THREAT,
    governing_preposition,
    is_judging,
    role_words,
)
from annotator.tree import Tree, has_relation

_INSIDE_ROLES = (ACTOR, OTHER)


@dataclass(frozen=True, slots=True)
class Bound:
    """Parties tied to a trigger by grammar; `group` is the size of « les deux pays », 0 if none."""

    parties: tuple[str, ...]
    group: int = 0
    refers: bool = False  # « leurs exercices », « ils »: to parties named before
    others: tuple[str, ...] = ()  # further parties that act in the same sentence
    speaker: tuple[str, ...] = ()  # who says it, where « il », « son » may mean the speaker


def bind_parties(view: View, trigger: Trigger) -> Bound:
    """The parties of one trigger, as far as its own sentence tells."""
    zone = _zone(view.tree, trigger)
    for i in find_bystanders(view.tree, trigger) & zone.keys():
        del zone[i]
    parties = _tie(view, trigger, zone)
    others: dict[str, None] = {}
    if len(parties) < 2 and trigger.rule.parties == "giver_receiver":
        _add_receivers(view, trigger, zone, parties)
    _add_lists(view, trigger, zone, parties)
    for actor in view.actors:
        if actor.party not in parties and actor.role == ACTOR:
            others.setdefault(actor.party)
    size, refers = find_references(view.tree, zone)
    speaker = _speaker(view, zone) or (() if parties else find_joint_speakers(view))
    return Bound(tuple(parties), size, refers, tuple(others), speaker)


def _tie(view: View, trigger: Trigger, zone: dict[int, int]) -> dict[str, None]:
    """Those that take part, the nearest first; those further away only where two are not near."""
    parties: dict[str, None] = {}
    away = trigger.rule.type == "visit" and is_on_the_way(view.tree, trigger.word)
    for depth in (_INSIDE, _AROUND, _ABOVE):
        found = [a for a in view.actors if zone.get(a.head) == depth]
        if len(parties) >= 2:  # who stands further away only tells of it
            if depth == _ABOVE or not _are_partners(view, zone):
                break
            found = [a for a in found if a.ids[0] < trigger.word]
        for actor in found:
            travels = away and actor.role == SPEAKER
            if travels or _takes_part(view.tree, actor, trigger.rule.parties, depth):
                parties.setdefault(actor.party)
    return parties


def _are_partners(view: View, zone: dict[int, int]) -> bool:
    """« mène un exercice avec X et Y »: those in the phrase are partners of whoever does it."""
    inside = [a for a in view.actors if zone.get(a.head) == _INSIDE]
    return all(governing_preposition(view.tree, a.head) == "avec" for a in inside)


def _add_receivers(
    view: View, trigger: Trigger, zone: dict[int, int], parties: dict[str, None]
) -> None:
    """« acheminés vers la Russie », « formés en France », « pour l'armée libanaise »: as « à »,
    where nobody else receives; of aid a place is none."""
    for_whom = _beneficiaries(view.tree, trigger)
    for actor in view.actors:
        if actor.role == PLACE and zone.get(actor.head) in (_AROUND, _ABOVE):
            near = ("en", "vers") if zone[actor.head] == _AROUND else ("vers",)
            towards = governing_preposition(view.tree, actor.head) in near
            if towards and trigger.rule.type != "aid":
                parties.setdefault(actor.party)
        elif actor.role in _INSIDE_ROLES and actor.head in for_whom:
            parties.setdefault(actor.party)


def _beneficiaries(tree: Tree, trigger: Trigger) -> set[int]:
    """Words of « pour l'armée libanaise » below the trigger's clause."""
    i = trigger.word
    verb = i if tree.is_predicate(i) else tree.predicate(i)
    if not verb or any(i in tree.subtree(s) for s in tree.children(verb, "nsubj")):
        return set()
    below = tree.children(verb, "obl", "nmod")
    given = [c for c in below if tree.preposition(c) == "pour"]
    return {j for c in given for j in tree.subtree(c, ("acl", "acl:relcl", "advcl"))}


def _add_lists(
    view: View, trigger: Trigger, zone: dict[int, int], parties: dict[str, None]
) -> None:
    """Where one member of a list takes part, so do the others; so do those named as members."""
    for group in view.lists:
        members = [view.actors[at] for at in group]
        if _names_members(view, group, trigger.word):
            parties.update(dict.fromkeys(m.party for m in members))
        if any(m.party in parties and m.head in zone for m in members):
            acting = (m.party for m in members if m.role not in (THREAT, SOURCE, SPEAKER))
            parties.update(dict.fromkeys(acting))


_INSIDE, _AROUND, _ABOVE = 0, 1, 2


def _takes_part(tree: Tree, actor: Actor, mode: str, depth: int) -> bool:
    if actor.role in (THREAT, SOURCE, SPEAKER):
        return False
    if actor.role == PLACE:
        return _place_counts(tree, actor, mode, depth)
    return actor.role == ACTOR or depth == _INSIDE


def _place_counts(tree: Tree, actor: Actor, mode: str, depth: int) -> bool:
    """« une base en Pologne » makes a party of the host, « livrer à l'Ukraine » of the receiver."""
    preposition = governing_preposition(tree, actor.head)
    if mode == "guest_host":
        return True
    if mode == "giver_receiver":
        return preposition == "à" or (depth == _INSIDE and preposition in ("en", "vers"))
    return False


def _zone(tree: Tree, trigger: Trigger) -> dict[int, int]:
    """Words whose parties are the trigger's: in its phrase (0), in its clause (1), above (2)."""
    zone: dict[int, int] = {}
    top = trigger.word
    _add(zone, _whole_phrase(tree, top), _INSIDE)
    if tree[top].upos != "VERB":
        top = _climb(tree, top, zone)
    predicate = top if tree.is_predicate(top) else tree.predicate(top)
    if predicate and is_circumstance(tree, trigger.word):
        for subject in _subjects(tree, predicate):
            _add(zone, tree.subtree(tree.antecedent(subject), ("acl:relcl", "advcl")), _AROUND)
    elif predicate:
        _add_clause(tree, predicate, zone)
    return zone


def _add(zone: dict[int, int], ids: list[int], depth: int) -> None:
    for i in ids:
        zone.setdefault(i, depth)


def _whole_phrase(tree: Tree, i: int) -> list[int]:
    """The phrase with the participles and relative clauses on it: « exercices menés avec … »."""
    inside = set(phrase(tree, i))
    for child in tree.children(i, "acl", "appos"):
        inside.update(tree.subtree(child, ("acl:relcl", "parataxis", "advcl")))
    for noun in (i, *tree.children(i, "appos")):  # « l'exercice Épervier, auquel participent … »
        for child in tree.children(noun, "acl:relcl"):
            inside.update(tree.subtree(child, ("advcl", "parataxis", "ccomp")))
    return sorted(inside)


def _climb(tree: Tree, i: int, zone: dict[int, int]) -> int:
    """Up through nouns: « la tenue d'exercices », « une série de », « un programme de »."""
    seen = {i}
    while True:
        above = tree[i].head
        if not above or above in seen or tree.is_predicate(i):
            return i
        if tree[above].upos == "VERB" or (tree.is_predicate(above) and tree[i].deprel != "nmod"):
            return i
        if not has_relation(tree[i], ("nmod", "conj", "appos", "obl", "amod", "dep", "flat")):
            return i
        seen.add(above)
        depth = _INSIDE if tree.preposition(i) == "de" else _AROUND
        _add(zone, tree.subtree(above, ("acl:relcl", "parataxis", "advcl", "conj")), depth)
        i = above


def _add_clause(tree: Tree, predicate: int, zone: dict[int, int]) -> None:
    """Subjects, objects and partners of the clause and of the verbs that govern it."""
    seen: set[int] = set()
    depth = _AROUND
    while predicate and predicate not in seen:
        controlled = bool(seen) and role_words("object_control").has(tree[predicate])
        seen.add(predicate)
        _add_participants(tree, predicate, zone, controlled, depth)
        if not controlled and not is_judging(tree, predicate):
            for subject in _subjects(tree, predicate):
                below = tree.subtree(tree.antecedent(subject), ("acl:relcl", "parataxis", "advcl"))
                _add(zone, below, depth)
        if controlled or not _shares_subject(tree, predicate):
            return
        predicate = tree[predicate].head
        depth = _ABOVE
        if not tree.is_predicate(predicate):
            _add(zone, tree.noun_phrase(predicate), depth)
            if is_aside(tree, predicate):
                return
            predicate = tree.predicate(predicate) or 0


def _subjects(tree: Tree, predicate: int) -> list[int]:
    """Who does it; of « accuse Téhéran de livrer » Téhéran, though it is an object."""
    head = tree[predicate].head
    infinitive = tree[predicate].feats.get("VerbForm") == "Inf"
    if infinitive and head and role_words("object_control").has(tree[head]):
        objects = tree.children(head, "obj", "iobj", "obl:arg")
        return [o for o in objects if o != predicate][:1]
    return tree.subjects(predicate)


def _add_participants(
    tree: Tree, predicate: int, zone: dict[int, int], controlled: bool, depth: int
) -> None:
    subjects = ("nsubj", "csubj")
    skip_subject = controlled or is_judging(tree, predicate)
    for child in tree.children(predicate):
        if skip_subject and has_relation(tree[child], subjects):
            continue
        if _is_participant(tree, child):
            below = tree.subtree(child, ("acl", "parataxis", "advcl", "ccomp"))
            _add(zone, below, depth)


def _shares_subject(tree: Tree, predicate: int) -> bool:
    if has_relation(tree[predicate], ("xcomp", "conj", "acl", "advcl")):
        return True
    return _is_infinitive_below(tree, predicate)


def _is_infinitive_below(tree: Tree, i: int) -> bool:
    word = tree[i]
    return word.feats.get("VerbForm") == "Inf" and has_relation(
        word, ("ccomp", "obl", "csubj", "nmod")
    )


def _is_participant(tree: Tree, child: int) -> bool:
    if has_relation(tree[child], ("obj", "iobj", "nsubj", "obl:agent", "xcomp", "dislocated")):
        return True
    if has_relation(tree[child], ("obl", "nmod", "advmod")):
        preposition = tree.preposition(child)
        return (
            preposition in role_words("with")
            or preposition in role_words("at")
            or preposition == "de"
        )
    return False


def find_rivals(parties: set[str]) -> list[set[str]]:
    """The pairs among them that are at war or without military cooperation for decades."""
    return [set(pair) for pair in read_data("rivals.yaml")["pairs"] if parties.issuperset(pair)]


def _names_members(view: View, group: list[int], trigger: int) -> bool:
    """« quinze États ont participé à l'exercice, dont la France et le Canada »."""
    first = view.actors[group[0]]
    if first.role in (THREAT, SOURCE) or first.ids[0] < trigger:
        return False
    before = range(max(1, first.ids[0] - 4), first.ids[0])
    at = next((i for i in before if role_words("naming").has(view.tree[i])), 0)
    if not at:
        return False
    return any(
        role_words("group_nouns").has(view.tree[i]) or role_words("actors").has(view.tree[i])
        for i in range(max(1, at - 10), at)
    )


def _speaker(view: View, zone: dict[int, int]) -> tuple[str, ...]:
    """The speaking parties, where a pronoun or possessive at the trigger can mean them."""
    singular = ("il", "elle", "son", "sa", "ses", "notre", "nos", "nous", "lui")
    if not any(view.tree[i].text.lower() in singular for i in zone):
        return ()
    return tuple(dict.fromkeys(a.party for a in view.actors if a.role == SPEAKER))
