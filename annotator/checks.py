"""What an annotation must hold to beyond its schema: one function per promise.

Each check takes the annotation as data (already right by its schema) and gives what it finds as
(way to the value, kind of mistake, message).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from annotator.yamlfile import Way

WARNINGS = frozenset({"conflict", "stale", "words"})  # all else is an error

Finding = tuple[Way, str, str]
Data = Mapping[str, Any]
_CODE = re.compile(r"[A-Z][A-Z0-9_]+|X:\S.*")


def check_meaning(data: Data) -> Iterator[Finding]:
    """All that can be told without the article."""
    for check in CHECKS:
        yield from check(data)


def check_offsets(data: Data) -> Iterator[Finding]:
    """Offsets are written as whole numbers; for JSON Schema 71.0 is one, too."""
    for way, _, start, end in quotes(data):
        offsets: Mapping[str, Any] = {"start": start, "end": end}
        for name, value in offsets.items():
            if not isinstance(value, int):
                yield (*way[:-1], name), "schema", f"{name}: {value} is no whole number"


def check_quotes(data: Data, text: str) -> Iterator[Finding]:
    """Every quote is the article's text from `start` to `end`."""
    for way, quote, start, end in quotes(data):
        if text[start:end] != quote:
            yield way, "quote", _explain_quote(quote, start, end, text)


def check_words(data: Data, text: str) -> Iterator[Finding]:
    """Date and place of an act are the article's words, white space aside."""
    folded = " ".join(text.split())
    for i, entry in enumerate(data["cooperation"]):
        for way in (("when", "text"), ("where",)):
            words = _at(entry, way)
            if words and " ".join(words.split()) not in folded:
                message = f"{way[0]}: the article does not say {words!r}"
                yield ("cooperation", i, *way), "words", message


def _at(entry: Data, way: Sequence[str]) -> str:
    value: Any = entry
    for key in way:
        value = value.get(key, {})
    return value or ""


def quotes(data: Data) -> Iterator[tuple[Way, str, int, int]]:
    """Each verbatim stretch: the way to it, its words, start and end."""
    for i, entry in enumerate(data["cooperation"]):
        for j, quote in enumerate(entry["evidence"]):
            way: Way = ("cooperation", i, "evidence", j, "quote")
            yield way, quote["quote"], quote["start"], quote["end"]
    for i, entry in enumerate(data["rationale"]):
        yield ("rationale", i, "text"), entry["text"], entry["start"], entry["end"]


def _explain_quote(quote: str, start: int, end: int, text: str) -> str:
    at = text.find(quote)
    if at >= 0:
        return f"the quote stands at {at}–{at + len(quote)} of the article, not at {start}–{end}"
    if " ".join(quote.split()) in " ".join(text.split()):
        return "the quote differs from the article in its white space"
    return "the quote is not in the article"


def _check_ids(data: Data) -> Iterator[Finding]:
    for names in (("parties",), ("cooperation", "rationale")):
        seen: set[str] = set()
        for name in names:
            for i, entry in enumerate(data[name]):
                if entry["id"] in seen:
                    yield (name, i, "id"), "id", f"the id {entry['id']!r} is used twice"
                seen.add(entry["id"])


def _check_supports(data: Data) -> Iterator[Finding]:
    known = {entry["id"] for entry in data["cooperation"]}
    for i, entry in enumerate(data["rationale"]):
        for j, name in enumerate(entry.get("supports", ())):
            if name not in known:
                way: Way = ("rationale", i, "supports", j)
                yield way, "supports", f"no cooperation entry has the id {name!r}"


def _check_parties(data: Data) -> Iterator[Finding]:
    listed = [party["id"] for party in data["parties"]]
    used = {code for entry in data["cooperation"] for code in entry["parties"]}
    for code in sorted(used - set(listed)):
        yield ("parties",), "parties", f"{code} takes part in an entry and is not listed here"
    for i, code in enumerate(listed):
        if code not in used:
            yield ("parties", i, "id"), "parties", f"{code} takes part in no entry"


def _check_relevant(data: Data) -> Iterator[Finding]:
    if data["relevant"] != bool(data["cooperation"]):
        there = "there are entries" if data["cooperation"] else "there is no entry"
        value = str(data["relevant"]).lower()
        yield ("relevant",), "relevant", f"relevant is {value}, but {there} of cooperation"


def _check_doubles(data: Data) -> Iterator[Finding]:
    keys = [(entry["type"], frozenset(entry["parties"])) for entry in data["cooperation"]]
    count = Counter(keys)
    for i, key in enumerate(keys):
        if count[key] > 1 and key in keys[:i]:
            message = f"a second entry for {key[0]} of {', '.join(sorted(key[1]))}: make it one"
            yield ("cooperation", i), "double", message


def _check_speakers(data: Data) -> Iterator[Finding]:
    for i, entry in enumerate(data["rationale"]):
        speaker = entry["stated_by"]
        codes = speaker.get("party", "") if isinstance(speaker, Mapping) else ""
        for code in codes.split(", ") if codes else ():
            if not _CODE.fullmatch(code):
                way: Way = ("rationale", i, "stated_by", "party")
                yield way, "speaker", f"{code!r} is no party's code; a person or a medium is a name"


def _check_conflicts(data: Data) -> Iterator[Finding]:
    for name in ("cooperation", "rationale"):
        for i, entry in enumerate(data[name]):
            if "conflict" in entry:
                yield (name, i, "conflict"), "conflict", f"look at it again: {entry['conflict']}"


CHECKS: tuple[Callable[[Data], Iterator[Finding]], ...] = (
    _check_ids,
    _check_supports,
    _check_parties,
    _check_relevant,
    _check_doubles,
    _check_speakers,
    _check_conflicts,
)
