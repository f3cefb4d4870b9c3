"""Annotations as bytes, without their articles."""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict
from typing import Any

from annotator.model import (
    Annotation,
    Article,
    Cooperation,
    Party,
    Person,
    Quote,
    Rationale,
    Speaker,
    When,
)

LEVEL = 1  # of zlib's nine


def pack(annotation: Annotation) -> bytes:
    """All of an annotation but its article."""
    content = {
        "relevant": annotation.relevant,
        "parties": [asdict(party) for party in annotation.parties],
        "cooperation": [asdict(entry) for entry in annotation.cooperation],
        "rationale": [asdict(entry) for entry in annotation.rationale],
        "notes": annotation.notes,
    }
    return pack_json(content)


def unpack(body: bytes, article: Article) -> Annotation | None:
    """The annotation of which `pack` was made, None where the bytes are damaged."""
    found = unpack_json(body)
    try:
        return Annotation(
            article,
            found["relevant"],
            tuple(map(_party, found["parties"])),
            tuple(map(_cooperation, found["cooperation"])),
            tuple(map(_rationale, found["rationale"])),
            tuple(found["notes"]),
        )
    except (KeyError, TypeError):
        return None


def _party(entry: dict[str, Any]) -> Party:
    return Party(**{**entry, "people": tuple(Person(**person) for person in entry["people"])})


def _cooperation(entry: dict[str, Any]) -> Cooperation:
    when = entry["when"] and When(**entry["when"])
    evidence = tuple(Quote(**quote) for quote in entry["evidence"])
    return Cooperation(**_tuples(entry | {"when": when, "evidence": evidence}))


def _rationale(entry: dict[str, Any]) -> Rationale:
    return Rationale(**_tuples(entry | {"stated_by": Speaker(**entry["stated_by"])}))


def _tuples(fields: dict[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in fields.items()}


def pack_json(value: Any) -> bytes:
    """JSON, compressed."""
    return zlib.compress(json.dumps(value, separators=(",", ":")).encode(), LEVEL)


def unpack_json(body: bytes) -> Any:
    """What `pack_json` was given, None where the bytes are damaged."""
    try:
        return json.loads(zlib.decompress(body))
    except (zlib.error, ValueError):
        return None
