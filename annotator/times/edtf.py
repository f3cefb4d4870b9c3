"""Dates of the Extended Date/Time Format, as exact as a text gives them and no more.

A text that leaves the year out is completed from the day of publication and the direction of time
that its verb shows; where that does not settle it there is no date at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

PAST, NEAR, FUTURE = -1, 0, 1


@dataclass(frozen=True, slots=True)
class Now:
    """When the article came out, so far as known, and where its sentence looks to."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    direction: int = NEAR

    @property
    def date(self) -> date | None:
        if not (self.year and self.month and self.day):
            return None
        return date(self.year, self.month, self.day)


def read_now(published: str | None, direction: int = NEAR) -> Now:
    """`2015-11-06`, `2015-11`, `2015` or nothing; what is no such date counts as nothing."""
    try:
        parts = [int(part) for part in (published or "").split("-")]
        date(*(*parts, 1, 1)[: max(3, len(parts))])
    except (ValueError, TypeError):
        return Now(direction=direction)
    year, month, day = (*parts, None, None)[:3]
    return Now(year, month, day, direction)


def write(year: int, month: int | None = None, day: int | None = None) -> str | None:
    """A day, a month or a year; None if there is no such day."""
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return "-".join([f"{year:04}", *(f"{part:02}" for part in (month, day) if part)])


def write_range(start: str | None, end: str | None) -> str | None:
    """Two dates as an interval; None if one is missing or they stand in the wrong order."""
    if not start or not end or start > end:
        return None
    return f"{start}/{end}"


def find_year(
    now: Now, first: tuple[int, int], last: tuple[int, int], strict: bool = False
) -> int | None:
    """The year of a stretch from `first` to `last` (month and day; day 0: the whole month).

    `strict`: « dernier », « prochain »: the month or day of publication itself does not count.
    """
    starts = {y: day for y in _years(now) if (day := _middle(y, *first))}
    if not now.year or not now.month or not starts:
        return None
    exact = bool(now.day and first[1])
    today = now.year, now.month, now.day if exact else 0
    if strict and first[1] and not exact and first[0] == now.month:
        return None  # « le 12 mars dernier » of some day in March
    before, after = [], []
    for year in starts:
        start = year, first[0], first[1] if exact else 0
        end = year + (last < first), last[0], last[1] if exact else 0
        before += [year] if start < today or (start == today and not strict) else []
        after += [year] if end > today or (end == today and not strict) else []
    if now.direction == NEAR:
        return _nearest(now, starts)
    return max(before, default=None) if now.direction == PAST else min(after, default=None)


def _years(now: Now) -> tuple[int, ...]:
    return (now.year - 1, now.year, now.year + 1) if now.year else ()


def _middle(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day or 15)
    except ValueError:
        return None


_BY_FAR = 120  # days: what is no nearer may as well be of another year


def _nearest(now: Now, starts: dict[int, date]) -> int | None:
    today = date(now.year or 1, now.month or 1, now.day or 15)
    best = min(starts, key=lambda year: abs(starts[year] - today))
    return best if abs(starts[best] - today).days <= _BY_FAR else None


def find_weekday(now: Now, weekday: int, strict: bool = False) -> str | None:
    """The day of the week (0: Monday) next to publication in the direction of time."""
    today = now.date
    if not today or now.direction == NEAR:
        return None
    ahead = (weekday - today.weekday()) % 7
    days = ahead if now.direction == FUTURE or not ahead else ahead - 7
    if strict and not days:
        days = 7 * now.direction
    return (today + timedelta(days)).isoformat()


def shift_days(now: Now, days: int) -> str | None:
    return (now.date + timedelta(days)).isoformat() if now.date else None


def shift_months(now: Now, months: int) -> str | None:
    if not now.year or not now.month:
        return None
    years, month = divmod(now.month - 1 + months, 12)
    return write(now.year + years, month + 1)


def shift_years(now: Now, years: int) -> str | None:
    return write(now.year + years) if now.year else None


def shift_weeks(now: Now, weeks: int) -> str | None:
    """The month that holds the whole week, else the year that does: EDTF has no weeks."""
    if not now.date:
        return None
    monday = now.date + timedelta(7 * weeks - now.date.weekday())
    sunday = monday + timedelta(6)
    if monday.year != sunday.year:
        return None
    return write(monday.year, monday.month if monday.month == sunday.month else None)


SHIFTS: dict[str, Callable[[Now, int], str | None]] = {
    "day": shift_days,
    "week": shift_weeks,
    "month": shift_months,
    "year": shift_years,
}
