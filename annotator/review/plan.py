"""Whose each entry is, and what becomes of it: a person's stays, the program's may be replaced.

`machine.proposed` of a file holds a digest of each entry as the program last wrote it. An entry
that still fits its digest is the program's. One that does not was edited, one without a digest was
added by a person, a digest without its entry tells of one that a person has deleted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotator.entries import (
    Entry,
    act,
    codes,
    digests,
    entries,
    is_finding,
    overlap,
    rename_supports,
)
from annotator.model import TYPES
from annotator.record import PLACES, Record, article_digest, digest
from annotator.review.care import CHANGED, care_for

Names = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Slot:
    """One entry: `old` is its number in the file, `entry` what it shall be (None: gone).

    `human` entries are only added to (`origin`, an id, offsets), never written anew.
    """

    old: int | None
    entry: Entry | None
    human: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What the file shall say. `notes` are for a person: the list, the entry's id, the message."""

    slots: Mapping[str, Sequence[Slot]]
    relevant: Any
    article: Entry
    machine: Entry | None  # None: there is none, as in a file written by hand
    notes: Sequence[tuple[str, str, str]] = field(default=())


def review_status(data: Any) -> str:
    """The word under `review.status`; `unreviewed` where there is none."""
    review = data.get("review") if isinstance(data, Mapping) else None
    return str(review.get("status")) if isinstance(review, Mapping) else "unreviewed"


def plan_review(old: Record, new: Record, text: str, names: Names) -> Plan:
    """What becomes of a file that says `old` when the program now says `new` of its article.

    `text` is the article's; `names` gives the French name of a party's code.
    """
    return _Review(old, new, text, names).plan()


class _Review:
    def __init__(self, old: Record, new: Record, text: str, names: Names) -> None:
        self.old, self.new, self.text, self.names = old, new, text, names
        machine = old.get("machine")
        self.proposed = digests(machine, "proposed")
        self.there = Counter(
            str(entry.get("id"))
            for name in ("parties", "cooperation", "rationale")
            for entry in entries(old, name)
        )
        gone = {k: v for k, v in self.proposed.items() if k not in self.there and is_finding(k)}
        rejected = digests(machine, "rejected") | gone
        self.rejected = {k: v for k, v in rejected.items() if k not in self.there}
        self.written: dict[str, str] = {}  # what `proposed` will hold
        self.notes: list[tuple[str, str, str]] = []

    def plan(self) -> Plan:
        article = self._article()
        cooperation, renamed = self._cooperation()
        rationale = self._rationale(renamed)
        parties = self._parties([slot.entry for slot in cooperation if slot.entry is not None])
        slots = {"parties": parties, "cooperation": cooperation, "rationale": rationale}
        machine = self._machine(slots)
        return Plan(slots, self._relevant(cooperation), article, machine, self.notes)

    # the three lists

    def _cooperation(self) -> tuple[list[Slot], dict[str, str | None]]:
        """The slots, and what has become of the program's ids: another id, or None for gone."""
        old = self._mine_and_theirs("cooperation")
        acts = {act(slot.entry): str(slot.entry["id"]) for slot in old if slot.human and slot.entry}
        kept: list[Entry] = []
        renamed: dict[str, str | None] = {}
        for entry in self.new["cooperation"]:
            name = entry["id"]
            if name in self.rejected:
                renamed[name] = None
            elif act(entry) in acts and not self._is_human(name, old):
                renamed[name] = acts[act(entry)]
            else:
                kept.append(entry)
        return self._merge(old, kept), renamed

    def _rationale(self, renamed: Mapping[str, str | None]) -> list[Slot]:
        old = self._mine_and_theirs("rationale")
        theirs = [slot.entry for slot in old if slot.human and slot.entry]
        kept = []
        for entry in self.new["rationale"]:
            if entry["id"] in self.rejected:
                continue
            same = any(overlap(entry, other) for other in theirs)
            if not same or self._is_human(entry["id"], old):
                kept.append(rename_supports(entry, renamed))
        return self._merge(old, kept)

    def _parties(self, cooperation: Sequence[Entry]) -> list[Slot]:
        """All that take part in an entry, and those that a person has written."""
        old = self._mine_and_theirs("parties")
        new = {entry["id"]: entry for entry in self.new["parties"]}
        was = {str(slot.entry["id"]): slot.entry for slot in old if slot.entry}
        used = {code for entry in cooperation for code in codes(entry)}
        known = new | {k: v for k, v in was.items() if k not in new}
        wanted = [known.get(c) or {"id": c, "name": self.names(c)} for c in sorted(used)]
        return self._merge(old, wanted)

    def _mine_and_theirs(self, name: str) -> list[Slot]:
        """The entries of the file, those of a person with their marks and offsets put right."""
        slots = []
        for number, entry in enumerate(entries(self.old, name)):
            if self._is_machines(entry):
                slots.append(Slot(number, entry))
            else:
                slots.append(Slot(number, self._care_for(name, entry), human=True))
        return slots

    def _care_for(self, name: str, entry: Entry) -> Entry:
        cared, found = care_for(name, entry, self.text, self.proposed, self.there)
        self.there[cared["id"]] += entry.get("id") != cared["id"]
        self.rejected.pop(cared["id"], None)
        if found and self._is_out_of_sight(name, cared):
            cared.setdefault("conflict", CHANGED)
        if "conflict" in cared:
            self.notes.append((name, cared["id"], kept_because(cared)))
        return cared

    def _is_out_of_sight(self, name: str, entry: Entry) -> bool:
        """Whether the program found this in the article as it was and not as it is now."""
        if name == "parties" or str(entry["id"]) not in self.proposed or not self._is_other_text():
            return False
        return not any(
            other["id"] == entry["id"]
            or (overlap(entry, other) if name == "rationale" else act(entry) == act(other))
            for other in self.new[name]
        )

    def _is_other_text(self) -> bool:
        was = self.old.get("article")
        return isinstance(was, Mapping) and was.get("sha256") != self.new["article"]["sha256"]

    def _is_machines(self, entry: Entry) -> bool:
        name = str(entry.get("id"))
        unmarked = "origin" not in entry and self.there[name] == 1
        return unmarked and self.proposed.get(name) == digest(entry)

    def _is_human(self, name: str, slots: Sequence[Slot]) -> bool:
        return any(slot.human and slot.entry and slot.entry["id"] == name for slot in slots)

    def _merge(self, old: Sequence[Slot], new: Sequence[Entry]) -> list[Slot]:
        """A person's entries where they are, the program's new ones in place of its old ones."""
        wanted = {entry["id"]: entry for entry in new}
        slots = []
        for slot in old:
            name = str(slot.entry["id"]) if slot.entry else ""
            if slot.human:
                self._note_proposal(name, wanted.pop(name, None))
                slots.append(slot)
            else:
                slots.append(Slot(slot.old, wanted.pop(name, None)))
        for entry in new:
            self.written.setdefault(entry["id"], digest(entry))
        for entry in wanted.values():
            slots.insert(_place(slots, [e["id"] for e in new], entry["id"]), Slot(None, entry))
        return slots

    def _note_proposal(self, name: str, entry: Entry | None) -> None:
        """Remember what the program says where a person's entry stays in its place."""
        if entry is None and name in self.proposed:
            self.written[name] = self.proposed[name]

    # the rest of the file

    def _machine(self, slots: Mapping[str, Sequence[Slot]]) -> Entry | None:
        if self.new["machine"] is None:
            return None
        order = ["article", *(id_ for entries in slots.values() for id_ in _ids(entries))]
        machine = {
            k: v for k, v in self.new["machine"].items() if k not in {"proposed", "rejected"}
        }
        machine["proposed"] = {key: self.written[key] for key in order if key in self.written}
        return machine | ({"rejected": self.rejected} if self.rejected else {})

    def _article(self) -> Entry:
        """What a person has corrected stays; where the article lies, and its digest, is new."""
        old, new = self.old.get("article"), self.new["article"]
        if not isinstance(old, Mapping):
            old = new
        last = self.proposed.get("article")
        if last == article_digest(old) or old is new:
            self.written["article"] = article_digest(new)
            return dict(new)
        self.written |= {} if last is None else {"article": last}
        return {**old, **{key: new[key] for key in PLACES if key in new}}

    def _relevant(self, cooperation: Sequence[Slot]) -> Any:
        """Whether there is cooperation, unless a person has said otherwise."""
        said = self.old.get("relevant")
        proposed = any(name.split("-")[0] in TYPES for name in self.proposed)
        if said is not None and said != proposed:
            return said
        return any(slot.entry is not None for slot in cooperation)


def kept_because(entry: Entry) -> str:
    """What is told of an entry with a conflict."""
    return f"kept as a person left it, but {entry['conflict']}"


def _ids(slots: Sequence[Slot]) -> Iterator[str]:
    return (str(slot.entry["id"]) for slot in slots if slot.entry is not None)


def _place(slots: Sequence[Slot], order: Sequence[str], name: str) -> int:
    """Where an entry goes: behind the nearest one that the program has before it."""
    before = set(order[: order.index(name)])
    places = [i for i, slot in enumerate(slots) if slot.entry and slot.entry["id"] in before]
    return places[-1] + 1 if places else 0
