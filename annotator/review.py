"""Last machine output, a person's file and new machine output → the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from annotator.record import Record
from annotator.writers import yaml


@dataclass(frozen=True, slots=True)
class Note:
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Merged:
    text: str
    notes: tuple[Note, ...] = ()


def merge(existing: str, record: Record, article_text: str) -> Merged:
    return Merged(yaml.write(record))


def review_status(data: Any) -> str:
    review = data.get("review") if isinstance(data, Mapping) else None
    return str(review.get("status")) if isinstance(review, Mapping) else "unreviewed"
