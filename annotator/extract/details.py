"""What an act says beside who, what and how far along: its domains, its time, its place."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from annotator.extract.act import Act
from annotator.extract.clause import Clause
from annotator.extract.governors import find_tense
from annotator.extract.places import Place, find_places
from annotator.extract.scene import View
from annotator.lexicon import read_data
from annotator.model import DOMAINS, When
from annotator.sieve import Sieve
from annotator.times.edtf import FUTURE, NEAR, PAST, read_now
from annotator.times.moments import Moment, find_date, find_moments
from annotator.verbs import CONDITIONAL
from annotator.verbs import FUTURE as TO_COME
from annotator.verbs import PAST as GONE
from annotator.words import fold

_HIDDEN = ""  # stands for words that say nothing of a domain


def find_domains(view: View, act: Act) -> tuple[str, ...]:
    """The domains that the act's own phrase names, else its clause, in the order of the list."""
    hits = [
        (view.line.word_at[span[0]], domain) for span, domain in match_domains(view.line.folded)
    ]
    for scope in Clause(view, act).scopes():
        found = {domain for first, domain in hits if first in scope}
        if found:
            return tuple(domain for domain in DOMAINS if domain in found)
    return ()


@lru_cache(maxsize=256)  # for all acts of a sentence
def match_domains(line: str) -> list[tuple[tuple[int, int], str]]:
    """Words of domains in a folded line with their span; of those that overlap the longest."""
    hits = [(match.span(1), domain) for match, domain in _forms().matches(line)]
    kept = [
        (span, domain) for span, domain in hits if not any(_holds(other, span) for other, _ in hits)
    ]
    return [(span, domain) for span, domain in kept if domain != _HIDDEN]


def _holds(outer: tuple[int, int], inner: tuple[int, int]) -> bool:
    return outer != inner and outer[0] <= inner[0] and inner[1] <= outer[1]


@cache
def _forms() -> Sieve[str]:
    data = read_data("details.yaml")
    words = {domain: entry["words"] for domain, entry in data["domains"].items()}
    words[_HIDDEN] = data["no_domain"]
    return Sieve((_alternatives(forms), domain) for domain, forms in words.items())


def _alternatives(words: list[str]) -> re.Pattern[str]:
    """One pattern that finds a word wherever another one may begin before its end."""
    forms = sorted((fold(word) for word in words), key=len, reverse=True)
    body = "|".join(re.escape(f).replace(r"\*", r"[\w-]*").replace(r"\ ", " ") for f in forms)
    return re.compile(rf"(?<![\w-])(?=((?:{body})(?![\w-])))")


def find_when(view: View, act: Act, published: str | None) -> When | None:
    """The time that the act's clause gives, as written, and its date where that can be told."""
    found = find_moment(view, act)
    return read_when(view, act, found, published) if found else None


def read_when(view: View, act: Act, found: tuple[Moment, int], published: str | None) -> When:
    """What `find_moment` found, as written and with its date."""
    moment, governor = found
    now = read_now(published, _direction(Clause(view, act), governor, act))
    text = view.line.original[moment.start : moment.end]
    return When(text, find_date(moment, now))


def find_moment(view: View, act: Act) -> tuple[Moment, int] | None:
    """The expression of time that is tied to the act most closely, and the word that holds it."""
    clause = Clause(view, act)
    found = []
    for moment in find_moments(view.line.folded):
        ties = [_tie(clause, i, moment) for i in _heads(view, moment)]
        best = min((tie for tie in ties if tie), default=None)
        if best:
            distance = min(abs(i - act.word) for i in view.line.ids(moment.start, moment.end))
            found.append(((moment.is_vague, best[0], distance), moment, best[1]))
    return min(found, key=lambda entry: entry[0])[1:] if found else None


def _tie(clause: Clause, i: int, moment: Moment) -> tuple[int, int] | None:
    tie = clause.tie(i, moment.is_ahead)
    first = clause.shared()
    if tie is None and first is not None and clause.tree[i].head == first and i < clause.word:
        return len(clause.chain), first  # « Lundi, il a reçu X et signé un accord »
    return tie


def _heads(view: View, moment: Moment) -> list[int]:
    """The words of an expression that hang on a word outside it."""
    ids = view.line.ids(moment.start, moment.end)
    return [i for i in ids if view.tree[i].head not in ids]


def _direction(clause: Clause, governor: int, act: Act) -> int:
    """Where the time lies: by the tense of the verb that it belongs to, else by the status."""
    start = clause.chain.index(governor) if governor in clause.chain else len(clause.chain) - 1
    tense = find_tense(clause.tree, clause.chain[start:])
    telling = clause.is_telling(governor) or any(map(clause.is_telling, clause.chain[start:]))
    if tense == GONE and not telling:
        return PAST
    if tense in (TO_COME, CONDITIONAL) or act.status in ("planned", "considered"):
        return FUTURE
    return PAST if act.status == "done" else NEAR


def find_where(view: View, act: Act) -> str | None:
    """The place of the act's clause as written, without its preposition and article."""
    clause = Clause(view, act)
    moments = [view.line.ids(m.start, m.end) for m in find_moments(view.line.folded)]
    taken = {i for ids in moments for i in ids}
    found: list[tuple[tuple[int, bool, int], Place]] = []
    for place in find_places(view, act, taken):
        tie = clause.tie(place.top)
        if tie:
            found.append(((tie[0], not place.named, abs(place.head - act.word)), place))
    return min(found, key=lambda entry: entry[0])[1].text if found else None
