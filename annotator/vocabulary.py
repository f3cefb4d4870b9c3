"""What the program knows, as lines to read: types with their rules, connectives, parties' names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from annotator.codes import known_codes
from annotator.errors import UsageError
from annotator.gazetteer import load_gazetteer
from annotator.lexicon import read_data, rules
from annotator.model import STATUSES, THEMES
from annotator.words import WordSet


def list_types() -> Iterator[str]:
    """Each type with its rules and the words that set them off."""
    seen = ""
    for rule in rules():
        if rule.type != seen:
            seen = rule.type
            yield seen
        words = _words(rule.lemmas) if rule.lemmas else ""
        text = f"/{rule.text.pattern}/" if rule.text else ""
        yield f"  {rule.id} ({rule.confidence:.2f}): {' '.join(filter(None, [words, text]))}"
    yield f"statuses: {', '.join(STATUSES)}"


def list_connectives() -> Iterator[str]:
    """Each connective with the kind of reason that it states."""
    for connective in read_data("connectives.yaml")["connectives"]:
        facts = f"{connective['kind']}, {float(connective['confidence']):.2f}"
        yield f"{connective['id']} ({facts}): {connective['form']}"
    yield f"themes: {', '.join(THEMES)}"


def list_aliases(code: str | None = None) -> Iterator[str]:
    """Each party, or the one of that code, with the forms that stand for it.

    Raises UsageError for a code that there is not.
    """
    gazetteer = load_gazetteer()
    forms: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for alias in gazetteer.aliases:
        forms[alias.party][alias.kind].append(alias.form)
    codes = known_codes() | set(forms)
    if code is not None and code not in codes:
        raise UsageError(f"no party has the code {code!r}")
    for party in sorted(codes) if code is None else [code]:
        yield f"{party} {gazetteer.name(party)}"
        for kind, words in forms[party].items():
            yield f"  {kind}: {', '.join(dict.fromkeys(words))}"


SECTIONS: dict[str, Callable[[], Iterator[str]]] = {
    "types": list_types,
    "connectives": list_connectives,
    "aliases": list_aliases,
}


def _words(words: WordSet) -> str:
    return ", ".join(sorted([*words.exact, *(f"{start}*" for start in words.beginnings)]))
