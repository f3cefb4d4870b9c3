"""Our types and statuses in the codes of others, read from `crosswalk.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from annotator.yaml12 import load

FITS = ("exact", "broad", "close")


@dataclass(frozen=True, slots=True)
class Cameo:
    """A code with its name; `fit` says how well it says what the entry says."""

    code: str
    name: str
    fit: str


@dataclass(frozen=True, slots=True)
class Plover:
    """Event type, mode and contexts; empty where PLOVER's table has none."""

    event: str
    mode: str
    contexts: tuple[str, ...]
    quad: str


@cache
def read_crosswalk() -> dict[str, Any]:
    """The data file: sources, codes, and the tables from our values to them."""
    file = resources.files("annotator").joinpath("export/crosswalk.yaml")
    data: dict[str, Any] = load(file.read_text(encoding="utf-8"), file.name)
    return data


def cameo(type_: str, status: str, domains: tuple[str, ...] = ()) -> Cameo:
    """The CAMEO code of an act; an operation to keep the peace has codes of its own."""
    data = read_crosswalk()
    table = data["types"][type_]["codes"]
    if type_ in data["peacekeeping"]["types"] and "peacekeeping" in domains:
        table = data["peacekeeping"]["codes"]
    code, fit = table[status]
    return Cameo(code, data["cameo"][code]["name"], fit)


def plover(type_: str, code: str, domains: tuple[str, ...] = ()) -> Plover:
    """What PLOVER's own table makes of the CAMEO code, and contexts for what the entry names."""
    data = read_crosswalk()
    found = data["cameo"][code]
    named = [
        *found["contexts"],
        *data["types"][type_]["contexts"],
        *(data["domains"][domain]["plover"] for domain in domains),
    ]
    contexts = tuple(dict.fromkeys(name for name in named if name))
    return Plover(found["event"], found["mode"], contexts, data["plover"][found["event"]])


def mme_flags(domains: tuple[str, ...]) -> dict[str, int]:
    """MME column → 1 where a domain of the entry says so."""
    data = read_crosswalk()
    return {name: 1 for domain in domains if (name := data["domains"][domain]["mme"])}


def dcad_activity(type_: str, domains: tuple[str, ...]) -> str:
    """The activity that DCAD's description names, or nothing."""
    data = read_crosswalk()
    if type_ in data["peacekeeping"]["types"] and "peacekeeping" in domains:
        return str(data["peacekeeping"]["dcad"])
    return str(data["types"][type_]["dcad"])
