"""Two states of one annotation → what changed in what it says, not in how it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Record = Mapping[str, Any]
ADDED, REMOVED, CHANGED, REVIEWED = "added", "removed", "changed", "reviewed"
# what of an entry a reviewer decides; offsets and confidence move without anybody's saying so
_ACT_FIELDS = ("type", "parties", "status", "domains", "when", "where", "evidence")
_REASON_FIELDS = ("text", "kind", "theme", "targets", "stated_by", "supports")


@dataclass(frozen=True, slots=True)
class Change:
    """One change: `subject` says of what, `before` and `after` what it was and is."""

    kind: str  # added | removed | changed | reviewed
    subject: str
    field: str = ""
    before: str = ""
    after: str = ""


def find_changes(old: Record | None, new: Record | None) -> Iterator[Change]:
    """Changes in meaning between two records; None where there is no file."""
    before, after = old or {}, new or {}
    if old is not None and new is not None and old.get("relevant") != new.get("relevant"):
        yield Change(CHANGED, "article", "relevant", _show(old["relevant"]), _show(new["relevant"]))
    yield from _entries(before, after, "cooperation", _ACT_FIELDS)
    yield from _entries(before, after, "rationale", _REASON_FIELDS)
    yield from _review(before.get("review"), after.get("review"))


def _entries(before: Record, after: Record, name: str, fields: tuple[str, ...]) -> Iterator[Change]:
    olds, news = _by_id(before, name), _by_id(after, name)
    olds, news = _with_ids(olds, news, name), _with_ids(news, olds, name)
    for id_, entry in news.items():
        if id_ not in olds:
            yield Change(ADDED, _subject(name, entry))
            continue
        for field in fields:
            was, now = _value(olds[id_], field), _value(entry, field)
            if was != now:
                yield Change(CHANGED, _subject(name, olds[id_], field), field, was, now)
    for id_, entry in olds.items():
        if id_ not in news:
            yield Change(REMOVED, _subject(name, entry))


def _review(before: Any, after: Any) -> Iterator[Change]:
    was, now = (side if isinstance(side, Mapping) else {} for side in (before, after))
    for field in ("status", "note"):
        if was.get(field) != now.get(field) and (field in now or was):
            if field == "status" and not was and now.get(field) == "unreviewed":
                continue  # a new file is always unreviewed
            who = f" by {now['by']}" if now.get("by") and field == "status" else ""
            yield Change(REVIEWED, f"{_show(now.get(field))}{who}", field, _show(was.get(field)))


def _by_id(record: Record, name: str) -> dict[str, Record]:
    """Entries by id; those that have none yet, as a person adds them, by `?` and their number."""
    entries = record.get(name)
    if not isinstance(entries, list):
        return {}
    found = [entry for entry in entries if isinstance(entry, Mapping)]
    return {str(entry.get("id") or f"?{i}"): entry for i, entry in enumerate(found)}


def _with_ids(some: dict[str, Record], others: dict[str, Record], name: str) -> dict[str, Record]:
    """The same with the ids that entries without one have on the other side."""
    free = {_what(name, entry): id_ for id_, entry in others.items() if id_ not in some}
    return {
        (free.get(_what(name, entry), id_) if id_.startswith("?") else id_): entry
        for id_, entry in some.items()
    }


def _what(name: str, entry: Record) -> str:
    """What makes an entry the same whatever its id."""
    if name == "rationale":
        return _value(entry, "text")
    return f"{entry.get('type')} {sorted(map(str, entry.get('parties') or []))}"


def _subject(name: str, entry: Record, field: str = "") -> str:
    """What an entry is about; a field that is told anyway is not said twice."""
    if name == "cooperation":
        parties = "–".join(str(party) for party in entry.get("parties") or [])
        status = "" if field == "status" else f" {entry.get('status')}"
        return f"{entry.get('type')} {parties}{status}"
    return f"rationale {entry.get('kind')}/{entry.get('theme')} « {entry.get('text')} »"


def _value(entry: Record, field: str) -> str:
    value = entry.get(field)
    if field == "evidence" and isinstance(value, list):
        quotes = [quote.get("quote") if isinstance(quote, Mapping) else quote for quote in value]
        return " … ".join(_show(quote) for quote in quotes)
    return _show(value)


def _show(value: Any) -> str:
    """A value in a few words; nothing is a dash."""
    if value is None or value in ([], {}):
        return "–"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return ", ".join(_show(part) for part in value.values())
    if isinstance(value, list):
        return ", ".join(_show(part) for part in value)
    return " ".join(str(value).split())
