"""Expressions of time in a sentence, found by the forms of `data/times.yaml`, and their dates."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from annotator.lexicon import read_data
from annotator.sieve import Sieve
from annotator.times.edtf import FUTURE, PAST, Now
from annotator.times.readings import READINGS, Groups


@dataclass(frozen=True, slots=True)
class Moment:
    """One expression of time: where it stands in the line, by which rule, and its parts."""

    start: int
    end: int
    text: str  # folded
    rule: str
    reading: str
    groups: Groups

    @property
    def is_vague(self) -> bool:
        return self.reading == "vague"

    @property
    def is_ahead(self) -> bool:
        """« prochain », « à venir », « dans deux mois », « demain »: to come by its own words."""
        return bool(self.groups.get("next") or self.groups.get("ahead") or "demain" in self.text)


@dataclass(frozen=True, slots=True)
class _Rule:
    id: str
    reading: str
    need: bool


@cache
def _rules() -> Sieve[_Rule]:
    data = read_data("times.yaml")
    parts: dict[str, str] = dict(data["parts"])
    for name in ("near", "edge"):  # pieces that hold other pieces
        parts[name] = _fill(parts[name], parts)
    lead = f"(?P<lead>{data['lead']})"
    return Sieve(_rule(raw, parts, lead) for raw in data["rules"])


def _rule(raw: dict[str, Any], parts: dict[str, str], lead: str) -> tuple[re.Pattern[str], _Rule]:
    form = _fill(raw["form"], parts)
    body = form if raw.get("bare") else lead + form
    pattern = re.compile(rf"(?<![\w-]){body}(?![\w-])")
    return pattern, _Rule(raw["id"], raw["reading"], bool(raw.get("need")))


def _fill(form: str, parts: dict[str, str]) -> str:
    return re.sub(r"\{([a-z]+)\}", lambda found: parts[found[1]], form)


@lru_cache(maxsize=256)  # all acts of a sentence ask for them, some twice
def find_moments(line: str) -> list[Moment]:
    """All expressions of a folded line in order; of two that overlap the one that begins first."""
    found = [
        Moment(*match.span(), match[0], rule.id, rule.reading, match.groupdict())
        for match, rule in _rules().matches(line)
        if not rule.need or _is_led(match, line)
    ]
    found.sort(key=lambda moment: (moment.start, -moment.end))
    chosen: list[Moment] = []
    for moment in found:
        if not chosen or moment.start >= chosen[-1].end:
            chosen.append(moment)
    return chosen


def _is_led(match: re.Match[str], line: str) -> bool:
    """A bare year, month or season is a time only after a preposition or with words that say so."""
    groups = match.groupdict()
    sure = any(groups.get(name) for name in ("lead", "edge", "last", "next"))
    return sure or line[: match.start()].endswith(("de ", "d'")) or "ann" in match[0]


def find_date(moment: Moment, now: Now) -> str | None:
    """The EDTF date of an expression; None where text and day of publication do not tell it."""
    groups = moment.groups
    if groups.get("last") or groups.get("past"):
        now = replace(now, direction=PAST)
    elif groups.get("next") or groups.get("ahead") or groups.get("until"):
        now = replace(now, direction=FUTURE)
    elif groups.get("since") and now.direction != FUTURE:
        now = replace(now, direction=_since(moment, now))
    found = READINGS[moment.reading](groups | {"text": moment.text}, now)
    return _bound(found, groups)


def _since(moment: Moment, now: Now) -> int:
    """« depuis » looks back; « à partir de » and « dès » to where the verb does."""
    return PAST if moment.text.startswith("depuis") else now.direction


def _bound(found: str | None, groups: Groups) -> str | None:
    if not found or groups.get("after"):
        return None
    if groups.get("about"):
        return f"{found}~"
    if "/" in found:
        return found
    if groups.get("since"):
        return f"{found}/.."
    return f"../{found}" if groups.get("until") else found
