"""What the time that a text gives says of a status where neither words nor tense do."""

from __future__ import annotations

from annotator.extract.act import Act
from annotator.extract.details import find_moment, read_when
from annotator.extract.scene import View

_OPEN = ("done", "ongoing")  # what a present, or a title without a verb, is taken for


def status_by_time(view: View, act: Act, published: str | None) -> str | None:
    """« livre des blindés dans les prochaines semaines » is to come, « vend de 2019 à 2023 » over.

    None where the text gives no time, where its words settle the status (`act.founded` is 2), or
    where the time may be that of the day. `published` is a date as `2015-11-06` or shorter.
    """
    if act.founded == 2 or act.status not in _OPEN:
        return None
    found = find_moment(view, act)
    if found is None:
        return None
    if found[0].is_ahead:
        return "planned"
    date = read_when(view, act, found, published).date
    if not (date and published):
        return None
    start, slash, end = date.partition("/")
    if start[:1].isdigit() and _is_before(published, start):
        return "planned"
    closed = end if slash else start
    return "done" if closed[:1].isdigit() and _is_before(closed, published) else None


def _is_before(one: str, other: str) -> bool:
    """Whether a date lies before another for sure, at the precision that both have."""
    length = min(len(one), len(other))
    return one[:length] < other[:length]
