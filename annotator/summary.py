"""What became of each article of a run, and the counts over all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.errors import KINDS
from annotator.problems import Problem

WRITTEN, UNCHANGED, OUTDATED, KEPT, FAILED = "written", "unchanged", "outdated", "kept", "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article: one of the five states, and the record where there is one."""

    article: Path
    target: Path
    state: str
    record: Mapping[str, Any] | None = None
    words: int = 0  # parsed in this run
    diff: str = ""
    problems: tuple[Problem, ...] = ()
    cause: BaseException | None = None  # of what went wrong inside


@dataclass(slots=True)
class Summary:
    """Counts over the outcomes of a run."""

    states: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)  # reason → articles
    relevant: int = 0
    reasons: int = 0  # rationale entries
    words: int = 0
    interrupted: bool = False
    problems: list[Problem] = field(default_factory=list)
    diffs: list[str] = field(default_factory=list)
    causes: list[BaseException] = field(default_factory=list)

    @property
    def articles(self) -> int:
        return sum(self.states.values())

    @property
    def clean(self) -> bool:
        """Whether nothing failed and, in a check, nothing would change."""
        return not (self.states[FAILED] or self.states[OUTDATED] or self.interrupted)

    def add(self, outcome: Outcome) -> None:
        """Count one more article."""
        self.states[outcome.state] += 1
        self.words += outcome.words
        self.problems.extend(outcome.problems)
        self.diffs.extend([outcome.diff] if outcome.diff else [])
        self.causes.extend([outcome.cause] if outcome.cause else [])
        if outcome.state == FAILED:
            self.skipped[KINDS[outcome.problems[0].kind].summary] += 1
        if outcome.state == KEPT:
            self.skipped["accepted by a reviewer"] += 1
        if outcome.record is not None:
            self._count(outcome.record)

    def _count(self, record: Mapping[str, Any]) -> None:
        cooperation = record.get("cooperation") or []
        self.relevant += record.get("relevant") is True
        self.types.update(str(entry.get("type")) for entry in cooperation)
        self.reasons += len(record.get("rationale") or [])
        if (record.get("machine") or {}).get("screened"):
            self.skipped["screened out"] += 1
            return
        language = (record.get("article") or {}).get("language")
        if language != "fr":
            self.skipped[f"not French ({language})"] += 1
