"""Keywords in the sentence in place of trees: one part of the extraction at a time, or all of it.

The program itself is not touched: its functions are replaced while `without_trees` holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from types import ModuleType
from typing import Any
from unittest.mock import patch

from annotator import pattern
from annotator.extract import cooperation, parties, rationale, ties
from annotator.extract.signs import status_by_tense
from annotator.model import ParsedArticle, Sentence, Word
from annotator.pattern import Trigger
from annotator.tree import Tree
from annotator.verbs import NONE, PAST, PRESENT, tense_of


def flatten(parsed: ParsedArticle) -> ParsedArticle:
    """The same words in trees that say nothing: every word hangs on the root."""
    return replace(parsed, sentences=tuple(flatten_sentence(s) for s in parsed.sentences))


def flatten_sentence(sentence: Sentence) -> Sentence:
    root = next((word.id for word in sentence.words if word.upos == "VERB"), 1)
    return replace(sentence, words=tuple(_hang(word, root) for word in sentence.words))


def _hang(word: Word, root: int) -> Word:
    top = word.id == root
    return replace(word, head=0 if top else root, deprel="root" if top else "dep")


@contextmanager
def without_trees(*names: str) -> Iterator[None]:
    """These parts of the extraction by keywords, all of them if none is named."""
    with ExitStack() as stack:
        for name in names or PARTS:
            for module, function, replacement in PARTS[name]:
                stack.enter_context(patch.object(module, function, replacement))
        yield


def all_words(tree: Tree, *_: Any) -> list[int]:
    return [word.id for word in tree.words]


def other_words(tree: Tree, i: int) -> list[int]:
    return [word.id for word in tree.words if word.id != i]


def _all_inside(tree: Tree, _: Trigger) -> dict[int, int]:
    """Every party of the sentence is as near to the trigger as one of its own phrase."""
    return dict.fromkeys(all_words(tree), 0)


def _to_the_end(tree: Tree, _: str, first: int, __: int) -> list[int]:
    return list(range(first, len(tree) + 1))


def _before(tree: Tree, _: Any, first: int, __: int) -> list[int]:
    """Nouns and verbs before a connective, the nearest first."""
    return [i for i in range(first - 1, 0, -1) if tree[i].upos in ("NOUN", "VERB", "PROPN")]


def status_of_nearest_verb(tree: Tree, trigger: Trigger) -> tuple[str, int]:
    """As `status.find_status`, by the tense of the verb that stands nearest to the trigger."""
    verbs = [w.id for w in tree.words if w.upos == "VERB"]
    nearest = min(verbs, key=lambda i: abs(i - trigger.word), default=0)
    tense = tense_by_order(tree, nearest) if nearest else NONE
    if trigger.rule.status and tense in (NONE, PRESENT, PAST):
        return trigger.rule.status, int(tense == PAST)
    table = status_by_tense(trigger.rule.type, trigger.rule.id)
    return table[tense], int(tense != NONE)


def tense_by_order(tree: Tree, verb: int) -> str:
    """The tense of a verb with the auxiliaries right before it: « ont ensuite été menés »."""
    first = verb
    while first > 1 and tree[first - 1].upos in ("AUX", "ADV", "PRON"):
        first -= 1
    auxiliaries = [tree[i] for i in range(first, verb) if tree[i].upos == "AUX"]
    size = len(auxiliaries) + 1
    words = [_join(word, n, size) for n, word in enumerate([*auxiliaries, tree[verb]], start=1)]
    return tense_of(Tree(Sentence(tuple(words), (), 0)), size)


def _join(word: Word, number: int, top: int) -> Word:
    passive = word.lemma == "être"
    relation = "root" if number == top else "aux:pass" if passive else "aux"
    return replace(word, id=number, head=0 if number == top else top, deprel=relation)


# part → (module, function, what takes its place)
PARTS: Mapping[str, tuple[tuple[ModuleType, str, Callable[..., Any]], ...]] = {
    "scopes": ((pattern, "scope_words", all_words), (pattern, "governors", other_words)),
    "parties": ((parties, "_zone", _all_inside),),
    "status": ((cooperation, "find_status", status_of_nearest_verb),),
    "reasons": (
        (rationale, "find_extent", _to_the_end),
        (rationale, "find_governors", _before),
        (ties, "find_governors", _before),
    ),
}
