"""What the groups of a form in `data/times.yaml` mean as a date: one function per `reading`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise

from annotator.times.edtf import (
    FUTURE,
    PAST,
    SHIFTS,
    Now,
    find_weekday,
    find_year,
    write,
    write_range,
)

_MONTHS = ("jan", "fev", "mar", "avr", "mai", "juin", "juil", "aou", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_SEASONS = {
    "printemps": (21, 3, 5),
    "été": (22, 6, 8),
    "automne": (23, 9, 11),
    "hiver": (24, 12, 2),
}
_NUMBERS = {
    "un": 1,
    "une": 1,
    "deux": 2,
    "trois": 3,
    "quatre": 4,
    "cinq": 5,
    "six": 6,
    "sept": 7,
    "huit": 8,
    "neuf": 9,
    "dix": 10,
    "onze": 11,
    "douze": 12,
    "quinze": 15,
    "vingt": 20,
}
_NTH = {"premier": 1, "deuxième": 2, "second": 2, "troisième": 3, "quatrième": 4}
_OFFSETS = {"avant-hier": -2, "hier": -1, "demain": 1, "après-demain": 2}
_UNITS = {"an": "year", "ann": "year", "moi": "month", "sem": "week", "wee": "week", "jou": "day"}
_PLAIN = str.maketrans("éû", "eu")

Groups = dict[str, str | None]


def _number(groups: Groups, name: str) -> int:
    """The number in a group: digits, « 1er », a month or a number by name; 0 if there is none."""
    text = (groups.get(name) or "").translate(_PLAIN)
    if digits := re.match(r"\d+", text):
        return int(digits[0])
    if name.startswith("month"):
        return next((n for n, m in enumerate(_MONTHS, 1) if text.startswith(m)), 0) if text else 0
    return _NUMBERS.get(text, 0)


def _is_strict(groups: Groups) -> bool:
    return bool(groups.get("last") or groups.get("next"))


def _point(groups: Groups, now: Now) -> str | None:
    year, month, day = (_number(groups, name) for name in ("year", "month", "day"))
    if groups.get("this"):
        year = now.year or 0
    if not year:
        year = find_year(now, (month, day), (month, day), _is_strict(groups)) or 0
    found = write(year, month, day) if year else None
    weekday = groups.get("weekday")
    if found and weekday and date.fromisoformat(found).weekday() != _WEEKDAYS.index(weekday):
        return found if groups.get("year") else None
    return found


def _range(groups: Groups, now: Now) -> str | None:
    first, last = _number(groups, "day"), _number(groups, "day2")
    end_month = _number(groups, "month2")
    month = _number(groups, "month") or end_month
    end_year = _number(groups, "year2")
    year = _number(groups, "year")
    if not end_year and not year:
        year = find_year(now, (month, first), (end_month, last), _is_strict(groups)) or 0
    if not year and not end_year:
        return None
    later = end_month < month
    year = year or end_year - later
    return write_range(write(year, month, first), write(end_year or year + later, end_month, last))


def _days(groups: Groups, now: Now) -> str | None:
    days = [int(number) for number in re.findall(r"\b\d{1,2}(?=er|\b)", (groups["text"] or ""))]
    if all(b == a + 1 for a, b in pairwise(days)):
        return _range(groups, now)
    rest = {"year": groups.get("year2"), "month": groups["month2"]}
    return _point(groups | rest | {"day": None}, now)


def _months(groups: Groups, now: Now) -> str | None:
    bare: Groups = {"day": None, "day2": None}
    return _range(groups | bare, now)


def _years(groups: Groups, _: Now) -> str | None:
    return write_range(groups["year"], groups["year2"])


def _season(groups: Groups, now: Now) -> str | None:
    code, first, last = _SEASONS[groups["season"] or ""]
    if groups.get("year"):
        return f"{groups['year']}-{code}"
    if last < first:
        return None  # a winter belongs to two years
    if (groups["text"] or "").startswith("cet"):
        return f"{now.year}-{code}" if now.year else None
    month = last if groups.get("last") else first
    year = find_year(now, (month, 0), (month, 0), _is_strict(groups))
    return f"{year}-{code}" if year else None


def _part(groups: Groups, _: Now) -> str | None:
    nth = _NTH.get(groups["nth"] or "") or _number(groups, "nth")
    base, most = (33, 4) if groups["part"] == "trimestre" else (40, 2)
    return f"{groups['year']}-{base + nth - 1}" if groups.get("year") and nth <= most else None


def _decade(groups: Groups, _: Now) -> str | None:
    digits = groups["decade"] or ""
    if len(digits) == 3:
        return f"{digits}X"
    return f"19{digits}X" if digits >= "3" else None


def _weekday(groups: Groups, now: Now) -> str | None:
    return find_weekday(now, _WEEKDAYS.index(groups["weekday"] or ""), _is_strict(groups))


def _offset(groups: Groups, now: Now) -> str | None:
    return SHIFTS["day"](now, _OFFSETS.get(groups["word"] or "", 0))


def _unit(groups: Groups, now: Now) -> str | None:
    within = groups.get("within")
    edge = {"début": FUTURE, "fin": PAST}.get(groups.get("edge") or "")
    if within and edge == now.direction:
        return None  # « en début d'année » to come: of this year or the next
    by = 0 if within or groups.get("this") else 1 if groups.get("next") else -1
    name = groups.get("unit") or groups.get("this") or within or ""
    return SHIFTS[_UNITS[name[:3]]](now, by)


def _ago(groups: Groups, now: Now) -> str | None:
    unit = _UNITS[(groups["span"] or "")[:3].removesuffix("s")]
    number = _number(groups, "number") * (1 if groups.get("ahead") else -1)
    found = SHIFTS[unit](now, number) if unit != "week" else None
    return f"{found}~" if found else None


def _vague(_: Groups, __: Now) -> None:
    return None


READINGS: dict[str, Callable[[Groups, Now], str | None]] = {
    "point": _point,
    "range": _range,
    "days": _days,
    "months": _months,
    "years": _years,
    "season": _season,
    "part": _part,
    "decade": _decade,
    "weekday": _weekday,
    "offset": _offset,
    "unit": _unit,
    "ago": _ago,
    "vague": _vague,
}
