"""Many patterns over many short texts: each is tried only where a text holds what it needs.

Of a pattern's parts the one is taken that says most: « afin (?:de|que) » needs « afin ». All that
is needed is looked for in one walk over the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Generic, TypeVar

import ahocorasick

Strings = frozenset[str]  # of which one must be there; empty: nothing is known to be needed

_LETTERS = 20.0

Item = TypeVar("Item")


class Sieve(Generic[Item]):
    """Patterns, in order, each with what it stands for."""

    def __init__(self, patterns: Iterable[tuple[re.Pattern[str], Item]]) -> None:
        self._patterns = tuple(patterns)
        self._always: set[int] = set()
        self._automaton = ahocorasick.Automaton()
        wanted: dict[str, list[int]] = {}
        for number, (pattern, _) in enumerate(self._patterns):
            needed = find_needed(pattern)
            for string in needed:
                wanted.setdefault(string, []).append(number)
            if not needed:
                self._always.add(number)
        for string, numbers in wanted.items():
            self._automaton.add_word(string, numbers)
        self._automaton.make_automaton()

    def matches(self, text: str) -> Iterator[tuple[re.Match[str], Item]]:
        """All matches of the first pattern, then all of the next."""
        for number in sorted(self._numbers(text)):
            pattern, item = self._patterns[number]
            for match in pattern.finditer(text):
                yield match, item

    def _numbers(self, text: str) -> set[int]:
        """Of the patterns that may match somewhere in the text."""
        if not len(self._automaton):
            return self._always
        return self._always.union(*(found for _, found in self._automaton.iter(text)))


def find_needed(form: re.Pattern[str]) -> Strings:
    """Strings of which every text has one in which the pattern matches."""
    if form.flags & re.IGNORECASE:
        return frozenset()
    return _of_sequence(parser.parse(form.pattern, form.flags))


def _of_sequence(parts: Iterable[tuple[Any, Any]]) -> Strings:
    """The strings that say most of those that each part needs; letters in a row are one part."""
    found: list[Strings] = []
    letters = ""
    for kind, value in [*parts, (None, None)]:
        if kind is parser.LITERAL:
            letters += chr(value)
            continue
        found += [frozenset((letters,))] if letters else []
        letters = ""
        found.append(_of_part(kind, value))
    return max((f for f in found if f), key=_worth, default=frozenset())


def _of_part(kind: Any, value: Any) -> Strings:
    if kind is parser.SUBPATTERN:
        return _of_sequence(value[-1])
    if kind is parser.BRANCH:
        return _of_branches([_of_sequence(branch) for branch in value[1]])
    if kind in (parser.MAX_REPEAT, parser.MIN_REPEAT) and value[0]:
        return _of_sequence(value[2])
    return _of_sequence(value[1]) if kind is parser.ASSERT else frozenset()


def _of_branches(branches: Sequence[Strings]) -> Strings:
    return frozenset().union(*branches) if all(branches) else frozenset()


def _worth(strings: Strings) -> float:
    """Long strings are rare, and so are few: how seldom they are met, were letters all alike."""
    return -sum(_LETTERS ** -len(string) for string in strings)
