"""How far along a cooperation is, from the verbs and nouns that govern its trigger."""

from __future__ import annotations

from functools import cache
from typing import Any

from annotator.lexicon import read_data
from annotator.pattern import Trigger
from annotator.tree import Tree, has_relation
from annotator.words import WordSet

_ORDER = ("ended", "considered", "planned", "ongoing", "done")
_MAX_CHAIN = 6


@cache
def status_words(name: str) -> WordSet:
    return WordSet.of(*read_data("status.yaml")["words"][name])


@cache
def _reporting() -> WordSet:
    return WordSet.of(*read_data("status.yaml")["reporting"])


@cache
def _tenses(type_: str) -> dict[str, str]:
    table: dict[str, Any] = read_data("status.yaml")["tense"]
    return dict(table.get(type_, table["default"]))


def find_status(tree: Tree, trigger: Trigger) -> tuple[str, bool]:
    """The status of one trigger, and whether a word said so (else it follows from tense alone)."""
    chain = governing_chain(tree, trigger.word)
    if _is_denied(tree, chain):
        return "ended", True
    for status in _ORDER:
        words = status_words(status)
        if status == "done" and trigger.rule.type == "partnership":
            continue
        if any(words.has(tree[i]) and not _is_neutral(tree, i, status) for i in chain):
            return _settle(status, trigger.rule.type), True
    if status := _by_modifier(tree, trigger.word):
        return _settle(status, trigger.rule.type), True
    if trigger.rule.type == "agreement" and _is_invoked(tree, trigger.word):
        return "ongoing", True
    tense = find_tense(tree, chain)
    return trigger.rule.status if trigger.rule.status and tense in ("none", "present", "past") else _tenses(trigger.rule.type)[tense], False


def _settle(status: str, type_: str) -> str:
    """Strengthening in general is never over and done."""
    return "ongoing" if type_ == "partnership" and status == "done" else status


def governing_chain(tree: Tree, i: int) -> list[int]:
    """The trigger and the nouns and verbs above it within what its main verb asserts.

    The walk ends at a finite verb; it goes on over the verbs that an infinitive depends on.
    """
    chain = [i]
    for above in tree.ancestors(i):
        below = tree[chain[-1]]
        if _starts_own_assertion(tree, chain[-1]) or len(chain) > _MAX_CHAIN:
            break
        if has_relation(below, ("conj",)) and tree.is_predicate(chain[-1]):
            if below.feats.get("VerbForm") == "Fin":
                break
        chain.append(above)
    return chain


def _starts_own_assertion(tree: Tree, i: int) -> bool:
    word = tree[i]
    if has_relation(word, ("acl:relcl", "parataxis", "advcl", "root", "acl")):
        return True
    return has_relation(word, ("ccomp",)) and _is_finite(tree, i)


def _is_finite(tree: Tree, i: int) -> bool:
    if tree[i].feats.get("VerbForm") == "Fin":
        return True
    return any(tree[c].feats.get("VerbForm") == "Fin" for c in tree.children(i, "aux", "cop"))


def _is_neutral(tree: Tree, i: int, status: str) -> bool:
    """« pouvoir » in the past did happen; « en cours » needs its preposition."""
    word = tree[i]
    if status == "considered" and word.lemma in ("discuter", "évoquer", "aborder") :
        return True
    return False


def _is_denied(tree: Tree, chain: list[int]) -> bool:
    return any(
        tree.is_negated(i) and not _reporting().has(tree[i])
        for i in chain
        if tree[i].upos in ("VERB", "NOUN")
    )


def _by_modifier(tree: Tree, i: int) -> str | None:
    """« le prochain exercice », « l'accord signé », « les récentes livraisons »."""
    for child in tree.children(i, "amod", "acl"):
        for status in _ORDER:
            if status_words(status).has(tree[child]):
                return status
    return None


def _is_invoked(tree: Tree, i: int) -> bool:
    return tree.preposition(i) in read_data("status.yaml")["invoked"]


def find_tense(tree: Tree, chain: list[int]) -> str:
    """past, present, future, conditional or none: of the first finite verb up the chain."""
    for i in chain:
        word = tree[i]
        if word.upos not in ("VERB", "AUX") and not tree.children(i, "cop"):
            continue
        if has_relation(word, ("acl",)) and word.feats.get("VerbForm") == "Part":
            return "past" if word.feats.get("Tense") == "Past" else "present"
        tense = _tense_of(tree, i)
        if tense != "none":
            return tense
    return "none"


def _tense_of(tree: Tree, i: int) -> str:
    auxiliaries = tree.children(i, "aux", "cop")
    finite = [w for w in (tree[c] for c in [*auxiliaries, i]) if w.feats.get("VerbForm") == "Fin"]
    if not finite:
        return "none"
    first = finite[0]
    perfect = first.id != i and any(
        has_relation(tree[c], ("aux:tense",)) or tree[c].lemma == "avoir" for c in auxiliaries
    )
    if first.feats.get("Mood") == "Cnd":
        if perfect:
            return "past"  # « aurait livré »: reported as having happened
        return "future" if _is_reported_in_the_past(tree, i) else "conditional"
    if first.feats.get("Tense") == "Fut":
        return "future"
    if first.feats.get("Tense") in ("Past", "Imp") or perfect:
        return "past"
    return "present"


def _is_reported_in_the_past(tree: Tree, i: int) -> bool:
    """« a déclaré que les marines effectueraient »: the future seen from the past."""
    head = tree[i].head
    return bool(head) and has_relation(tree[i], ("ccomp", "conj")) and _tense_of(tree, head) == "past"
