"""What a change of the lexicon can touch, told from an article's text: rather too much.

An article that is not touched has the same findings under both lexicons. Rules, lists of words and
the gazetteer are compared entry by entry; any other change touches every article.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from annotator.gazetteer import FILES as GAZETTEER
from annotator.gazetteer import build_gazetteer
from annotator.impact.demands import Demand, Demands
from annotator.impact.names import Forms, changed_forms
from annotator.impact.words import changed_lists, changed_rules, changed_sets
from annotator.model import Article
from annotator.readings import WORD_LISTS

Content = Mapping[str, str]  # as `identity.lexicon_content` gives it
RULES = "cooperation/"


class Impact:
    """The demands of which an article must meet one, and the forms of which it must have one."""

    def __init__(self, demands: Sequence[Demand] | None, forms: set[str]) -> None:
        """Where no demands can be told (None), every article is touched."""
        self._demands = None if demands is None else Demands(demands)
        self._forms = Forms(forms)

    def touches(self, article: Article) -> bool:
        """Whether the article's findings may differ."""
        texts = [segment.text for segment in article.segments]
        if self._demands is None or self._forms.stand_in(texts):
            return True
        return self._demands.may_be_met(texts)


def find_impact(before: Content, now: Content) -> Impact:
    """What can be touched by the change from one lexicon to the other; both are without faults."""
    if before.keys() != now.keys():
        return Impact(None, set())
    demands: list[Demand] | None = []
    for name in before:
        found = _changes(name, before, now) if before[name] != now[name] else []
        demands = None if demands is None or found is None else demands + found
    return Impact(demands, _changed_forms(before, now))


def _changes(name: str, before: Content, now: Content) -> list[Demand] | None:
    """What an article needs to be touched by the change of a file; None: nothing."""
    if name in WORD_LISTS or name.removesuffix(".yaml") in GAZETTEER:
        return []  # what was read by other lists is another article; names are looked for as such
    if not name.endswith(".yaml"):
        return None
    old, new = _load(name, before), _load(name, now)
    if name == "words.yaml":
        return list(changed_sets(old, new))
    if not name.startswith(RULES):
        return changed_lists(name, old, new)
    sets = _load("words.yaml", before), _load("words.yaml", now)
    return changed_rules(old["type"], old["rules"], new["rules"], sets)


def _changed_forms(before: Content, now: Content) -> set[str]:
    files = [f"{name}.yaml" for name in GAZETTEER]
    if all(before[file] == now[file] for file in files):
        return set()
    old, new = (
        build_gazetteer({name: _load(f"{name}.yaml", content) for name in GAZETTEER})
        for content in (before, now)
    )
    return changed_forms(old, new)


def _load(name: str, content: Content) -> Any:
    return json.loads(content[name])
