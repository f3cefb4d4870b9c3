"""The record as JSON, the same fields in the same order as in YAML."""

from __future__ import annotations

from annotator.problems import to_json
from annotator.record import Record


def write(record: Record) -> str:
    """One JSON document, indented by two, with its last line ended."""
    return to_json(record)
