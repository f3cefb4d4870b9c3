"""People of an article: who they are, their office, the party that they act for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from annotator.mentions import Mention, TextOfSentence
from annotator.model import Entity
from annotator.offices import find_office, is_rank
from annotator.roles import role_words
from annotator.tree import Tree
from annotator.words import fold

_WINDOW = 14  # words of an office before or after a name: « ministre des Affaires étrangères et … »
_STOPS = frozenset(["(", ")", "«", "»", "“", "”", '"', ";", ":", "–", "—", "-", "!", "?", "..."])
_NOT_A_NAME = re.compile(r"\d|^(?:M|Mme|MM|Dr|Gén|Col)\.?$")
_CIVILITIES = ("m.", "mme", "mr", "mrs", "dr", "mm.", "m", "gén.", "président", "général")


@dataclass(slots=True)
class Known:
    """A person as known so far in an article: the full name, the office, the party."""

    name: str
    role: str | None = None
    party: str | None = None


@dataclass(frozen=True, slots=True)
class Naming:
    """One place where a person is named."""

    person: Known
    ids: tuple[int, ...]
    head: int
    start: int
    end: int


class People:
    """The people of one article, by full name and by surname; filled from the first sentence on."""

    def __init__(self) -> None:
        self._by_surname: dict[str, Known] = {}
        self.all: list[Known] = []

    def name(
        self, tree: Tree, line: TextOfSentence, entity: Entity, mentions: list[Mention]
    ) -> Naming | None:
        """Take in one PER entity; None if it is no name of a person."""
        ids = tuple(w.id for w in tree.words if w.start < entity.end and w.end > entity.start)
        name = clean_name(entity.text)
        if not ids or not name:
            return None
        head = next((i for i in ids if tree[i].head not in ids), ids[0])
        known = self._find(name) or self._add(name)
        self._learn(known, tree, line, ids, mentions)
        start, end = tree.span(list(ids))
        return Naming(known, ids, head, start, end)

    def _find(self, name: str) -> Known | None:
        known = self._by_surname.get(surname(name))
        if known and _compatible(known.name, name):
            if len(name.split()) > len(known.name.split()):
                known.name = name
            return known
        return None

    def _add(self, name: str) -> Known:
        known = Known(name)
        self.all.append(known)
        self._by_surname[surname(name)] = known
        first = fold(name.split(maxsplit=1)[0])
        if len(name.split()) > 1 and first not in self._by_surname:
            # Korean, Chinese and Vietnamese names begin with the family's: « M. Xi »
            self._by_surname[first] = known
        return known

    def _learn(
        self,
        known: Known,
        tree: Tree,
        line: TextOfSentence,
        ids: tuple[int, ...],
        mentions: list[Mention],
    ) -> None:
        """Office and party from the words before (« le ministre russe X ») or after (« X, … »)."""
        people = [e for e in tree.sentence.entities if e.type == "PER"]
        taken = {w.id for e in people for w in tree.words if e.start <= w.start < e.end}
        phrases = _before(tree, ids[0], taken), _after(tree, ids[-1])
        self._learn_role(known, tree, line, phrases, mentions)
        for phrase in phrases:
            for office in _offices(tree, phrase):
                parties = [m.party for m in mentions if m.head in office and m.head not in ids]
                if known.party is None and parties:
                    known.party = parties[0]

    def _learn_role(
        self,
        known: Known,
        tree: Tree,
        line: TextOfSentence,
        phrases: tuple[list[int], list[int]],
        mentions: list[Mention],
    ) -> None:
        """The first office that is told; a rank only as long as nothing better is."""
        if known.role is None or is_rank(known.role):
            found = find_office(tree, line, *phrases, mentions)
            if found and (known.role is None or not is_rank(found)):
                known.role = found


def clean_name(text: str) -> str:
    """The name without « M. », particles of the text around it, and white space folded."""
    words = [w.strip('«»“”"(),;:') for w in text.split()]
    words = [w for w in words if w]
    while words and fold(words[0]) in _CIVILITIES:
        words = words[1:]
    if not words or any(_NOT_A_NAME.search(w) for w in words) or not words[0][:1].isupper():
        return ""
    return " ".join(words)


def surname(name: str) -> str:
    return fold(name.rsplit(maxsplit=1)[-1])


def _compatible(known: str, name: str) -> bool:
    """« Choïgou » and « Sergueï Choïgou » are one; « Kim Jong-un » and « Kim Yo-jong » are not."""
    a, b = known.split(), name.split()
    if len(a) == 1 or len(b) == 1:
        return True
    return fold(a[-1]) == fold(b[-1]) and fold(a[0])[:1] == fold(b[0])[:1]


def _before(tree: Tree, first: int, taken: set[int]) -> list[int]:
    """Words of the phrase that ends at a name: « le ministre russe de la Défense, ».

    An office before an office belongs to it too: « le chef de l'armée russe, le général ».
    """
    found: list[int] = []
    for i in range(first - 1, max(0, first - 1 - _WINDOW), -1):
        word = tree[i]
        if i in taken or word.text in _STOPS or word.upos in ("VERB", "SCONJ") or word.text == ".":
            break
        if word.text == "," and found and not _has_office(tree, found):
            break
        if word.text == "," and any(tree[j].text == "," for j in found):
            break
        found.append(i)
    return sorted(found)


def _has_office(tree: Tree, ids: list[int]) -> bool:
    return any(role_words("offices").has(tree[i]) for i in ids)


def _after(tree: Tree, last: int) -> list[int]:
    """Words of the apposition that follows a name: « , chef d'état-major des armées russes »."""
    if last + 1 > len(tree) or tree[last + 1].text not in (",", "("):
        return []
    found: list[int] = []
    for i in range(last + 2, min(len(tree), last + 2 + _WINDOW) + 1):
        word = tree[i]
        if word.text in (",", ")", ".", ";") or (word.upos in ("VERB", "AUX") and found):
            break
        found.append(i)
    if not found or not any(role_words("offices").has(tree[i]) for i in found[:3]):
        return []
    return found


def _offices(tree: Tree, phrase: list[int]) -> list[list[int]]:
    """The parts of a phrase from an office noun on, the one nearest the name first."""
    starts = [at for at, i in enumerate(phrase) if role_words("offices").has(tree[i])]
    return [phrase[at:] for at in reversed(starts)]
