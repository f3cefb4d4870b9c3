"""The record as JSON, the same fields in the same order as in YAML."""

from __future__ import annotations

import json

from annotator.record import Record


def write(record: Record) -> str:
    """One JSON document, indented by two, with its last line ended."""
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"
