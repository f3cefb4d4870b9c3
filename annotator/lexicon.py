"""The domain's knowledge, read from `data/` and checked: word sets, rules, status and reasons."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from annotator.datafiles import data_file
from annotator.errors import LexiconError
from annotator.model import STATUSES, TYPES
from annotator.words import WordSet
from annotator.yaml12 import load

SCOPES = ("phrase", "object", "clause", "sentence", "article")
_LISTS = (*(f"{s}_has" for s in SCOPES), *(f"{s}_lacks" for s in SCOPES), "governed_by")
Sets = Mapping[str, Sequence[str]]  # name → words and `$names`
PARTY_MODES = ("together", "giver_receiver", "guest_host")
_RULE_KEYS = {
    "id", "trigger", "bound", "parties", "joins", "strict", "listed", "status", "confidence",
    *_LISTS,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in which French states one type of cooperation.

    `has` and `lacks` map a scope (phrase, object, clause, sentence, article) to words of which one
    must, or none may, stand there. `bound` parties must be tied to the trigger by the tree itself.
    """

    id: str
    type: str
    lemmas: WordSet
    upos: frozenset[str]
    text: re.Pattern[str] | None
    has: dict[str, WordSet]
    lacks: dict[str, WordSet]
    governed_by: WordSet
    bound: int
    parties: str
    joins: bool  # its parties join those of the last act of the type: « y participera »
    strict: bool  # its parties stand in the sentence, or are meant there again
    listed: bool  # its parties stand in one list that does it: « X et Y ont survolé »
    status: str | None
    confidence: float


@cache
def read_data(*parts: str) -> Any:
    """The content of a data file; LexiconError with file and line if it is not YAML."""
    return load(data_file(*parts).read_text(encoding="utf-8"), "/".join(parts))


@cache
def word_sets() -> dict[str, tuple[str, ...]]:
    """Named sets of words, the sets that they hold put in place."""
    return flatten_sets(read_data("words.yaml"))


def flatten_sets(raw: Sets) -> dict[str, tuple[str, ...]]:
    """The content of words.yaml, the sets that its sets hold put in place."""
    return {name: tuple(_flatten(words, raw, "words.yaml")) for name, words in raw.items()}


def _flatten(words: Any, sets: Sets, where: str) -> list[str]:
    if not isinstance(words, list) or not words:
        raise LexiconError(f"{where}: a list of words is empty or no list: {words!r}")
    flat: list[str] = []
    for word in words:
        if not isinstance(word, str):
            raise LexiconError(f"{where}: not a word: {word!r} (quote it)")
        if word.startswith("$"):
            if word[1:] not in sets:
                raise LexiconError(f"{where}: there is no word set {word}")
            flat += _flatten(list(sets[word[1:]]), sets, where)
        else:
            flat.append(word)
    return flat


def word_set(words: list[Any], where: str, sets: Sets | None = None) -> WordSet:
    """A WordSet from a list of words and `$names` of sets, those of the lexicon or others."""
    return WordSet.of(*_flatten(words, word_sets() if sets is None else sets, where))


@cache
def rules() -> tuple[Rule, ...]:
    """All rules of all types, in the codebook's order of types."""
    return tuple(rule for type_ in TYPES for rule in _read_rules(type_))


def _read_rules(type_: str) -> list[Rule]:
    where = f"cooperation/{type_}.yaml"
    data = read_data("cooperation", f"{type_}.yaml")
    if not isinstance(data, dict) or set(data) != {"type", "rules"} or data["type"] != type_:
        raise LexiconError(f"{where}: expected the keys type (with {type_}) and rules")
    if not isinstance(data["rules"], list):
        raise LexiconError(f"{where}: rules is no list")
    return [compile_rule(raw, type_, word_sets()) for raw in data["rules"]]


def compile_rule(raw: Any, type_: str, sets: Sets) -> Rule:
    """A rule as a file of `cooperation/` has it. Raises LexiconError."""
    where = f"cooperation/{type_}.yaml"
    if not isinstance(raw, dict) or not isinstance(raw.get("id"), str):
        raise LexiconError(f"{where}: a rule is a mapping with an id: {raw!r:.60}")
    try:
        return _rule(raw, type_, where, sets)
    except (AttributeError, KeyError, TypeError, ValueError, re.error) as error:
        raise LexiconError(f"{where}: {raw['id']}: a value of the wrong kind ({error})") from error


def _rule(raw: dict[str, Any], type_: str, where: str, sets: Sets) -> Rule:
    where = f"{where}: {raw['id']}"
    if unknown := set(raw) - _RULE_KEYS:
        raise LexiconError(f"{where}: unknown key {', '.join(sorted(unknown))}")
    trigger = raw.get("trigger") or {}
    if not trigger or set(trigger) - {"lemma", "upos", "text"}:
        raise LexiconError(f"{where}: trigger takes lemma, upos and text")
    if raw.get("parties") not in PARTY_MODES:
        raise LexiconError(f"{where}: parties is one of {', '.join(PARTY_MODES)}")
    if raw.get("status") not in (None, *STATUSES):
        raise LexiconError(f"{where}: status is one of {', '.join(STATUSES)}")
    lists = {key: word_set(raw[key], f"{where}: {key}", sets) for key in _LISTS if key in raw}
    lemmas = word_set(trigger["lemma"], where, sets) if "lemma" in trigger else WordSet(frozenset())
    return Rule(
        id=raw["id"],
        type=type_,
        lemmas=lemmas,
        upos=frozenset(trigger.get("upos", ["NOUN", "PROPN", "ADJ", "VERB", "X"])),
        text=re.compile(trigger["text"]) if "text" in trigger else None,
        has={s: lists[f"{s}_has"] for s in SCOPES if f"{s}_has" in lists},
        lacks={s: lists[f"{s}_lacks"] for s in SCOPES if f"{s}_lacks" in lists},
        governed_by=lists.get("governed_by", WordSet(frozenset())),
        bound=int(raw.get("bound", 0)),
        parties=raw["parties"],
        joins=bool(raw.get("joins", False)),
        strict=bool(raw.get("strict", False)),
        listed=bool(raw.get("listed", False)),
        status=raw.get("status"),
        confidence=float(raw.get("confidence", 0.5)),
    )
