"""The lines of a paragraph to one running text: words broken at line ends are made whole."""

from __future__ import annotations

import re

from annotator.corpus.traced import Traced, join
from annotator.corpus.vocabulary import frequent_words, load_words, whole_words

_BROKEN = re.compile(r"([\w'’]+(?:-[\w'’]+)*)[-‐\u2011]$")
_HEAD = re.compile(r"[\w]+")


def join_lines(lines: list[Traced], known: frozenset[str]) -> Traced:
    """One text of the lines, none empty; `known` are the words that the article has elsewhere."""
    parts, glue = lines[:1], []
    for line in lines[1:]:
        broken = _BROKEN.search(parts[-1].text[-80:])
        head = _HEAD.match(line.text)
        if broken and head:
            if not _keeps_hyphen(broken.group(1), head.group(), known):
                parts[-1] = parts[-1].cut(0, -1)
            glue.append("")
        else:
            glue.append(" ")
        parts.append(line)
    return join(parts, glue)


def _keeps_hyphen(left: str, right: str, known: frozenset[str]) -> bool:
    """Whether the hyphen between the pieces is the word's own, not the typesetter's."""
    words = load_words()
    name = re.split(r"[-'’]", left)[-1]
    piece, low = name.lower(), right.lower()
    if not right[0].islower() or f"{piece}-{low}" in known:
        return True
    if piece in words["before_hyphen"] or low in words["after_hyphen"]:
        return True
    if any(piece + low in whole for whole in (known, frequent_words(), whole_words())):
        return False
    if piece in words["prefixes"] or name[0].isupper():
        return True
    if low in words["word_endings"]:
        return False
    return all(part in known or part in frequent_words() for part in (piece, low))
