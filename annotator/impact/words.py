"""What a change of rules and of lists of words demands of a text that it touches."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from annotator.impact.demands import NONE, Demand
from annotator.lexicon import Rule, Sets, compile_rule, flatten_sets
from annotator.words import WordSet

RawRule = Mapping[str, Any]  # as a file of `cooperation/` has it
# Lists that are held against one word of a tree after the other and asked for nothing else.
PLAIN = re.compile(
    r"roles\.yaml/(?!(?:against|at|numbers|posts|ranks|telling|with)$)\w+"
    r"|speech\.yaml/(?!going_on$)\w+"
    r"|status\.yaml/words/\w+"
    r"|themes\.yaml/themes/\w+/\d+"
)


def changed_sets(before: Sets, now: Sets) -> Iterator[Demand]:
    """The words that were put into a named set or taken out, the sets within sets put in place.

    A set that only one of the two has is no matter: what names it has changed, too.
    """
    old, new = flatten_sets(before), flatten_sets(now)
    for name in old.keys() & new.keys():
        yield from _any_of(WordSet.of(*old[name]), WordSet.of(*new[name]))


def changed_lists(name: str, before: Any, now: Any) -> list[Demand] | None:
    """The words that were put into the lists of a file or taken out; None for any other change."""
    old, new = dict(_leaves(before, name)), dict(_leaves(now, name))
    if list(old) != list(new):
        return None
    found: list[Demand] = []
    for way, value in old.items():
        if value == new[way]:
            continue
        words = json.loads(value), json.loads(new[way])
        if not (PLAIN.fullmatch(way) and all(map(_are_words, words))):
            return None
        found += _any_of(*(WordSet.of(*given) for given in words))
    return found


def _leaves(data: Any, way: str) -> Iterator[tuple[str, str]]:
    """All that is no mapping, by its way in the file, as JSON."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _leaves(value, f"{way}/{key}")
    else:
        yield way, json.dumps(data)


def _are_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) for word in value)


def changed_rules(
    type_: str, before: Sequence[RawRule], now: Sequence[RawRule], sets: tuple[Sets, Sets]
) -> list[Demand] | None:
    """What the rules demand that were added, removed or edited; None where others were moved.

    `sets` are the named sets of words before and now.
    """
    old = {raw["id"]: raw for raw in before}
    new = {raw["id"]: raw for raw in now}
    whole = len(old) == len(before) and len(new) == len(now)
    if not whole or [id_ for id_ in old if id_ in new] != [id_ for id_ in new if id_ in old]:
        return None
    found: list[Demand] = []
    for id_ in dict.fromkeys((*old, *new)):
        if old.get(id_) != new.get(id_):
            was, is_ = (
                compile_rule(raw[id_], type_, named) if id_ in raw else None
                for raw, named in zip((old, new), sets, strict=True)
            )
            found += _demands(was, is_)
    return found


def _demands(before: Rule | None, now: Rule | None) -> Iterator[Demand]:
    """What a text needs for one of the two to fit, if they fit differently."""
    differing = _differing_lists(before, now) if before and now else None
    for rule in filter(None, (before, now)):
        if differing is None:
            yield Demand(rule)
            continue
        for scope, words in differing:  # all but one stand in the trigger's own sentence
            is_far = scope == "article"
            yield Demand(rule, far=words) if is_far else Demand(rule, near=words)


def _differing_lists(before: Rule, now: Rule) -> list[tuple[str, WordSet]] | None:
    """Scopes with the words that one of the two rules does not have there.

    None where something else differs, too, or a list is there in one alone.
    """
    old, new = _lists(before), _lists(now)
    if old.keys() != new.keys() or _without_lists(before) != _without_lists(now):
        return None
    return [(way[0], words) for way in old if (words := _difference(old[way], new[way]))]


def _lists(rule: Rule) -> dict[tuple[str, str], WordSet]:
    own = {("", "trigger"): rule.lemmas, ("", "governed_by"): rule.governed_by}
    has = {(scope, "has"): words for scope, words in rule.has.items()}
    lacks = {(scope, "lacks"): words for scope, words in rule.lacks.items()}
    return {way: words for way, words in (own | has | lacks).items() if words}


def _without_lists(rule: Rule) -> Rule:
    return replace(rule, lemmas=NONE, governed_by=NONE, has={}, lacks={})


def _any_of(before: WordSet, now: WordSet) -> Iterable[Demand]:
    """A word that one list has and the other has not, anywhere in the article."""
    words = _difference(before, now)
    return [Demand(far=words)] if words else []


def _difference(before: WordSet, now: WordSet) -> WordSet:
    beginnings = set(before.beginnings) ^ set(now.beginnings)
    return WordSet.of(*(before.exact ^ now.exact), *(f"{word}*" for word in beginnings))
