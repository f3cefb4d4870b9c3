"""Annotations in the formats of other programs: one module per format.

    files ─ report.collect ─▶ Item ─ document ─▶ Document ─ a Format ─▶ bytes ─ target ─▶ file

A format is a `Format`: one function that writes all documents into one file, or one that gives the
files of each document.
"""

from __future__ import annotations

from annotator.export import (
    brat,
    cas,
    conllu,
    events,
    findings,
    jsonl,
    labelstudio,
    parquet,
    webanno,
)
from annotator.export.document import Document, documents
from annotator.export.format import Format
from annotator.export.target import Target, check_target

EXPORTERS: dict[str, Format] = {
    "csv": findings.FORMAT,
    "jsonl": jsonl.FORMAT,
    "parquet": parquet.FORMAT,
    "brat": brat.FORMAT,
    "cas-json": cas.JSON,
    "cas-xmi": cas.XMI,
    "conllu": conllu.FORMAT,
    "labelstudio": labelstudio.FORMAT,
    "webanno-json-ld": webanno.FORMAT,
    "events": events.FORMAT,
}

__all__ = ["EXPORTERS", "Document", "Format", "Target", "check_target", "documents"]
