"""Dates of publication as pages print them, to EDTF: a day, a month or a year, never invented."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan",
            "février fevrier févr fevr fév",
            "mars",
            "avril avr",
            "mai",
            "juin",
            "juillet juil",
            "août aout",
            "septembre sept",
            "octobre oct",
            "novembre nov",
            "décembre decembre déc dec",
        ),
        1,
    )
    for name in names.split()
}
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})(?:-(\d{2}))?(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?!\d)")
_WORDS = re.compile(r"(?<!\w)(?:(\d{1,2})(?:er)?\s+)?([^\W\d_]{3,9})[.,]?\s+(\d{4})(?!\d)")
_YEAR = re.compile(r"\s*(\d{4})\s*")


def parse_date(text: str) -> str | None:
    """The first date of `text` as EDTF (`2024-07-16`, `2024-07`, `2024`), or None."""
    if iso := _ISO.search(text):
        return _edtf(int(iso[1]), int(iso[2]), int(iso[3]) if iso[3] else None)
    if numeric := _NUMERIC.search(text):
        return _numeric(int(numeric[1]), int(numeric[2]), int(numeric[3]))
    for words in _WORDS.finditer(text):
        if month := _MONTHS.get(words[2].lower()):
            return _edtf(int(words[3]), month, int(words[1]) if words[1] else None)
    year = _YEAR.fullmatch(text)
    return year[1] if year and _likely(int(year[1])) else None


def _numeric(first: int, second: int, year: int) -> str | None:
    """French order, day first; the other order only where it alone is a date."""
    return _edtf(year, second, first) or _edtf(year, first, second)


def _edtf(year: int, month: int, day: int | None) -> str | None:
    try:
        date(year, month, day or 1)
    except ValueError:
        return None
    if not _likely(year):
        return None
    return f"{year:04}-{month:02}" + (f"-{day:02}" if day else "")


def _likely(year: int) -> bool:
    return 1800 <= year <= 2100
