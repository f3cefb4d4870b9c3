"""Who takes part: the parties that the tree ties to a trigger, and those that the text implies."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.extract.asides import is_aside, is_circumstance
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
    for i in _critics(view.tree) & zone.keys():
        del zone[i]
    mode = trigger.rule.parties
    parties: dict[str, None] = {}
    others: dict[str, None] = {}
    for depth in (_INSIDE, _AROUND, _ABOVE):
        if len(parties) >= 2:
            break  # who stands further away only tells of it
        for actor in view.actors:
            if zone.get(actor.head) == depth and _takes_part(view.tree, actor, mode, depth):
                parties.setdefault(actor.party)
    _add_lists(view, trigger, zone, parties)
    for actor in view.actors:
        if actor.party not in parties and actor.role == ACTOR:
            others.setdefault(actor.party)
    size, refers = _references(view.tree, zone)
    speaker = _speaker(view, zone)
    return Bound(tuple(parties), size, refers, tuple(others), speaker)


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


def _critics(tree: Tree) -> set[int]:
    """Words below « critiqué par la Russie »: who judges the act does not take part in it."""
    return {
        i
        for critic in tree.ids(role_words("judging"))
        if has_relation(tree[critic], ("acl",)) and is_judging(tree, critic)
        for i in tree.subtree(critic)
    }


def _whole_phrase(tree: Tree, i: int) -> list[int]:
    """The phrase with the participles and relative clauses on it: « exercices menés avec … »."""
    inside = set(phrase(tree, i))
    for child in tree.children(i, "acl", "appos"):
        inside.update(tree.subtree(child, ("acl:relcl", "parataxis", "advcl")))
    for child in tree.children(i, "acl:relcl"):
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


_REFERRING = frozenset(["leur", "leurs", "ils", "elles", "eux", "nous", "notre", "nos"])


def _references(tree: Tree, zone: dict[int, int]) -> tuple[int, bool]:
    """The size of a group that is meant again (« les deux pays »), and whether « leur » is said."""
    size, refers = 0, False
    for i in zone:
        word = tree[i]
        if word.upos == "NOUN":
            size = size or _group_size(tree, i)
        if word.lemma == "leur" or word.text.lower() in _REFERRING:
            refers = True
    return size, refers


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


def _group_size(tree: Tree, noun: int) -> int:
    """2 for « les deux pays », « les deux contingents »; 2 for « les parties » too; else 0."""
    numbers: dict[str, int] = read_data("roles.yaml")["numbers"]
    for child in tree.children(noun, "nummod", "amod", "det"):
        if (text := tree[child].text.lower()) in numbers and _is_definite(tree, noun):
            return 0 if role_words("units").has(tree[noun]) else numbers[text]
    if noun in tree.ids(role_words("group_plain")) and tree[noun].feats.get("Number") == "Plur":
        return 2 if not tree.children(noun, "amod", "nmod") else 0
    return 0


def _is_definite(tree: Tree, noun: int) -> bool:
    return any(tree[c].lemma in ("le", "ce", "leur", "son") for c in tree.children(noun, "det"))
