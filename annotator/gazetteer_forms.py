"""From an entry of the gazetteer's files to all the forms that stand for it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_FOLD = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "‑": "-", "‐": "-"}
)
_GRAMMAR = {
    "m": ("Masc", "Sing"),
    "f": ("Fem", "Sing"),
    "mp": ("Masc", "Plur"),
    "fp": ("Fem", "Plur"),
}
_ARTICLE = {
    "le": ("Masc", "Sing"),
    "la": ("Fem", "Sing"),
    "l'": (None, "Sing"),
    "les": (None, "Plur"),
    "": (None, "Sing"),
}
_ACCENTED_INITIAL = re.compile(r"(?<!\w)[ÀÂÇÉÈÊËÎÏÔÖÙÛÜ]")
_ACRONYM = 5  # letters at the most, for capitals alone to tell two forms apart

# In this order: of two kinds that give the same form to the same party the first is kept.
STATE_KINDS = {
    "name": "name",
    "aliases": "name",
    "nicknames": "nickname",
    "joint": "nickname",
    "metonyms": "metonym",
    "forces": "force",
    "former": "former",
    "capital": "capital",
    "places": "place",
    "combining": "combining",
}
OTHER_KINDS = ("name", "aliases", "nicknames", "metonyms", "forces", "former", "combining")


@dataclass(frozen=True, slots=True)
class Alias:
    """A form that stands for a party.

    Held against a text with `fold_form`; a small first letter of `form` may be a capital in the
    text (« les Japonais », « Pays du Soleil-Levant »), a capital may not be small.
    """

    form: str
    party: str
    kind: str  # name nickname capital demonym combining metonym force former place
    # organisation company armed_group
    number: str | None = None  # Sing | Plur, None where the form does not tell
    gender: str | None = None  # Masc | Fem, likewise
    ambiguous: bool = False  # also something else: needs support from the context
    secondary: bool = False  # usually another party: this one only where the context names it


def fold_form(text: str) -> str:
    """One kind of apostrophe, hyphen and space; character for character, so that offsets stay."""
    return text.translate(_FOLD)


def form_key(form: str) -> str:
    """What two forms share that a text cannot tell apart: case counts in acronyms alone."""
    return form if form.isupper() and len(form) <= _ACRONYM else form.lower()


def aliases_of(party: str, entry: dict[str, Any], kinds: dict[str, str]) -> Iterator[Alias]:
    """All aliases that `entry` gives to `party`, each form once; `kinds` maps its keys to kinds."""
    flagged = {_normal(f) for f in entry.get("ambiguous", ())}
    secondary = {_normal(f) for f in entry.get("secondary", ())}
    seen: set[str] = set()
    for base, kind, gender, number in _bases(entry, kinds):
        for form in _variants(base, kind):
            if form not in seen:
                seen.add(form)
                yield Alias(form, party, kind, number, gender, base in flagged, base in secondary)


def base_forms(entry: dict[str, Any], kinds: dict[str, str]) -> set[str]:
    """The forms that an entry writes out, without the variants that are made of them."""
    return {base for base, *_ in _bases(entry, kinds)}


def _normal(form: str) -> str:
    return form if form.isascii() else fold_form(unicodedata.normalize("NFC", form))


_Base = tuple[str, str, str | None, str | None]  # form, kind, gender, number


def _bases(entry: dict[str, Any], kinds: dict[str, str]) -> Iterator[_Base]:
    for key, kind in kinds.items():
        if key == "capital":
            yield from _demonyms(entry)
        if key == "name":
            gender, number = _ARTICLE[entry.get("article", "")]
            yield _normal(entry["name"]), kind, gender, number
            continue
        for form in entry.get(key, ()):
            yield _normal(form), kind, None, None
    if "capital" not in kinds:
        yield from _demonyms(entry)


def _demonyms(entry: dict[str, Any]) -> Iterator[_Base]:
    raw = entry.get("demonyms", [])
    grammar: dict[str, set[tuple[str, str]]] = {}
    for forms in [raw] if isinstance(raw, dict) else raw:
        for key, form in forms.items():
            grammar.setdefault(_normal(form), set()).add(_GRAMMAR[key])
    for form, readings in grammar.items():
        genders, numbers = {g for g, _ in readings}, {n for _, n in readings}
        gender = genders.pop() if len(genders) == 1 else None
        yield form, "demonym", gender, numbers.pop() if len(numbers) == 1 else None


def _variants(form: str, kind: str) -> Iterator[str]:
    """The form, « Etats-Unis » for « États-Unis », « sud coréen » for « sud-coréen »."""
    if kind == "combining":
        yield f"{form}-"
        return
    yield form
    capitalised = form[0].upper() + form[1:]
    plain = _ACCENTED_INITIAL.sub(lambda m: unicodedata.normalize("NFD", m[0])[0], capitalised)
    if plain != capitalised:
        yield plain
    if kind == "demonym" and "-" in form:
        yield form.replace("-", " ")
