"""Phrases of place in a sentence: « au large de Jeju », « dans le détroit de Corée »."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotator.extract.act import Act
from annotator.extract.clause import detail_words
from annotator.extract.scene import View
from annotator.roles import role_words
from annotator.tree import Tree, has_relation
from annotator.words import fold

_NAMES = ("name", "capital", "place")  # kinds of mention that can be a place
_LINKS = ("de", "entre")  # prepositions that a name of a place may hold
_AROUND = ("DET", "ADP", "PUNCT")


@dataclass(frozen=True, slots=True)
class Place:
    """A place: its text without preposition, its head, and the word that ties it to the clause."""

    text: str
    head: int
    top: int
    named: bool  # a name itself, not a noun with one: « Rabat », « le port de Rabat »


def find_places(view: View, act: Act, taken: set[int]) -> Iterator[Place]:
    """The places of a sentence in which something can happen; `taken` words are no part of one."""
    tree = view.tree
    names = _names(view)
    for head in sorted({*names, *tree.ids(detail_words("places"))}):
        if head in taken or not (head in names or _is_named_place(view, head, names)):
            continue
        top = _top(tree, head)
        if top is None or _is_receiver(view, act, head):
            if not _is_of_place(view, act, head):
                continue
            top = head
        text = _text(view, head, taken)
        if fold(text) not in detail_words("no_places"):
            yield Place(text, head, top, head in names)


def _names(view: View) -> set[int]:
    """Heads of names of places; those of people and organisations are none."""
    tree, found = view.tree, set()
    for entity in tree.sentence.entities:
        ids = [w.id for w in tree.words if w.start < entity.end and w.end > entity.start]
        if entity.type == "LOC" and ids:
            found.add(next((i for i in ids if tree[i].head not in ids), ids[0]))
    named = {a.head for a in view.actors if a.kind in _NAMES and tree[a.head].upos != "ADJ"}
    people = {i for naming in view.people for i in naming.ids}
    return (found | named) - people


def _is_named_place(view: View, i: int, names: set[int]) -> bool:
    """« le détroit de Corée », « le sol polonais »: a noun for a place with a name or adjective."""
    tree = view.tree
    if tree[i].upos not in ("NOUN", "PROPN") or i not in tree.ids(detail_words("places")):
        return False
    below = tree.children(i, "nmod", "appos", "flat", "amod")
    demonyms = {a.head for a in view.actors if a.kind == "demonym"}
    return any(c in names or c in demonyms or tree[c].upos == "PROPN" for c in below)


def _top(tree: Tree, i: int) -> int | None:
    """The word that stands after the preposition of place, None if there is no such preposition."""
    first = i if tree.preposition(i) else tree.conjuncts(i)[0]
    preposition = tree.preposition(first)
    if _is_of_setting(tree, first):
        return None
    if preposition in detail_words("place_prepositions").exact:
        return first
    above = tree[first].head
    if preposition == "de" and above and role_words("near").has(tree[above]):
        return above if tree.preposition(above) else None
    return None


def _is_of_setting(tree: Tree, i: int) -> bool:
    """« la situation au Kosovo », « les tensions croissantes en mer Noire »."""
    before = next(iter(tree.children(i, "case")), i) - 1
    while before > 0 and tree[before].upos == "ADJ":
        before -= 1
    return before > 0 and detail_words("settings").has(tree[before])


def _is_receiver(view: View, act: Act, i: int) -> bool:
    """« livrer des chars à Kiev », « exporter en Inde »: to whom, not where."""
    tree = view.tree
    actors = [a for a in view.actors if a.head == i]
    if act.type in detail_words("giving") and any(a.party in act.parties for a in actors):
        return True
    if tree.preposition(i) != "à" or not actors:
        return False
    if act.type in detail_words("giving"):
        return True
    capital = any(a.head == i and a.kind == "capital" for a in view.actors)
    article = [tree[c].text.lower() for c in tree.children(i, "det")]
    return not capital and any(text in ("la", "l'", "l’") for text in article)


def _is_of_place(view: View, act: Act, i: int) -> bool:
    """« la base de Bagram », « le sommet de Madrid », with the act's own noun."""
    tree = view.tree
    own = tree[i].head == act.word and tree.preposition(i) == "de"
    party = any(a.head == i and a.party in act.parties for a in view.actors)
    return own and not party and detail_words("of_place").has(tree[act.word])


def _text(view: View, head: int, taken: set[int]) -> str:
    ids = _extent(view.tree, head, taken)
    at = [n for n, i in enumerate(view.line.word_at) if i in ids]
    return view.line.original[at[0] : at[-1] + 1].strip()


def _extent(tree: Tree, head: int, taken: set[int]) -> set[int]:
    """The words of a place around its head: modifiers and names, up to the next preposition."""
    inside = set(tree.subtree(head, ("acl:relcl", "acl", "advcl", "parataxis", "ccomp", "appos")))
    inside |= _entity(tree, head)
    first = last = head
    while first - 1 in inside and _goes_on_before(tree, first - 1, head):
        first -= 1
    while last + 1 in inside and last + 1 not in taken and _goes_on_after(tree, last + 1):
        last += 1
    while last > head and tree[last].upos in (*_AROUND, "CCONJ"):
        last -= 1
    return set(range(first, last + 1))


def _entity(tree: Tree, head: int) -> set[int]:
    at = tree[head]
    for entity in tree.sentence.entities:
        if entity.type == "LOC" and entity.start <= at.start < entity.end:
            return {w.id for w in tree.words if w.start < entity.end and w.end > entity.start}
    return set()


def _goes_on_before(tree: Tree, i: int, head: int) -> bool:
    """« haute mer », « La Haye »; not the preposition or article of the phrase itself."""
    if tree[i].upos == "DET":
        return i in _entity(tree, head) and tree[i].text[:1].isupper()
    return tree[i].upos not in _AROUND


def _goes_on_after(tree: Tree, i: int) -> bool:
    word = tree[i]
    if word.upos == "ADP" and not has_relation(word, ("flat", "fixed")):
        return word.lemma in _LINKS or word.head <= i
    if word.upos == "CCONJ":
        return i < len(tree) and tree[i + 1].upos == "PROPN"
    return word.upos not in ("PUNCT", "VERB", "AUX", "SCONJ", "ADV")
