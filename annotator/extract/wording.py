"""Features of the ranker in words, for people."""

from __future__ import annotations

from functools import cache

from annotator.lexicon import read_data


def describe_feature(name: str) -> str:
    """What a feature of `annotator/data/features.yaml` says: `exercise:has_joint` → words.

    A name that is not there is given as it is.
    """
    exact, signs = _wording()
    type_, told, lemma = name.partition("<")
    if told:
        return signs["<"].format(lemma, type_)
    for sign, words in signs.items():
        if name.startswith(sign):
            return words.format(name.removeprefix(sign))
    before, colon, last = name.rpartition(":")
    words = exact.get(last, last)
    return f"{words}, for {before}" if colon else words


@cache
def _wording() -> tuple[dict[str, str], dict[str, str]]:
    data: dict[str, dict[str, str]] = read_data("features.yaml")
    return data["exact"], data["signs"]
