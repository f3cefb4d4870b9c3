"""What a change of the gazetteer can touch: texts with a form that means something else now.

Extraction asks the gazetteer for nothing but what the forms that stand in a text mean, and for the
names of the parties that they stand for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import ahocorasick

from annotator.gazetteer import Gazetteer
from annotator.mentions import fold_in_place


class Forms:
    """Folded forms, looked for in a text."""

    def __init__(self, forms: Iterable[str]) -> None:
        self._automaton = ahocorasick.Automaton()
        for form in forms:
            self._automaton.add_word(form, form)
        self._automaton.make_automaton()

    def stand_in(self, texts: Sequence[str]) -> bool:
        """Whether one of the forms stands in a text as words, with its hyphens or without them."""
        return bool(len(self._automaton)) and any(map(self._stand_in, _both(texts)))

    def _stand_in(self, text: str) -> bool:
        folded = fold_in_place(text)
        return any(
            not folded[max(0, last - len(form)) : last - len(form) + 1].isalnum()
            and (form.endswith("-") or not folded[last + 1 : last + 2].isalnum())
            for last, form in self._automaton.iter(folded)
        )


def _both(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        yield text
        if "-" in text:
            yield text.replace("-", " ")


def changed_forms(before: Gazetteer, now: Gazetteer) -> set[str]:
    """The folded forms that do not mean the same in both."""
    old, new = _meanings(before), _meanings(now)
    return {form for form in old.keys() | new.keys() if old.get(form) != new.get(form)}


def _meanings(gazetteer: Gazetteer) -> dict[str, list[Any]]:
    """Of each form all that a text with it can have from the gazetteer, in order."""
    found: dict[str, list[Any]] = defaultdict(list)
    for alias in gazetteer.aliases:
        whole = gazetteer.part_of(alias.party) or alias.party
        found[fold_in_place(alias.form)].append((alias, whole, gazetteer.name(whole)))
    for form, readings in gazetteer.by_key.items():
        names = [gazetteer.name(alias.party) for alias in readings]
        found[fold_in_place(form)].append((readings, names))
    for form in gazetteer.neutral:
        found[fold_in_place(form)].append(None)
    return found
