"""Whether an article can have findings at all, told before it is parsed: no where none is possible.

An act of cooperation needs two parties and the words of a rule, and without an act nothing else is
found. What is not certain passes, so that no annotation depends on the gate.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from annotator.model import Article
from annotator.surface import has_parties, lexicon_table, needs, read

Gate = Callable[[Article], bool]


def open_gate() -> Gate | None:
    """What tells which articles need a parse; None, all do, with `ANNOTATOR_GATE=off`."""
    return None if os.environ.get("ANNOTATOR_GATE") in {"off", "0"} else may_hold


def may_hold(article: Article) -> bool:
    """Whether a parse of the article might lead to a finding."""
    texts = [segment.text for segment in article.segments]
    return has_parties(texts) and read(texts, lexicon_table().find).may_meet(needs())
