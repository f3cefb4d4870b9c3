"""Entries of an annotation as they stand in a file that people edit: nothing in them is sure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotator.anchor import anchor

Entry = Mapping[str, Any]


def entries(record: Mapping[str, Any], name: str) -> list[Entry]:
    return list(record.get(name) or [])


def digests(machine: Any, name: str) -> dict[str, str]:
    """The ids and digests under `machine`; what a person has made unreadable counts as none."""
    found = machine.get(name) if isinstance(machine, Mapping) else None
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, Mapping) else {}


def is_finding(name: str) -> bool:
    return name != "article" and not name[:1].isupper()


def codes(entry: Entry) -> list[str]:
    codes = entry.get("parties")
    return [str(code) for code in codes] if isinstance(codes, list) else []


def act(entry: Entry) -> tuple[Any, frozenset[str]]:
    """The codebook has one entry per type and set of parties."""
    return str(entry.get("type")), frozenset(codes(entry))


def overlap(one: Entry, other: Entry) -> bool:
    """Whether two stretches share half of what they cover together."""
    a, b, c, d = (_offset(entry, key) for entry in (one, other) for key in ("start", "end"))
    return 2 * (min(b, d) - max(a, c)) >= max(b, d) - min(a, c) > 0


def _offset(entry: Entry, key: str) -> int:
    value = entry.get(key)
    return value if isinstance(value, int) else -1


def rename_supports(entry: Entry, renamed: Mapping[str, str | None]) -> Entry:
    """A reason that supports the entries that are there, under the ids that they have."""
    if "supports" not in entry:
        return entry
    names = [renamed.get(name, name) for name in entry["supports"]]
    supports = list(dict.fromkeys(name for name in names if name is not None))
    changed = {key: supports if key == "supports" else value for key, value in entry.items()}
    return changed if supports else {k: v for k, v in changed.items() if k != "supports"}


def anchored(name: str, entry: dict[str, Any], text: str) -> tuple[dict[str, Any], bool]:
    """An entry with its offsets put right, and whether all its words are in the article."""
    if name == "rationale":
        fixed = anchor(entry, "text", text)
        return fixed or entry, fixed is not None
    quotes = entry.get("evidence")
    if not isinstance(quotes, list) or not all(isinstance(quote, dict) for quote in quotes):
        return entry, True
    anchored = [anchor(quote, "quote", text) for quote in quotes]
    evidence = [new or old for new, old in zip(anchored, quotes, strict=True)]
    return entry | {"evidence": evidence}, None not in anchored
