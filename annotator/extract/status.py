"""How far along a cooperation is, from the verbs and nouns that govern its trigger."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from annotator.extract.governors import find_tense, governing_chain
from annotator.extract.signs import (
    find_frame,
    find_modifier,
    first_status,
    goes_on,
    is_about_to_be,
    is_agreed_on,
    is_aimed_at,
    is_asked_for,
    is_demanded,
    is_denied,
    is_hypothesis,
    is_in_progress,
    is_left_open,
    is_of_past,
    is_promised,
    is_provided_for,
    is_put_to_an_end,
    is_sealed,
    is_set_up,
    is_signed,
    is_wished,
    is_wished_that,
    status_by_tense,
    status_words,
)
from annotator.pattern import Trigger
from annotator.tree import SUBJECTS, Tree, has_relation
from annotator.verbs import CONDITIONAL, FUTURE, NONE, PAST, PRESENT


def find_status(tree: Tree, trigger: Trigger) -> tuple[str, int]:
    """The status of one trigger, and how well it is founded.

    2: a word says so; 1: the tense of the verb that does or tells it; 0: neither, the usual case.
    """
    chain = governing_chain(tree, trigger.word)
    tense = find_tense(tree, chain)
    status = _by_words(tree, trigger, chain, tense)
    if status:
        return _settle(status, trigger.rule.type), 2
    if _is_spoken_of(tree, trigger, chain):
        return status_by_tense(trigger.rule.type, trigger.rule.id)[NONE], 0
    if tense in (PAST, PRESENT) and _stands_there(tree, trigger):
        return "ongoing", 1
    if trigger.rule.status and tense in (NONE, PRESENT, PAST):
        return trigger.rule.status, int(tense == PAST)
    return status_by_tense(trigger.rule.type, trigger.rule.id)[tense], int(tense != NONE)


def _stands_there(tree: Tree, trigger: Trigger) -> bool:
    """« les militaires stationnés à », « les missiles que la Russie y a déployés »."""
    word = tree[trigger.word]
    if trigger.rule.type != "basing" or word.upos != "VERB":
        return False
    return has_relation(word, ("acl", "amod"))


def _is_spoken_of(tree: Tree, trigger: Trigger, chain: list[int]) -> bool:
    """« L'exercice renforcera la confiance »: the tense is that of something else."""
    word = tree[trigger.word]
    if word.upos == "VERB" or len(chain) < 2 or not has_relation(word, ("nsubj",)):
        return False
    if word.deprel == "nsubj:pass" or tree.children(chain[1], "aux:pass"):
        return False
    return trigger.rule.type in _EVENTS and not status_words("course").has(tree[chain[1]])


_EVENTS = frozenset(
    (
        "exercise",
        "patrol",
        "operation",
        "agreement",
        "partnership",
        "visit",
        "consultation",
        "dialogue_2plus2",
    )
)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A trigger with what governs it."""

    tree: Tree
    trigger: Trigger
    chain: list[int]
    above: list[int]  # the part of the chain whose meaning bears on the trigger
    tense: str
    modifier: str | None

    @property
    def type(self) -> str:
        return self.trigger.rule.type


def _by_words(tree: Tree, trigger: Trigger, chain: list[int], tense: str) -> str | None:
    """What words say: a frame, an end, a wish, a plan; then tense; then a beginning or a close."""
    modifier, above = find_modifier(tree, trigger.word), _that_count(tree, chain)
    reading = _Reading(tree, trigger, chain, above, tense, modifier)
    to_come = tense in (FUTURE, CONDITIONAL)
    frame = None if to_come else find_frame(tree, trigger)
    end = _by_end(reading)
    sealed = "done" if is_of_past(tree, trigger.word) and not end else None
    said = sealed or frame or end or _by_wish(reading) or _by_plan(reading)
    return said if said or to_come else _by_course(reading)


def _by_end(r: _Reading) -> str | None:
    """« a suspendu », « aucun accord », « mettra fin à »."""
    if is_left_open(r.tree, r.chain) or is_hypothesis(r.tree, r.chain):
        return "considered"
    if first_status(r.tree, r.chain, ("ended",)) or is_put_to_an_end(r.tree, r.chain):
        return status_by_tense(r.type)[NONE] if is_demanded(r.tree, r.chain) else "ended"
    return "ended" if is_denied(r.tree, r.chain) else None


def _by_wish(r: _Reading) -> str | None:
    if r.type == "agreement" and is_sealed(r.tree, r.chain, r.tense):
        return "done"
    if is_wished(r.tree, r.chain, r.trigger) or r.modifier == "considered":
        return "considered"
    if is_wished_that(r.tree, r.chain) or is_asked_for(r.tree, r.trigger.word):
        return "considered"
    return first_status(r.tree, r.above, ("considered",))


def _by_plan(r: _Reading) -> str | None:
    word = r.tree[r.trigger.word]
    if word.upos == "VERB" and is_promised(r.tree, r.trigger.word):
        return "planned"
    if is_about_to_be(r.tree, r.chain):
        return "planned"
    if goes_on(r.tree, r.chain):
        return "ongoing"
    if r.type in _PROVIDED and status_words("signed_texts").has(word):
        return "planned"  # « la signature d'un accord de coopération technique »
    if is_agreed_on(r.tree, r.chain, r.trigger) or r.modifier == "planned":
        return "planned"
    if planned := first_status(r.tree, r.above, ("planned",)):
        return planned
    if is_provided_for(r.tree, r.trigger, r.chain):
        ordered = r.type == "arms_transfer" and is_signed(r.tree, r.chain)
        return "done" if ordered else "planned"
    return None


_PROVIDED = frozenset(["industry_technology", "training", "exercise", "partnership", "basing"])


def _by_course(r: _Reading) -> str | None:
    if is_aimed_at(r.tree, r.chain):
        return "planned"
    if is_in_progress(r.tree, r.chain) or is_set_up(r.tree, r.chain, r.type):
        return "ongoing"
    told = first_status(r.tree, r.above, ("ongoing", "done"))
    return told or r.modifier or first_status(r.tree, r.above, ("weak_planned",))


def _that_count(tree: Tree, chain: list[int]) -> list[int]:
    """The governors whose meaning bears on the trigger.

    Of the verb whose subject the trigger is, only what tells its course counts (« l'exercice doit
    commencer »), not what it does (« l'accord prévoit »).
    """
    found = []
    for below, i in pairwise(chain):
        acts = _is_subject(tree, below, i) and not _is_passive(tree, below, i)
        if not acts or status_words("course").has(tree[i]):
            found.append(i)
    return found


def _is_subject(tree: Tree, below: int, i: int) -> bool:
    """« est prête à fournir » has no subject after the adjective, whatever the parser says."""
    if tree[below].feats.get("VerbForm") == "Inf" and below > i:
        return False
    return has_relation(tree[below], SUBJECTS)


def _is_passive(tree: Tree, subject: int, verb: int) -> bool:
    return bool(tree.children(verb, "aux:pass")) or has_relation(tree[subject], ("nsubj:pass",))


def _settle(status: str, type_: str) -> str:
    """Strengthening in general is never over and done; a visit that began has taken place."""
    if type_ == "partnership" and status == "done":
        return "ongoing"
    return "done" if type_ in ("visit", "dialogue_2plus2") and status == "ongoing" else status
