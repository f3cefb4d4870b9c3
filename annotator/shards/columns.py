"""The record as columns of a Parquet file, and back.

The fields are those of the YAML file, with two exceptions that typed columns need: `stated_by` is
null where YAML has the word `article`, and `machine.proposed` is a map.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from annotator.record import Record

_TEXT, _PLACE = pa.string(), pa.int32()


def record_columns() -> pa.Schema:
    """The columns with their types; all but `schema`, `article` and `machine` may be null."""
    quote = pa.struct({"quote": _TEXT, "start": _PLACE, "end": _PLACE})
    return pa.schema(
        {
            "schema": pa.int8(),
            "article": _article(),
            "relevant": pa.bool_(),
            "parties": pa.list_(_party()),
            "cooperation": pa.list_(_cooperation(quote)),
            "rationale": pa.list_(_rationale()),
            "machine": _machine(),
            "review": pa.struct({"status": _TEXT}),
            "error": pa.struct({"code": _TEXT, "message": _TEXT}),
        }
    )


def _texts(*names: str) -> dict[str, Any]:
    return dict.fromkeys(names, _TEXT)


def _article() -> Any:
    names = ("file", "sha256", "source_file", "source_sha256", "source_id", "text", "title")
    return pa.struct(_texts(*names, "source", "place", "published", "language", "encoding"))


def _party() -> Any:
    people = pa.list_(pa.struct(_texts("name", "role")))
    return pa.struct({**_texts("id", "name"), "people": people})


def _cooperation(quote: Any) -> Any:
    return pa.struct(
        {
            **_texts("id", "type"),
            "parties": pa.list_(_TEXT),
            "status": _TEXT,
            "domains": pa.list_(_TEXT),
            "when": pa.struct(_texts("text", "date")),
            "where": _TEXT,
            "evidence": pa.list_(quote),
            "rule": _TEXT,
            "confidence": pa.float64(),
        }
    )


def _rationale() -> Any:
    return pa.struct(
        {
            **_texts("id", "text"),
            "start": _PLACE,
            "end": _PLACE,
            **_texts("kind", "theme"),
            "targets": pa.list_(_TEXT),
            "stated_by": pa.struct(_texts("name", "party")),
            "supports": pa.list_(_TEXT),
            "rule": _TEXT,
            "confidence": pa.float64(),
        }
    )


def _machine() -> Any:
    return pa.struct(
        {
            **_texts("version", "models", "lexicon"),
            "min_confidence": pa.float64(),
            "screened": pa.bool_(),
            "proposed": pa.map_(_TEXT, _TEXT),
        }
    )


def make_row(record: Record) -> Record:
    """A record as `record_columns` wants it."""
    machine = dict(record["machine"])
    machine["proposed"] = list(machine.get("proposed", {}).items())
    row = record | {"machine": machine}
    if "rationale" in record:
        row["rationale"] = [
            entry | {"stated_by": None if entry["stated_by"] == "article" else entry["stated_by"]}
            for entry in record["rationale"]
        ]
    return row


def make_record(row: Mapping[str, Any]) -> Record:
    """The record that a row was made of."""
    record: Record = _filled(dict(row))
    for entry in record.get("rationale", ()):
        entry.setdefault("stated_by", "article")
    machine = record["machine"]
    if proposed := dict(machine.pop("proposed", ())):
        machine["proposed"] = proposed
    return record


def _filled(value: Any) -> Any:
    """Without the nulls that stand for fields that a record does not have."""
    if isinstance(value, Mapping):
        return {key: _filled(found) for key, found in value.items() if found is not None}
    return [_filled(item) for item in value] if isinstance(value, list) else value
