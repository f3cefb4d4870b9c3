"""A person's entry, given what it lacks: an id, its origin, the offsets of its words."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from annotator.entries import Entry, anchored, codes
from annotator.ids import cooperation_id, rationale_id

GONE = "the quoted words are not in the article"
CHANGED = "the article has changed, and the program does not find this in it any more"


def care_for(
    name: str, entry: Entry, text: str, proposed: Container[object], taken: Container[str]
) -> tuple[dict[str, Any], bool]:
    """The entry of the list `name` with what it lacks, and whether its words are in the article.

    What the program has `proposed` under its id was edited, anything else is a person's own. An
    entry whose words are gone is marked.
    """
    cared = dict(entry)
    if not isinstance(cared.get("id"), str):
        cared["id"] = new_id(name, cared, taken)
    cared.setdefault("origin", "edited" if str(entry.get("id")) in proposed else "human")
    if name == "parties":
        return cared, True
    cared, found = anchored(name, cared, text)
    if not found:
        cared.setdefault("conflict", GONE)
    return cared, found


def new_id(name: str, entry: Entry, taken: Container[str]) -> str:
    """As the program would call it, numbered where that is taken."""
    if name == "parties":
        stem = "X:?"
    elif name == "cooperation":
        stem = cooperation_id(str(entry.get("type", "entry")), codes(entry))
    else:
        stem = rationale_id(str(entry.get("theme", "reason")), str(entry.get("text", "")))
    free, number = stem, 1
    while free in taken:
        number += 1
        free = f"{stem}-{number}"
    return free
