"""Verbs of saying by the order of words: who speaks before, who after what is said.

Parsers err far more often than readers on « …, a déclaré X ».
"""

from __future__ import annotations

from functools import cache

from annotator.lexicon import read_data
from annotator.roles import role_words
from annotator.tree import Tree
from annotator.words import WordSet, fold

_SUBJECT_WINDOW = 16  # words of a subject after its verb: « a déclaré le ministre russe de la … »


@cache
def speech_words(name: str) -> WordSet:
    """A word set of `data/speech.yaml`."""
    return WordSet.of(*read_data("speech.yaml")[name])


def is_after(tree: Tree, i: int) -> bool:
    """« d'après »."""
    return fold(tree[i].text) in ("d'", "d'après") and (
        "après" in fold(tree[i].text) or (i < len(tree) and fold(tree[i + 1].text) == "après")
    )


def opens_view(tree: Tree, i: int) -> bool:
    """« Pour X, … » at the start of a sentence gives X's view, unless it is « Pour renforcer »."""
    if i > 2 or fold(tree[i].text) != "pour":
        return False
    comma = next((j for j in range(i + 1, min(len(tree), i + 14) + 1) if tree[j].text == ","), 0)
    return bool(comma) and not any(tree[j].upos in ("VERB", "AUX") for j in range(i + 1, comma))


def is_inverted(tree: Tree, verb: int) -> bool:
    """Whether a verb of saying stands after what is said: « …, a déclaré X », « … », dit-il."""
    first = start_of_inversion(tree, verb)
    if first == 1 or says_by_deed(tree, verb):
        return False
    if tree[first - 1].text not in _MARKS:
        return _ends_report(tree, first, verb)
    if verb < len(tree) and tree[verb + 1].text in ("que", "qu'", "qu’", ":", "avoir", "être"):
        return False
    if tree[first - 1].text != ",":
        return True
    ahead = {fold(tree[j].text) for j in range(verb + 1, min(len(tree), verb + 6) + 1)}
    return not ahead & {"que", "qu'"} or has_pronoun(tree, first, verb)


def says_by_deed(tree: Tree, verb: int) -> bool:
    """« témoigne de l'intérêt », « répond au besoin »: said of things, it tells nobody's words."""
    if verb == len(tree) or not speech_words("of_things").has(tree[verb]):
        return False
    return fold(tree[verb + 1].text) in _OF


_OF = frozenset(("de", "d'", "à", "aux", "au", "du"))


def _ends_report(tree: Tree, first: int, verb: int) -> bool:
    """« Les manœuvres dureront dix jours a annoncé le ministère »: no comma before, but a whole
    clause, and after the verb nothing but who speaks."""
    if first == verb or (speech_words("ambiguous").has(tree[verb]) and not _announces(tree, verb)):
        return False
    after = verb + 1
    while after < len(tree) and speech_words("when").has(tree[after]):
        after += 1
    if after >= len(tree) or not _is_one_who_speaks(tree, after):
        return False
    rest = {fold(tree[i].text) for i in range(after, len(tree) + 1)}
    told = any(tree[i].upos in ("VERB", "AUX") for i in range(1, first))
    return told and not rest & {"que", "qu'", ":", "«", "“", '"'}


def _announces(tree: Tree, verb: int) -> bool:
    return tree[verb].lemma in ("annoncer", "confirmer", "révéler")


def _is_one_who_speaks(tree: Tree, i: int) -> bool:
    """A person's name, or an article with an office or a body: « le ministère », « son chef »."""
    if any(e.type == "PER" and e.start == tree[i].start for e in tree.sentence.entities):
        return True
    noun = tree[i + 1]
    known = speech_words("bodies").has(noun) or role_words("offices").has(noun)
    return tree[i].upos == "DET" and known


def names_speaker_of_it(tree: Tree, verb: int) -> bool:
    """« C'est ce qu'a annoncé X »: X said the sentence before."""
    if verb > _LATEST:
        return False
    opening = " ".join(fold(w.text) for w in tree.words[:4])
    return opening.startswith(("c'est ce qu", "c' est ce qu", "c' est ce que"))


_LATEST = 7  # the place of the verb in « C'est donc aussi ce qu'a annoncé X »


_MARKS = frozenset((",", "»", "”", '"', "!", "?", "—", "–", "…"))
_CLITICS = frozenset(("t", "-t", "-t-il", "-t-elle", "s'", "se", "l'", "en", "y"))


def has_pronoun(tree: Tree, first: int, verb: int) -> bool:
    """« a-t-il ajouté », « dit-elle »."""
    around = range(first, min(len(tree), verb + 1) + 1)
    return any(
        fold(tree[i].text).strip("-t").lstrip("-") in ("il", "elle", "ils", "elles", "on")
        and tree[i].text.startswith("-")
        for i in around
    )


def end_of_subject(tree: Tree, verb: int) -> int:
    """Where the subject after an inverted verb ends; appositions with their commas belong to it."""
    for j in range(verb + 1, min(len(tree), verb + _SUBJECT_WINDOW) + 1):
        if tree[j].text in (".", ";", "«", "“", "(", ":") or (
            tree[j].upos == "VERB" and j > verb + 2
        ):
            return j - 1
    return min(len(tree), verb + _SUBJECT_WINDOW)


def start_of_inversion(tree: Tree, verb: int) -> int:
    """The first word of « a déclaré X »: auxiliary and clitics, before them a comma or quote."""
    first = verb
    while first > 1 and (
        tree[first - 1].upos in ("AUX", "ADV")
        or fold(tree[first - 1].text) in _CLITICS
        or tree[first - 1].text.startswith("-")
    ):
        first -= 1
    return first


def says_something(tree: Tree, verb: int) -> bool:
    """A report has its content after it: a clause, a quotation, or what is spoken of.

    Verbs that mostly do something else (« assurer la sécurité ») need a clause or a quotation.
    """
    for j in range(verb + 1, min(len(tree), verb + 12) + 1):
        opens = fold(tree[j].text) in ("que", "qu'", ":", "«", '"', "“")
        if opens and fold(tree[j - 1].text) != "ainsi":
            return True
        if tree[j].upos == "VERB" and tree[j].feats.get("VerbForm") == "Fin":
            break
    objects = tree.children(verb, "obj")
    if any(speech_words("held").has(tree[i]) for i in objects):
        return True
    if speech_words("ambiguous").has(tree[verb]):
        return False
    return bool(tree.children(verb, "ccomp", "xcomp", "obj", "obl:arg"))
