"""The entries of a sheet as a person sees them: in a line, in detail, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.entries import Entry, anchored, entries
from annotator.model import Span
from annotator.session.sheet import Sheet

FINDINGS = ("cooperation", "rationale")
DOUBTFUL = 0.6  # findings under this confidence are marked
_DETAILS = {
    "cooperation": ("domains", "when", "where"),
    "rationale": ("targets", "stated_by", "supports"),
}
_COMMON = ("rule", "confidence", "origin", "conflict", "id")


@dataclass(frozen=True, slots=True)
class Finding:
    """One entry: `kind` is the list that it stands in, `lost` are quotes not in the article."""

    kind: str
    id: str
    entry: Entry
    spans: tuple[Span, ...]
    lost: tuple[str, ...] = ()

    @property
    def doubtful(self) -> bool:
        """Whether the program itself is unsure, or a person should look again."""
        sure = self.entry.get("confidence", 1.0) >= DOUBTFUL or "origin" in self.entry
        return not sure or bool(self.lost) or "conflict" in self.entry

    @property
    def title(self) -> str:
        """`patrol BRA–CPV, planned`, `purpose, terrorism`."""
        entry = self.entry
        if self.kind == "cooperation":
            return f"{entry['type']} {'–'.join(entry['parties'])}, {entry['status']}"
        return f"{entry['kind']}, {entry['theme']}"

    @property
    def words(self) -> str:
        """What is quoted, in one line."""
        quotes = [q["quote"] for q in self.entry.get("evidence", ())] or [self.entry.get("text")]
        return " … ".join(" ".join(str(quote).split()) for quote in quotes)

    def details(self) -> Iterator[tuple[str, str]]:
        """Field and value of what the other lines do not say."""
        for name in (*_DETAILS[self.kind], *_COMMON):
            if (value := self.entry.get(name)) not in (None, [], {}, ""):
                yield name.replace("_", " "), show(value)


def find_findings(sheet: Sheet) -> list[Finding]:
    """Acts, then reasons, in the order of the file."""
    return [
        _finding(kind, entry, sheet.article)
        for kind in FINDINGS
        for entry in entries(sheet.record, kind)
    ]


def _finding(kind: str, entry: Entry, text: str) -> Finding:
    fixed, _ = anchored(kind, dict(entry), text)
    quotes: Sequence[Mapping[str, Any]] = fixed["evidence"] if kind == "cooperation" else [fixed]
    key = "quote" if kind == "cooperation" else "text"
    found = [q for q in quotes if text[q["start"] : q["end"]].split() == str(q[key]).split()]
    lost = tuple(str(quote[key]) for quote in quotes if quote not in found)
    return Finding(
        kind, str(entry["id"]), entry, tuple(Span(q["start"], q["end"]) for q in found), lost
    )


def show(value: Any) -> str:
    """A value as one types it: `Ana Prates (PRT)`, `JPN, VNM`, `en mai = 2031-05`."""
    if isinstance(value, Mapping):
        if "text" in value:
            return " = ".join(str(part) for part in value.values())
        name, party = value.get("name"), value.get("party")
        return f"{name} ({party})" if name and party else str(name or party)
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return str(value)
