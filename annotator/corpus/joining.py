"""The lines of a paragraph to one running text: words broken at line ends are made whole."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import yaml

from annotator.corpus.traced import Traced, join

_BROKEN = re.compile(r"([\w'’]+(?:-[\w'’]+)*)[-‐\u2011]$")
_HEAD = re.compile(r"[\w]+")
_WORDS = re.compile(r"\w+(?:[-‐\u2011]\w+)*")


@cache
def load_words() -> dict[str, frozenset[str]]:
    """The word lists of `data/reading.yaml` by name."""
    text = files("annotator").joinpath("data/reading.yaml").read_text(encoding="utf-8")
    return {name: frozenset(words.split()) for name, words in yaml.safe_load(text).items()}


def vocabulary(text: str) -> frozenset[str]:
    """The words of a text in lower case, compounds whole and in their pieces."""
    words = {word.lower() for word in _WORDS.findall(text)}
    return frozenset(words | {piece for word in words for piece in re.split(r"[-‐\u2011]", word)})


def join_lines(lines: list[Traced], known: frozenset[str]) -> Traced:
    """One text of the lines, none empty; `known` are the words that the article has elsewhere."""
    parts, glue = lines[:1], []
    for line in lines[1:]:
        broken = _BROKEN.search(parts[-1].text[-80:])
        head = _HEAD.match(line.text)
        if broken and head:
            if not _keeps_hyphen(broken.group(1).lower(), head.group(), known):
                parts[-1] = parts[-1].cut(0, -1)
            glue.append("")
        else:
            glue.append(" ")
        parts.append(line)
    return join(parts, glue)


def _keeps_hyphen(left: str, right: str, known: frozenset[str]) -> bool:
    """Whether the hyphen between the pieces is the word's own, not the typesetter's."""
    words = load_words()
    piece = re.split(r"[-'’]", left)[-1]
    low = right.lower()
    if not right[0].islower() or f"{piece}-{low}" in known:
        return True
    if piece + low in known:
        return False
    if piece in words["before_hyphen"] or low in words["after_hyphen"]:
        return True
    if low in words["word_endings"]:
        return False
    return piece in known and low in known and len(piece) > 3
