"""What the gazetteer's files must hold to: their schemas, their references, no shared forms."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any

import jsonschema_rs

from annotator.gazetteer_forms import OTHER_KINDS, STATE_KINDS, Alias, base_forms, form_key
from annotator.yaml12 import Located

_FLAGS = ("ambiguous", "secondary")


@cache
def _validator(name: str) -> Any:
    file = resources.files("annotator").joinpath("data", "schemas", f"{name}.schema.json")
    return jsonschema_rs.validator_for(json.loads(file.read_text(encoding="utf-8")))


def check_entries(files: dict[str, Located]) -> None:
    """Each file against its schema, then its codes and flags. Raises LexiconError."""
    for name, file in files.items():
        for error in _validator(name).iter_errors(file.data):
            raise file.error(tuple(error.instance_path), error.message)
    states = {code for code, e in files["countries"].data.items() if "state" not in e}
    for name, file in files.items():
        if name != "neutral":
            _check_codes(file, states, set(files["organisations"].data))
            _check_flags(file)
            if name != "companies":
                _check_order(file)


def _check_order(file: Located) -> None:
    """Entries in the order of their codes, so that each has its place and diffs stay small."""
    for before, after in pairwise(file.data):
        if before > after:
            raise file.error((after,), f"{after} stands after {before}: sort by code")


def _check_codes(file: Located, states: set[str], organisations: set[str]) -> None:
    for key, entry in file.data.items():
        for field in ("state", "members"):
            for code in _codes(entry.get(field)):
                if code not in states and not (field == "members" and code in organisations):
                    raise file.error((key, field), f"{code} is not the code of a state")
        if entry.get("part_of") not in (None, *organisations):
            raise file.error((key, "part_of"), f"there is no organisation {entry['part_of']}")
    if clash := states & organisations:
        raise file.error((), f"code of a state and of an organisation: {', '.join(clash)}")


def _codes(value: str | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else value or []


def _check_flags(file: Located) -> None:
    """What is flagged as ambiguous or secondary is one of the entry's forms."""
    kinds = STATE_KINDS if file.source.startswith("countries") else dict.fromkeys(OTHER_KINDS, "")
    for key, entry in file.data.items():
        forms = base_forms({"name": key, **entry}, kinds) if _has_flags(entry) else set()
        for flag in _FLAGS:
            for i, form in enumerate(entry.get(flag, ())):
                if form.replace("’", "'") not in forms:
                    raise file.error((key, flag, i), f"{form!r} is not a form of {key}")


def _has_flags(entry: dict[str, Any]) -> bool:
    return any(flag in entry for flag in _FLAGS)


def check_sharing(files: dict[str, Located], readings: list[Alias]) -> None:
    """A form leads to one party, or is ambiguous in all, or secondary in all but one."""
    joint = _joint_forms(files)
    by_key: dict[str, list[Alias]] = {}
    for alias in readings:
        by_key.setdefault(form_key(alias.form), []).append(alias)
    for key, aliases in by_key.items():
        if len({a.party for a in aliases}) > 1 and key not in joint:
            first = [a for a in aliases if not a.secondary]
            if len({a.party for a in first}) > 1 and not all(a.ambiguous for a in first):
                raise _shared(files, aliases)


def _joint_forms(files: dict[str, Located]) -> set[str]:
    """Forms that mean several parties at once: the `joint` ones, companies of several states."""
    joint = {form for e in files["countries"].data.values() for form in e.get("joint", ())}
    for name, entry in files["companies"].data.items():
        if isinstance(entry["state"], list):
            joint |= {name, *entry.get("aliases", ())}
    return {form_key(form) for form in joint}


def _shared(files: dict[str, Located], aliases: list[Alias]) -> Exception:
    form, parties = aliases[0].form, sorted({a.party for a in aliases})
    file, path = next(_places(files, form), (files["countries"], ()))
    return file.error(
        path, f"{form!r} stands for {' and '.join(parties)}: flag it as ambiguous or secondary"
    )


def _places(files: dict[str, Located], form: str) -> Iterator[tuple[Located, tuple[str, ...]]]:
    for file in files.values():
        for key, entry in file.data.items():
            if isinstance(entry, dict):
                for field, value in entry.items():
                    if form in (key, value) or (isinstance(value, list) and form in value):
                        yield file, (key, field)
