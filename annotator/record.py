"""Annotation → the record that is written: plain mappings and lists with their keys in fixed order.

Fields are those of the codebook; what is empty is left out, save `domains` and `targets`, which
a reviewer should see as empty.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from annotator.model import Annotation, Article, Cooperation, Party, Quote, Rationale, Speaker, When

SCHEMA_VERSION = 1
# Of `article`: where it lies, which is nothing that the program has read out of it.
PLACES = ("file", "sha256", "source_file", "source_sha256", "source_id", "text")
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Machine:
    """What made an annotation: same article and same machine, same record."""

    version: str
    models: str
    lexicon: str
    min_confidence: float = 0.0
    screen: bool = False  # whether articles that cannot matter are told by their words alone

    def fields(self) -> Record:
        """The `machine` block without its digests."""
        fields: Record = {
            "version": self.version,
            "models": self.models,
            "lexicon": self.lexicon,
        }
        return fields | ({"min_confidence": self.min_confidence} if self.min_confidence else {})


def to_record(annotation: Annotation, machine: Machine, file: str) -> Record:
    """The whole record; `file` is the way from the annotation's folder to its article."""
    record: Record = {
        "schema": SCHEMA_VERSION,
        "article": _article(annotation.article, file),
        "relevant": annotation.relevant,
        "parties": [_party(party) for party in annotation.parties],
        "cooperation": [_cooperation(entry) for entry in annotation.cooperation],
        "rationale": [_rationale(entry) for entry in annotation.rationale],
    }
    record["machine"] = machine.fields() | {"proposed": digests(record)}
    record["review"] = {"status": "unreviewed"}
    return record


def screened_record(file: str, sha256: str, machine: Machine, **article: str) -> Record:
    """The record of an article that was found irrelevant by its words alone; nothing is parsed.

    Its language is not looked into (`und`); `article` has further fields of its block.
    """
    record: Record = {
        "schema": SCHEMA_VERSION,
        "article": {"file": file, "sha256": sha256, **article, "language": "und"},
        "relevant": False,
        "parties": [],
        "cooperation": [],
        "rationale": [],
    }
    proposed = {"screened": True, "proposed": digests(record)}
    record["machine"] = machine.fields() | proposed
    record["review"] = {"status": "unreviewed"}
    return record


def digests(record: Mapping[str, Any]) -> dict[str, str]:
    """Id → digest of what the program wrote, for the next run to see what a person has changed."""
    entries = [*record["parties"], *record["cooperation"], *record["rationale"]]
    return {"article": article_digest(record["article"])} | {e["id"]: digest(e) for e in entries}


def digest(entry: Mapping[str, Any]) -> str:
    """Eight hex digits of an entry's content, blind to how it is laid out and to what marks it."""
    content = {key: value for key, value in entry.items() if key not in {"origin", "conflict"}}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:8]


def article_digest(article: Mapping[str, Any]) -> str:
    """Digest of what the program read out of the article; where it lies is not part of it."""
    return digest({k: v for k, v in article.items() if k not in PLACES})


def _article(article: Article, file: str) -> Record:
    fields = {
        "file": file,
        "sha256": article.sha256,
        "source_file": article.origin and article.origin.file,
        "source_sha256": article.origin and article.origin.sha256,
        "source_id": article.origin and article.origin.id,
        "title": article.title,
        "source": article.source,
        "place": article.place,
        "published": article.published,
        "language": article.language,
        "encoding": None if article.encoding == "utf-8" else article.encoding,
    }
    return _without_empty(fields)


def _party(party: Party) -> Record:
    people = [_without_empty({"name": p.name, "role": p.role}) for p in party.people]
    return _without_empty({"id": party.id, "name": party.name, "people": people})


def _cooperation(entry: Cooperation) -> Record:
    fields = {
        "id": entry.id,
        "type": entry.type,
        "parties": list(entry.parties),
        "status": entry.status,
        "domains": list(entry.domains),
        "when": _when(entry.when),
        "where": entry.where,
        "evidence": [_quote(quote) for quote in entry.evidence],
        "rule": entry.rule,
        "confidence": _confidence(entry.confidence),
    }
    return _without_empty(fields, shown={"domains", "evidence"})


def _rationale(entry: Rationale) -> Record:
    fields = {
        "id": entry.id,
        "text": entry.text,
        "start": entry.start,
        "end": entry.end,
        "kind": entry.kind,
        "theme": entry.theme,
        "targets": list(entry.targets),
        "stated_by": _speaker(entry.stated_by),
        "supports": list(entry.supports),
        "rule": entry.rule,
        "confidence": _confidence(entry.confidence),
    }
    return _without_empty(fields, shown={"targets"})


def _quote(quote: Quote) -> Record:
    return {"quote": quote.quote, "start": quote.start, "end": quote.end}


def _when(when: When | None) -> Record | None:
    return None if when is None else _without_empty({"text": when.text, "date": when.date})


def _speaker(speaker: Speaker) -> Record | str:
    return _without_empty({"name": speaker.name, "party": speaker.party}) or "article"


def _confidence(value: float) -> float:
    return round(float(value), 2)


def _without_empty(fields: Mapping[str, Any], shown: Iterable[str] = ()) -> Record:
    return {k: v for k, v in fields.items() if v not in (None, [], {}, "") or k in set(shown)}
