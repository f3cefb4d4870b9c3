"""The party lexicon: which names, adjectives and periphrases stand for which party."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from annotator.datafiles import data_file
from annotator.gazetteer_checks import check_entries, check_sharing
from annotator.gazetteer_forms import (
    OTHER_KINDS,
    STATE_KINDS,
    Alias,
    aliases_of,
    fold_form,
    form_key,
)
from annotator.yaml12 import load_with_lines

__all__ = ["Alias", "Gazetteer", "build_gazetteer", "fold_form", "load_gazetteer", "read_gazetteer"]

FILES = ("countries", "organisations", "companies", "armed_groups", "neutral")
_PLACE_KINDS = {**dict.fromkeys(STATE_KINDS, "place"), "combining": "combining"}


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All parties and their forms.

    `aliases` holds the usual readings: several parties of one form are several aliases. `neutral`
    are phrases that hold a party's form and stand for none (« golfe de Guinée »): longest match.
    """

    aliases: tuple[Alias, ...]
    neutral: tuple[str, ...]
    entries: dict[str, dict[str, Any]]  # party or territory → its entry
    by_key: dict[str, tuple[Alias, ...]]  # `form_key` of a form → all its readings
    _states: frozenset[str]
    _organisations: frozenset[str]

    def readings(self, form: str) -> tuple[Alias, ...]:
        """All readings of a form, the secondary ones (« Corée » for PRK) included."""
        return self.by_key.get(form_key(fold_form(form)), ())

    def name(self, party: str) -> str:
        """The French name; an unknown `X:Name` is called Name. KeyError for an unknown code."""
        if party not in self.entries and party.startswith("X:"):
            return party[2:]
        return str(self.entries[party]["name"])

    def article(self, party: str) -> str:
        """The article le, la, l' or les; empty where the name takes none or is unknown."""
        return str(self.entries.get(party, {}).get("article", ""))

    def members(self, party: str) -> tuple[str, ...]:
        """The member states of an organisation; empty for anything else."""
        return tuple(self.entries.get(party, {}).get("members", ()))

    def part_of(self, party: str) -> str | None:
        """The organisation that runs a mission: UN for MONUSCO."""
        return self.entries.get(party, {}).get("part_of")

    def state_of(self, code: str) -> str | None:
        """The state that a code of ISO 3166-1 belongs to: itself, or FRA for Guadeloupe's GLP."""
        return code if code in self._states else self.entries.get(code, {}).get("state")

    def is_state(self, party: str) -> bool:
        """Whether this is the code of a state (of no dependent territory)."""
        return party in self._states

    def is_org(self, party: str) -> bool:
        """Whether this is the code of an organisation, a standing group or one of its missions."""
        return party in self._organisations


@cache
def load_gazetteer() -> Gazetteer:
    """The gazetteer of `data/`. Raises LexiconError (`file:line: message`)."""
    texts = {name: data_file(f"{name}.yaml").read_text(encoding="utf-8") for name in FILES}
    return read_gazetteer(texts)


def read_gazetteer(texts: dict[str, str]) -> Gazetteer:
    """A gazetteer from the texts of its FILES. Raises LexiconError (`file:line: message`)."""
    files = {name: load_with_lines(texts[name], f"{name}.yaml") for name in FILES}
    check_entries(files)
    data = {name: file.data for name, file in files.items()}
    readings = list(_read_aliases(data))
    check_sharing(files, readings)
    return _build(data, readings)


def build_gazetteer(data: Mapping[str, Any]) -> Gazetteer:
    """A gazetteer from the data of its FILES, which were checked before."""
    return _build(data, list(_read_aliases(data)))


def _build(data: Mapping[str, Any], readings: list[Alias]) -> Gazetteer:
    countries, organisations = data["countries"], data["organisations"]
    return Gazetteer(
        aliases=tuple(alias for alias in readings if not alias.secondary),
        neutral=tuple(fold_form(form) for group in data["neutral"].values() for form in group),
        entries={**countries, **organisations, **data["armed_groups"]},
        by_key=_by_key(readings),
        _states=frozenset(code for code, entry in countries.items() if "state" not in entry),
        _organisations=frozenset(organisations),
    )


def _read_aliases(data: Mapping[str, Any]) -> Iterator[Alias]:
    for code, entry in data["countries"].items():
        if "state" not in entry:
            yield from aliases_of(code, entry, STATE_KINDS)
        elif entry["state"]:
            yield from aliases_of(entry["state"], entry, _PLACE_KINDS)
    for name, entry in data["companies"].items():
        for state in _as_list(entry["state"]):
            yield from aliases_of(state, {"name": name, **entry}, _other_kinds("company"))
    for file, kind in (("organisations", "organisation"), ("armed_groups", "armed_group")):
        for party, entry in data[file].items():
            yield from aliases_of(party, entry, _other_kinds(kind))


@cache
def _other_kinds(kind: str) -> dict[str, str]:
    own = ("name", "aliases", "nicknames")
    return {key: kind if key in own else STATE_KINDS[key] for key in OTHER_KINDS}


def _as_list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _by_key(readings: Iterable[Alias]) -> dict[str, tuple[Alias, ...]]:
    found: dict[str, list[Alias]] = {}
    for alias in readings:
        found.setdefault(form_key(alias.form), []).append(alias)
    return {key: tuple(aliases) for key, aliases in found.items()}
