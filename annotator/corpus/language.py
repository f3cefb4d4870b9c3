"""Which language a text is in, among those that a French press review meets."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from annotator.corpus.vocabulary import load_words

# Languages that a French press review meets; the classifier's others are only mistakes.
_ROMANCE = ("fr", "es", "it", "pt", "ca", "ro", "oc")
_EUROPEAN = (
    "en",
    "de",
    "nl",
    "pl",
    "sv",
    "da",
    "no",
    "nb",
    "fi",
    "cs",
    "hu",
    "hr",
    "sq",
    "ru",
    "uk",
)
_OTHERS = ("bg", "el", "hy", "ka", "ar", "fa", "he", "tr", "vi", "id", "zh", "ja", "ko")
CANDIDATES = frozenset(_ROMANCE + _EUROPEAN + _OTHERS)
ENOUGH = 40  # letters: below that the classifier guesses
SAMPLE = 6000  # characters that settle the question
_WORD = re.compile(r"[^\W\d_]+")


def identify_language(text: str) -> str:
    """ISO 639-1 code of the language of `text`; "fr" for a scrap with French function words."""
    words = [word.lower() for word in _WORD.findall(text[:SAMPLE])]
    letters = sum(map(len, words))
    if not letters:
        return "und"
    french = sum(word in load_words()["function_words"] for word in words)
    if letters < ENOUGH and french:
        return "fr"
    sample = text[:SAMPLE] if not text[:SAMPLE].isupper() else text[:SAMPLE].lower()
    return next((code for code, _ in _ranker()(sample) if code in CANDIDATES), "und")


@cache
def _ranker() -> Callable[[str], list[tuple[str, float]]]:
    import py3langid  # numpy and a model of 5 MB: only when a text is read

    rank: Callable[[str], list[tuple[str, float]]] = py3langid.rank
    return rank
