"""Events: CSV with one row for each entry of cooperation and pair of its parties.

Parties have no direction and stand in the order of their codes. An entry with one party gives one
row whose second party is empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any, BinaryIO

from annotator.export.cells import write_table
from annotator.export.crosswalk import cameo, dcad_activity, mme_flags, plover
from annotator.export.document import Document, Finding
from annotator.export.format import Format, Options
from annotator.gazetteer import load_gazetteer

Row = dict[str, Any]

# column → what it holds; `docs/export.md` lists the same
COLUMNS: dict[str, str] = {
    "event": "annotation, id and parties: unlike all others",
    "annotation": "the annotation's file, from the folder that was asked for",
    "id": "of the entry",
    "article": "the article's file, as the annotation names it",
    "sha256": "of the article's bytes",
    "source": "agency or newspaper",
    "published": "date, EDTF",
    "date": "of the act as the text gives it, else of publication; EDTF",
    "date_from": "text or published",
    "party_a": "code",
    "party_b": "code; empty where the entry has one party",
    "parties": "codes of all parties of the entry (list)",
    "type": "our type",
    "status": "our status",
    "domains": "our domains (list)",
    "where": "the article's words",
    "confidence": "0 to 1",
    "rule": "what found it",
    "review": "unreviewed, corrected or accepted",
    "quotes": "the evidence, piece by piece (list)",
    "spans": "where each piece stands: start and end in code points of the article (list)",
    "cameo": "CAMEO code",
    "cameo_root": "its first two digits",
    "cameo_name": "its name",
    "cameo_fit": "exact, broad or close",
    "plover_event": "PLOVER event type",
    "plover_mode": "PLOVER mode",
    "plover_contexts": "PLOVER contexts (list)",
    "plover_quad": "PLOVER quad category",
    "dcad_candidate": "1 for a text in force or signed between two states alone, else 0",
    "dcad_activity": "which of the activities that DCAD's description names",
    "mme_exercise": "1 for an exercise, else 0; the columns below are of exercises alone",
    "mme_air": "1, or empty where the words do not say",
    "mme_land": "the same",
    "mme_sea": "the same",
    "mme_cyber": "the same",
    "mme_peacekeeping": "the same",
    "mme_humanitarian": "the same",
}


def write(documents: Iterable[Document], out: BinaryIO, _options: Options) -> None:
    """All events of all documents."""
    write_table(list(COLUMNS), (row for d in documents for row in event_rows(d)), out)


def event_rows(document: Document) -> Iterator[Row]:
    """The rows of one document."""
    for finding in document.of("cooperation"):
        common = _common(document, finding) | _codes(finding.entry)
        for a, b in _pairs(finding.entry["parties"]):
            event = f"{document.file}#{finding.id}#{a}" + (f"-{b}" if b else "")
            row = common | {"event": event, "party_a": a, "party_b": b}
            yield {name: row.get(name) for name in COLUMNS}


def _pairs(parties: Iterable[str]) -> Iterator[tuple[str, str | None]]:
    known = sorted(parties)
    return combinations(known, 2) if len(known) > 1 else iter([(known[0], None)])


def _common(document: Document, finding: Finding) -> Row:
    record, entry = document.record, finding.entry
    article = record["article"]
    when = entry.get("when", {}).get("date")
    published = article.get("published")
    plain = ("id", "type", "status", "where", "confidence", "rule")
    return {
        "annotation": document.file,
        "article": article["file"],
        "sha256": article["sha256"],
        "source": article.get("source"),
        "published": published,
        "date": when or published,
        "date_from": "text" if when else "published" if published else None,
        "parties": sorted(entry["parties"]),
        "domains": list(entry.get("domains", ())),
        "review": record.get("review", {}).get("status"),
        "quotes": list(finding.quotes),
        "spans": [(span.start, span.end) if span else None for span in finding.spans],
        **{name: entry.get(name) for name in plain},
    }


def _codes(entry: Mapping[str, Any]) -> Row:
    """The same act in the codes of others."""
    type_, domains = entry["type"], tuple(entry.get("domains", ()))
    code = cameo(type_, entry["status"], domains)
    event = plover(type_, code.code, domains)
    exercise = type_ == "exercise"
    return {
        "cameo": code.code,
        "cameo_root": code.code[:2],
        "cameo_name": code.name,
        "cameo_fit": code.fit,
        "plover_event": event.event,
        "plover_mode": event.mode,
        "plover_contexts": list(event.contexts),
        "plover_quad": event.quad,
        "dcad_candidate": int(_is_dcad(entry)),
        "dcad_activity": dcad_activity(type_, domains),
        "mme_exercise": int(exercise),
        **(mme_flags(domains) if exercise else {}),
    }


def _is_dcad(entry: Mapping[str, Any]) -> bool:
    parties = entry["parties"]
    states = load_gazetteer()
    return (
        entry["type"] == "agreement"
        and entry["status"] in {"done", "ongoing"}
        and len(parties) == 2
        and all(code in states.entries and states.is_state(code) for code in parties)
    )


FORMAT = Format("acts by pairs of parties, with CAMEO, PLOVER, DCAD and MME", write)
