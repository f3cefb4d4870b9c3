"""Annotations as they are compared: acts and reasons, whatever form the file has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.corpus.encoding import decode
from annotator.errors import AnnotationError
from annotator.evaluate.verbatim import locate, squash
from annotator.formats import SUFFIXES
from annotator.model import Span
from annotator.yamlfile import YamlError, load, read_text


@dataclass(frozen=True, slots=True)
class Act:
    """A cooperation entry; `id` is empty where the file gives none."""

    id: str
    type: str
    parties: frozenset[str]
    status: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A rationale entry; `span` is its place in the squashed article, None if it is not there."""

    id: str
    text: str
    span: Span | None
    kind: str
    theme: str
    targets: frozenset[str]
    speaker: tuple[str, ...]  # the words of a name, in lower case without accents


@dataclass(frozen=True, slots=True)
class Reading:
    """What one annotation says of one article."""

    relevant: bool
    acts: tuple[Act, ...]
    reasons: tuple[Reason, ...]

    @property
    def types(self) -> set[str]:
        return {act.type for act in self.acts}

    @property
    def parties(self) -> set[str]:
        return {party for act in self.acts for party in act.parties}


NOTHING = Reading(relevant=False, acts=(), reasons=())


@dataclass(frozen=True, slots=True)
class File:
    """An annotation file as it is compared."""

    path: Path
    record: Mapping[str, Any]


def read_folder(folder: Path, other: Path) -> dict[str, File]:
    """Stem → file, for every YAML file under `folder`. Raises AnnotationError.

    What lies under `other`, the folder to compare with, is left out where that is a part of
    `folder`: it would take the place of files of the same stem and be compared with itself.
    """
    files = {}
    inside = folder.resolve() in other.resolve().parents
    for path in sorted(folder.rglob("*.y*ml")):
        if inside and path.resolve().is_relative_to(other.resolve()):
            continue
        try:
            data = load(read_text(path)).data
        except YamlError as error:
            raise AnnotationError(f"{path}:{error.line}: {error}", "yaml") from error
        if isinstance(data, Mapping):
            files[stem(path)] = File(path, data)
    return files


def read_texts(folder: Path) -> dict[str, str]:
    """Stem → squashed text, for every text under `folder`, those extracted from pages included."""
    suffixes = {*SUFFIXES["text"], *SUFFIXES["markdown"]}
    paths = (path for path in folder.rglob("*.*") if path.suffix in suffixes and path.is_file())
    return {stem(path): squash(decode(path.read_bytes(), str(path))[0]) for path in sorted(paths)}


def stem(path: Path) -> str:
    """`003` of `003.yaml` and of `003.reviewed.yaml`."""
    return path.name.split(".")[0]


def read_record(record: Mapping[str, Any], text: str) -> Reading:
    """An annotation as it is compared, its reasons looked up in the squashed `text`."""
    acts = tuple(_act(entry) for entry in _list(record, "cooperation"))
    reasons = tuple(_reason(entry, text) for entry in _list(record, "rationale"))
    relevant = str(record.get("relevant", bool(acts))).lower() == "true"
    return Reading(relevant, acts, reasons)


def same_speaker(one: Reason, other: Reason) -> bool:
    """Whether two names are the same or end in the same word."""
    a, b = one.speaker, other.speaker
    return a == b or bool(a and b and a[-1] == b[-1])


def pair_reasons(gold: Sequence[Reason], found: Sequence[Reason]) -> Iterator[tuple[int, int]]:
    """One-to-one pairs that share half of what they cover together, the closest first."""
    shared = [(_share(g, f), i, j) for i, g in enumerate(gold) for j, f in enumerate(found)]
    taken: tuple[set[int], set[int]] = set(), set()
    for share, i, j in sorted(shared, reverse=True):
        if share >= 0.5 and i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            yield i, j


def best_match(act: Act, others: Sequence[Act]) -> Act | None:
    """The act of the same type whose parties are nearest, if there is one."""
    same = [other for other in others if other.type == act.type]
    return max(same, key=lambda other: _jaccard(act.parties, other.parties), default=None)


def _share(one: Reason, other: Reason) -> float:
    """Intersection over union."""
    if one.span is None or other.span is None:
        return 0.0
    both = min(one.span.end, other.span.end) - max(one.span.start, other.span.start)
    union = max(one.span.end, other.span.end) - min(one.span.start, other.span.start)
    return max(0, both) / union


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / (len(one | other) or 1)


def _act(entry: Mapping[str, Any]) -> Act:
    parties = frozenset(_code(party) for party in _list(entry, "parties"))
    id_ = str(entry.get("id") or "")
    return Act(id_, str(entry.get("type")), parties, str(entry.get("status")))


def _reason(entry: Mapping[str, Any], text: str) -> Reason:
    words = str(entry.get("text") or _first_quote(entry.get("evidence")) or "")
    return Reason(
        id=str(entry.get("id") or ""),
        text=words,
        span=locate(words, text),
        kind=str(entry.get("kind")),
        theme=str(entry.get("theme")),
        targets=frozenset(_code(target) for target in _list(entry, "targets")),
        speaker=_speaker(entry.get("stated_by")),
    )


def _first_quote(evidence: Any) -> Any:
    first = (evidence or [None])[0] if isinstance(evidence, list) else evidence
    return first.get("quote") or first.get("text") if isinstance(first, Mapping) else first


def _speaker(value: Any) -> tuple[str, ...]:
    if isinstance(value, Mapping):
        value = value.get("name") or value.get("party") or value.get("id")
    ascii_ = unicodedata.normalize("NFKD", str(value or "article")).encode("ascii", "ignore")
    return tuple(re.sub(r"[^a-z ]", " ", ascii_.decode().lower()).split())


def _code(party: Any) -> str:
    return str(party.get("id") if isinstance(party, Mapping) else party)


def _list(record: Mapping[str, Any], key: str) -> list[Any]:
    value = record.get(key)
    return value if isinstance(value, list) else []
