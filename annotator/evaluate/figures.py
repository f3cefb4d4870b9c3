"""Annotations scored against gold: precision, recall and F1 per field, accuracy where matched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.evaluate.compare import (
    NOTHING,
    Reading,
    Reason,
    best_match,
    pair_reasons,
    read_folder,
    read_record,
    read_texts,
    same_speaker,
)
from annotator.model import TYPES

FIELDS = (
    "relevant",
    "parties",
    "types",
    "type_party",
    "rationale_spans",
    "rationale_chars",
    "targets",
)
ACCURACIES = ("status", "kind", "theme", "stated_by", "verbatim")


@dataclass(slots=True)
class Counts:
    """Found rightly, found wrongly, missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, gold: Collection[Any], found: Collection[Any]) -> None:
        """Count two sets."""
        both = len(set(gold) & set(found))
        self.right += both
        self.wrong += len(set(found)) - both
        self.missed += len(set(gold)) - both

    def row(self) -> dict[str, float]:
        """Precision, recall, F1 and the number in gold."""
        precision = _ratio(self.right, self.right + self.wrong)
        recall = _ratio(self.right, self.right + self.missed)
        f1 = _ratio(2 * precision * recall, precision + recall)
        shown = {"p": precision, "r": recall, "f1": f1}
        return {k: round(v, 4) for k, v in shown.items()} | {"n": self.right + self.missed}


@dataclass(slots=True)
class Accuracy:
    """How many of those that could be compared are the same."""

    same: int = 0
    of: int = 0

    def add(self, same: bool) -> None:
        """Count one comparison."""
        self.same += same
        self.of += 1

    def row(self) -> dict[str, float]:
        return {"acc": round(_ratio(self.same, self.of), 4), "n": self.of}


@dataclass(slots=True)
class Evaluation:
    """The counts over all articles of the gold, and what is said of each."""

    fields: dict[str, Counts] = field(default_factory=lambda: {name: Counts() for name in FIELDS})
    accuracy: dict[str, Accuracy] = field(
        default_factory=lambda: {name: Accuracy() for name in ACCURACIES}
    )
    by_type: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    articles: int = 0
    missing: list[str] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, stem: str, gold: Reading, found: Reading) -> None:
        """Compare what two annotations say of one article."""
        self.articles += 1
        self._add_acts(gold, found)
        paired = self._add_reasons(gold, found)
        self.rows.append(_row(stem, gold, found, paired))

    def _add_acts(self, gold: Reading, found: Reading) -> None:
        fields = self.fields
        fields["relevant"].add({1} if gold.relevant else (), {1} if found.relevant else ())
        fields["parties"].add(gold.parties, found.parties)
        fields["types"].add(gold.types, found.types)
        fields["type_party"].add(set(_type_parties(gold)), set(_type_parties(found)))
        for type_ in gold.types | found.types:
            self.by_type[type_].add({type_} & gold.types, {type_} & found.types)
        for act in gold.acts:
            match = best_match(act, found.acts)
            if match is not None:
                self.accuracy["status"].add(match.status == act.status)

    def _add_reasons(self, gold: Reading, found: Reading) -> int:
        """Count the reasons; how many are paired. Gold that is not in the text is left out."""
        wanted = [reason for reason in gold.reasons if reason.span]
        there = [reason for reason in found.reasons if reason.span]
        for reason in found.reasons:
            self.accuracy["verbatim"].add(reason.span is not None)
        self.fields["rationale_chars"].add(_characters(wanted), _characters(there))
        pairs = list(pair_reasons(wanted, there))
        spans = self.fields["rationale_spans"]
        spans.right += len(pairs)
        spans.wrong += len(found.reasons) - len(pairs)
        spans.missed += len(wanted) - len(pairs)
        for i, j in pairs:
            self._add_pair(wanted[i], there[j])
        return len(pairs)

    def _add_pair(self, gold: Reason, found: Reason) -> None:
        self.accuracy["kind"].add(gold.kind == found.kind)
        self.accuracy["theme"].add(gold.theme == found.theme)
        self.accuracy["stated_by"].add(same_speaker(gold, found))
        self.fields["targets"].add(gold.targets, found.targets)

    def as_dict(self, *, per_article: bool = False) -> dict[str, Any]:
        """All figures, rounded to four places."""
        result: dict[str, Any] = {name: counts.row() for name, counts in self.fields.items()}
        result["accuracy"] = {name: value.row() for name, value in self.accuracy.items()}
        result["by_type"] = {t: self.by_type[t].row() for t in TYPES if t in self.by_type}
        result["articles"] = self.articles
        result["missing"] = self.missing
        return result | ({"rows": self.rows} if per_article else {})


def evaluate(gold: Path, found: Path, articles: Path) -> Evaluation:
    """Score the annotations under `found` against those under `gold`.

    Files are matched by stem; an article without an annotation counts as one that says nothing.
    """
    golds, founds = read_folder(gold, found), read_folder(found, gold)
    texts = read_texts(articles)
    evaluation = Evaluation()
    for stem, file in golds.items():
        text = texts.get(stem, "")
        other = founds.get(stem)
        if other is None:
            evaluation.missing.append(stem)
        reading = NOTHING if other is None else read_record(other.record, text)
        evaluation.add(stem, read_record(file.record, text), reading)
    return evaluation


def table(figures: Mapping[str, Any]) -> Iterator[str]:
    """The figures as lines of text."""
    missing = figures["missing"]
    without = f", no annotation for {len(missing)}: {' '.join(missing)}" if missing else ""
    yield f"{figures['articles']} articles{without}"
    for name in FIELDS:
        yield f"{name:16} {_shown(figures[name], 3)}"
    for name, row in figures["accuracy"].items():
        yield f"{name:16} acc {row['acc']:.3f}  (n={row['n']})"
    for name, row in figures["by_type"].items():
        yield f"  {name:20} {_shown(row, 2)}"


def _shown(row: Mapping[str, float], places: int) -> str:
    numbers = "  ".join(f"{key.upper()} {row[key]:.{places}f}" for key in ("p", "r", "f1"))
    return f"{numbers}  (n={row['n']})"


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _type_parties(reading: Reading) -> Iterator[tuple[str, str]]:
    return ((act.type, party) for act in reading.acts for party in act.parties)


def _characters(reasons: Sequence[Reason]) -> set[int]:
    return {at for r in reasons if r.span for at in range(r.span.start, r.span.end)}


def _row(stem: str, gold: Reading, found: Reading, paired: int) -> dict[str, Any]:
    both = {"gold": gold, "pred": found}
    return {
        "article": stem,
        "types": {name: sorted(reading.types) for name, reading in both.items()},
        "parties": {name: sorted(reading.parties) for name, reading in both.items()},
        "rationale": {
            **{name: [r.text for r in reading.reasons if r.span] for name, reading in both.items()},
            "paired": paired,
        },
    }
