"""Tense of French verb forms, from the tagger's features and, where these fail, from the ending.

The future and the conditional are rare in treebanks and taggers miss them; their form cannot be
missed: the infinitive (or one of few irregular stems) with the endings of avoir.
"""

from __future__ import annotations

import re

from annotator.model import Word
from annotator.tree import Tree, has_relation, kept
from annotator.words import WordSet, fold

PAST, PRESENT, FUTURE, CONDITIONAL, NONE = "past", "present", "future", "conditional", "none"

_FUTURE = re.compile(r"r(?:ai|as|a|ons|ez|ont)$")
_CONDITIONAL = re.compile(r"r(?:ais|ait|ions|iez|aient)$")
_IRREGULAR = {
    "être": "ser", "avoir": "aur", "faire": "fer", "aller": "ir", "pouvoir": "pourr",
    "vouloir": "voudr", "devoir": "devr", "voir": "verr", "envoyer": "enverr", "savoir": "saur",
    "falloir": "faudr", "valoir": "vaudr", "mourir": "mourr", "courir": "courr",
    "acquérir": "acquerr",
}  # fmt: skip
_ENDINGS = (
    ("cueillir", "cueiller"),
    ("tenir", "tiendr"),
    ("venir", "viendr"),
    ("cevoir", "cevr"),
    ("courir", "courr"),
    ("quérir", "querr"),
)


def mood_by_form(word: Word) -> str | None:
    """FUTURE or CONDITIONAL if the form can be nothing else, else None."""
    form = fold(word.text)
    for pattern, tense in ((_CONDITIONAL, CONDITIONAL), (_FUTURE, FUTURE)):
        if pattern.search(form) and form.startswith(_stem(fold(word.lemma))):
            return tense
    if word.upos in ("VERB", "AUX") and re.search(r"er(?:ont|aient|ait)$|[iv]ront$|dront$", form):
        return CONDITIONAL if form.endswith("t") and "ai" in form[-5:] else FUTURE
    return None


def _stem(lemma: str) -> str:
    """The stem of the future: `organiser`, `prendr`, `tiendr`."""
    if lemma in _IRREGULAR:
        return _IRREGULAR[lemma]
    if lemma.endswith(("oyer", "uyer")):
        return lemma[:-3] + "ier"
    for ending, stem in _ENDINGS:
        if lemma.endswith(ending):
            return lemma[: -len(ending)] + stem
    return lemma[:-1] if lemma.endswith("re") else lemma


@kept
def is_finite(tree: Tree, i: int) -> bool:
    """Whether a predicate has a finite verb: itself, its auxiliary or its copula."""
    return any(_is_finite_form(tree[c]) for c in [i, *tree.children(i, "aux", "cop")])


def _is_finite_form(word: Word) -> bool:
    if word.upos not in ("VERB", "AUX"):
        return False
    return word.feats.get("VerbForm") == "Fin" or mood_by_form(word) is not None


@kept
def tense_of(tree: Tree, i: int) -> str:
    """The tense of one predicate, its auxiliaries taken in: « ont été menées » is past."""
    auxiliaries = tree.children(i, "aux", "cop")
    finite = [tree[c] for c in [*auxiliaries, i] if _is_finite_form(tree[c])]
    if not finite:
        return NONE
    first = finite[0]
    perfect = first.id != i and tree[i].feats.get("VerbForm") == "Part" and not _is_passive(tree, i)
    mood = mood_by_form(first)
    if mood == CONDITIONAL or first.feats.get("Mood") == "Cnd":
        if perfect:
            return PAST  # « aurait livré »: reported as having happened
        return FUTURE if is_reported_in_the_past(tree, i) else CONDITIONAL
    if mood == FUTURE or first.feats.get("Tense") == "Fut":
        return FUTURE
    if first.id == i and tree[i].upos == "VERB" and first.feats.get("Tense") == "Imp":
        return PRESENT if is_reported_in_the_past(tree, i) else PAST
    if first.feats.get("Tense") in ("Past", "Imp") or perfect:
        return PAST
    return PAST if _is_passive(tree, i) and len(auxiliaries) > 1 else PRESENT


# Verbs that build their perfect with être: « est arrivé » is no passive, whatever the parser says.
_OF_MOTION = WordSet.of(
    "aller", "arriver", "décéder", "devenir", "demeurer", "entrer", "intervenir", "mourir",
    "naître", "partir", "parvenir", "rester", "rentrer", "repartir", "retourner", "revenir",
    "sortir", "survenir", "tomber", "venir",
)  # fmt: skip


def _is_passive(tree: Tree, i: int) -> bool:
    """« est prévu » is a present, « a été prévu » is not: it has two auxiliaries."""
    if _OF_MOTION.has(tree[i]):
        return False
    return bool(tree.children(i, "aux:pass")) and len(tree.children(i, "aux")) == 1


def is_reported_in_the_past(tree: Tree, i: int) -> bool:
    """« a déclaré que les marines effectueraient »: the future seen from the past."""
    head = tree[i].head
    if not head or not has_relation(tree[i], ("ccomp", "conj")):
        return False
    if has_relation(tree[i], ("conj",)):
        return is_reported_in_the_past(tree, head)
    return tense_of(tree, head) in (PAST, NONE)
