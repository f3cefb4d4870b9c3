"""Findings as rows of a table: one for each entry of cooperation and of rationale."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotator.export.document import Document, Finding

Row = dict[str, Any]

# column → what it holds; `docs/export.md` lists the same
COLUMNS: dict[str, str] = {
    "annotation": "the annotation's file, from the folder that was asked for",
    "article": "the article's file, as the annotation names it",
    "sha256": "of the article's bytes",
    "title": "of the article",
    "source": "agency or newspaper",
    "place": "of the dateline",
    "published": "date, EDTF",
    "review": "unreviewed, corrected or accepted",
    "list": "cooperation or rationale",
    "id": "of the entry, unlike all others of its article",
    "type": "of cooperation",
    "parties": "of cooperation: codes (list)",
    "status": "of cooperation",
    "domains": "of cooperation (list)",
    "when_text": "of cooperation: the article's words",
    "when_date": "of cooperation: the same, EDTF",
    "where": "of cooperation: the article's words",
    "kind": "of rationale: purpose or cause",
    "theme": "of rationale",
    "targets": "of rationale: codes (list)",
    "stated_by": "of rationale: a person's name, else `article` where it is the journalist",
    "stated_by_parties": "of rationale: codes (list)",
    "supports": "of rationale: ids of cooperation (list)",
    "quotes": "the words, piece by piece (list)",
    "spans": "where each piece stands: start and end in code points of the article (list)",
    "rule": "the rule or connective",
    "confidence": "0 to 1",
    "origin": "edited or human: a person's",
}
LISTS = frozenset({"parties", "domains", "targets", "stated_by_parties", "supports", "quotes"})


def finding_row(document: Document, finding: Finding) -> Row:
    """One row: a value, None, or a list for each of COLUMNS; `spans` has pairs, or None."""
    record, entry = document.record, finding.entry
    values = {
        "annotation": document.file,
        "article": record["article"]["file"],
        "review": record.get("review", {}).get("status"),
        "list": finding.list,
        "quotes": list(finding.quotes),
        "spans": [(span.start, span.end) if span else None for span in finding.spans],
        **_about(record["article"]),
        **_said(entry),
    }
    plain = {name: entry.get(name) for name in COLUMNS if name not in values}
    row = {name: (values | plain)[name] for name in COLUMNS}
    return {name: (value or []) if name in LISTS else value for name, value in row.items()}


def _about(article: Mapping[str, Any]) -> Row:
    return {name: article.get(name) for name in ("sha256", "title", "source", "place", "published")}


def _said(entry: Mapping[str, Any]) -> Row:
    """When, and who says so."""
    when, speaker = entry.get("when", {}), entry.get("stated_by", {})
    if isinstance(speaker, str):
        speaker = {"name": speaker}
    return {
        "when_text": when.get("text"),
        "when_date": when.get("date"),
        "stated_by": speaker.get("name"),
        "stated_by_parties": speaker["party"].split(", ") if speaker.get("party") else [],
    }
