"""Two reviewers of the same articles: how far they agree, and where they do not.

Labels are compared by Cohen's kappa, which takes out what chance alone would give; stretches of
text by F1, which is the same from both sides.
"""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.evaluate.compare import (
    Act,
    Reading,
    Reason,
    pair_reasons,
    read_folder,
    read_record,
    read_texts,
    same_speaker,
)
from annotator.evaluate.figures import Counts
from annotator.model import TYPES

LABELS = ("relevant", "types", "status", "kind", "theme", "stated_by")
STRETCHES = ("parties", "acts", "rationale_spans")

Labels = tuple[object, object]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Something that the two say differently.

    `file` and `id` are those of the second reviewer, or of the first where the second has no such
    entry.
    """

    file: Path
    id: str
    message: str


@dataclass(slots=True)
class Agreement:
    """Pairs of labels per field, counts of what both or one alone have, the differences."""

    labels: dict[str, list[Labels]] = field(default_factory=lambda: {name: [] for name in LABELS})
    shared: dict[str, Counts] = field(default_factory=lambda: {n: Counts() for n in STRETCHES})
    differences: list[Disagreement] = field(default_factory=list)
    articles: int = 0
    alone: list[str] = field(default_factory=list)  # stems that one of the two has not

    def as_dict(self) -> dict[str, Any]:
        """Kappa, share of equal labels and their number; F1 of what is shared."""
        figures: dict[str, Any] = {"articles": self.articles, "alone": self.alone}
        for name, pairs in self.labels.items():
            figures[name] = {
                "kappa": None if (k := kappa(pairs)) is None else round(k, 4),
                "same": round(_share(pairs), 4),
                "n": len(pairs),
            }
        for name, counts in self.shared.items():
            row = counts.row()
            figures[name] = {"f1": row["f1"], "n": counts.right + counts.wrong + counts.missed}
        figures["disagreements"] = [
            {"file": str(d.file), "id": d.id, "message": d.message} for d in self.differences
        ]
        return figures


def kappa(pairs: Sequence[Labels]) -> float | None:
    """Cohen's kappa; None where nothing could be compared or both always say the same one label."""
    if not pairs:
        return None
    first, second = (Counter(side) for side in zip(*pairs, strict=True))
    chance = sum(first[label] * second[label] for label in first) / len(pairs) ** 2
    return None if chance == 1 else (_share(pairs) - chance) / (1 - chance)


def compare_reviewers(first: Path, second: Path, articles: Path) -> Agreement:
    """Compare the annotations under two folders, matched by stem."""
    ones, others = read_folder(first, second), read_folder(second, first)
    texts = read_texts(articles)
    agreement = Agreement(alone=sorted(ones.keys() ^ others.keys()))
    for stem in sorted(ones.keys() & others.keys()):
        text = texts.get(stem, "")
        pair = _Pair(agreement, ones[stem].path, others[stem].path)
        pair.compare(read_record(ones[stem].record, text), read_record(others[stem].record, text))
    return agreement


def table(figures: Mapping[str, Any]) -> Iterator[str]:
    """The figures as lines of text, then each difference with the command that shows it."""
    yield f"{figures['articles']} articles by both, {len(figures['alone'])} by one alone"
    for name in LABELS:
        row = figures[name]
        shown = "    –" if row["kappa"] is None else f"{row['kappa']:.3f}"
        yield f"{name:16} kappa {shown}  same {row['same']:.3f}  (n={row['n']})"
    for name in STRETCHES:
        yield f"{name:16} F1 {figures[name]['f1']:.3f}  (n={figures[name]['n']})"
    for difference in figures["disagreements"]:
        yield f"{difference['message']}"
        words = [word for word in (difference["file"], difference["id"]) if word]
        yield f"    annotate explain {shlex.join(words)}"


class _Pair:
    """The two annotations of one article."""

    def __init__(self, agreement: Agreement, first: Path, second: Path) -> None:
        self._all = agreement
        self._files = (first, second)

    def compare(self, one: Reading, other: Reading) -> None:
        self._all.articles += 1
        self._label("relevant", "", one.relevant, other.relevant)
        for type_ in TYPES:
            self._all.labels["types"].append((type_ in one.types, type_ in other.types))
        self._all.shared["parties"].add(one.parties, other.parties)
        self._acts(one.acts, other.acts)
        self._reasons(one.reasons, other.reasons)

    def _acts(self, one: Sequence[Act], other: Sequence[Act]) -> None:
        """Entries of the same type and parties are the same entry."""
        ones, others = ({(a.type, a.parties): a for a in acts} for acts in (one, other))
        self._all.shared["acts"].add(ones, others)
        for key, act in ones.items():
            if key in others:
                self._label("status", others[key].id, act.status, others[key].status)
            else:
                self._differ(0, act.id, f"{_name(act)} is in the first alone")
        for key, act in others.items():
            if key not in ones:
                self._differ(1, act.id, f"{_name(act)} is in the second alone")

    def _reasons(self, one: Sequence[Reason], other: Sequence[Reason]) -> None:
        pairs = list(pair_reasons(one, other))
        spans = self._all.shared["rationale_spans"]
        spans.right += len(pairs)
        spans.wrong += len(other) - len(pairs)
        spans.missed += len(one) - len(pairs)
        for i, j in pairs:
            a, b = one[i], other[j]
            self._label("kind", b.id, a.kind, b.kind)
            self._label("theme", b.id, a.theme, b.theme)
            speaker = " ".join(a.speaker)
            same = speaker if same_speaker(a, b) else " ".join(b.speaker)
            self._label("stated_by", b.id, speaker, same)
        for side, reasons in enumerate((one, other)):
            paired = {pair[side] for pair in pairs}
            for number, reason in enumerate(reasons):
                if number not in paired:
                    who = ("first", "second")[side]
                    self._differ(side, reason.id, f"« {reason.text} » is in the {who} alone")

    def _label(self, name: str, id_: str, one: object, other: object) -> None:
        self._all.labels[name].append((one, other))
        if one != other:
            self._differ(1, id_, f"{name}: {one} or {other}")

    def _differ(self, side: int, id_: str, message: str) -> None:
        self._all.differences.append(Disagreement(self._files[side], id_, message))


def _name(act: Act) -> str:
    return f"{act.type} of {', '.join(sorted(act.parties))}"


def _share(pairs: Sequence[Labels]) -> float:
    return sum(a == b for a, b in pairs) / len(pairs) if pairs else 0.0
