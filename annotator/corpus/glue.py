"""Words that ran together where a page ended: « uncommuniqué » reads « un communiqué ».

The line break is missing there, so the line is twice as long as the others and the place is known
within a few characters; only there, and only between two known words, a blank is put in.
"""

from __future__ import annotations

import re

from annotator.corpus.traced import Traced
from annotator.corpus.vocabulary import frequent_words, load_words, whole_words

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ELIDED = re.compile(r"^(?:l|d|qu|n|s|c|j|m|t|jusqu|lorsqu|puisqu)['’](?=\w)", re.IGNORECASE)
# Three small letters, a full stop, and a capital that begins a word: no « M.Martin ».
_SENTENCES = re.compile(
    r"(?<![\w./@-])[\w’'-]*[^\W\d_A-ZÀ-Þ]{3}[.?!](?=[A-ZÀ-Þ](?:[^\W\d_A-ZÀ-Þ’']?[\w’' ]))"
)
_COMMA = re.compile(r"[^\W\d_]{2}[,;](?=[^\W\d_]{2})")


def split_sentences(line: Traced) -> Traced:
    """A blank where a full stop touches the capital of the next sentence: « signé.Le traité »."""
    for match in reversed(list(_SENTENCES.finditer(line.text))):
        line = line.insert(match.end(), " ")
    return line


def split_glued(line: Traced, width: float, known: frozenset[str]) -> Traced:
    """The line with the blank that the page end swallowed, where that can be told.

    `width` is the usual length of a line in characters, `known` the words of the article.
    """
    low, high = 0.75 * width, 1.15 * width
    best = (0, 0.0, 0)
    for match in _COMMA.finditer(line.text):
        if low < match.end() < high:
            best = max(best, (3, -abs(match.end() - width), match.end()))
    for token in _TOKEN.finditer(line.text):
        if low < token.end() and token.start() < high and line.text[token.end() :][:1] != "-":
            inside = not re.search(r"(?:^|[.?!:«»]\s*)$", line.text[: token.start()])
            for at, quality in _splits(token.group(), known, inside=inside):
                place = token.start() + at
                best = max(best, (quality, -abs(place - width), place))
    return line.insert(best[2], " ") if best[0] else line


def _splits(token: str, known: frozenset[str], *, inside: bool) -> list[tuple[int, int]]:
    """Places to cut `token`, each with how good it is; `inside` a sentence capitals mean names."""
    if _is_word(token, known) or token.lower().replace("’", "'") in whole_words():
        return []
    splits = []
    for at in range(1, len(token)):
        left, right = token[:at], token[at:]
        if left[-1] in "'’" or right[0] in "'’":
            continue
        quality = _quality(left, right, known)
        if quality and not (inside and token[0].isupper() and min(len(left), len(right)) < 4):
            splits.append((at, quality))
    return splits


def _quality(left: str, right: str, known: frozenset[str]) -> int:
    words = load_words()
    if right[0].isupper() and left[-1].islower() and len(right) > 2:
        return 3 if _is_word(left, known) else 0
    if right[0].isdigit():
        return 2 if left.lower() in words["function_words"] else 0
    halves = [_bare(left), _bare(right)]
    if not all(_is_word(half, known) for half in halves):
        return 0
    if any(len(half) < 4 and half not in words["function_words"] for half in halves):
        return 0  # « proposait » is no « propos ait »
    if halves[0] in words["no_first_half"] or halves[1] in words["no_second_half"]:
        return 0
    return min(3, *map(len, halves))


def _bare(word: str) -> str:
    return _ELIDED.sub("", word.lower().replace("’", "'"), count=1)


def _is_word(word: str, known: frozenset[str]) -> bool:
    bare = _bare(word)
    if len(bare) < 3:
        return bare in load_words()["function_words"]
    return bare in frequent_words() or bare in load_words()["function_words"] or bare in known
