"""Lists of French words in `data/`, and the words of an article."""

from __future__ import annotations

import re
from functools import cache

import yaml

from annotator.datafiles import data_file

_HYPHEN = re.compile(r"[-‐\u2011]")
_WORDS = re.compile(r"\w+(?:[-‐\u2011]\w+)*")

_PARTED = re.compile(r"\w+[-‐\u2011]\s+\w+")


@cache
def load_words() -> dict[str, frozenset[str]]:
    """The word lists of `data/reading.yaml` by name."""
    text = data_file("reading.yaml").read_text(encoding="utf-8")
    return {name: frozenset(words.split()) for name, words in yaml.safe_load(text).items()}


@cache
def frequent_words() -> frozenset[str]:
    """The most frequent words of French, of three letters and more."""
    return _read("frequent_words.txt")


@cache
def whole_words() -> frozenset[str]:
    """Rarer words that look like two frequent ones."""
    return _read("whole_words.txt")


def _read(name: str) -> frozenset[str]:
    text = data_file(name).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


def vocabulary(text: str) -> frozenset[str]:
    """The words of a text in lower case, compounds whole and in their pieces.

    What a line end parts does not count: it may be half a word.
    """
    words = {word.lower() for word in _WORDS.findall(_PARTED.sub(" ", text))}
    return frozenset(words | {piece for word in words for piece in _HYPHEN.split(word)})
