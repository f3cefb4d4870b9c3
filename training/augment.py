"""Typographic variety: what news text does and the treebanks seldom show.

Apostrophes and quotation marks of both kinds, headlines in capitals.  Forms keep their number of
words, so every annotation stays valid.
"""

from __future__ import annotations

import random

from training.conllu import FORM, Sentence

CURLY, STRAIGHT = "’", "'"
QUOTES = (("«", "»"), ("“", "”"), ('"', '"'))
P_APOSTROPHE, P_QUOTES, P_CAPITALS = 0.35, 0.4, 0.03
LONGEST_HEADLINE = 25


def quote_map(rng: random.Random) -> dict[str, str]:
    left, right = rng.choice(QUOTES)
    return {"«": left, "“": left, "»": right, "”": right}


def change(text: str, rng: random.Random, words: int) -> str:
    """One variant of a text; called with equal generators it changes every part alike."""
    if rng.random() < P_APOSTROPHE:
        text = text.replace(STRAIGHT, CURLY) if STRAIGHT in text else text.replace(CURLY, STRAIGHT)
    if rng.random() < P_QUOTES:
        for mark, other in quote_map(rng).items():
            text = text.replace(mark, other)
    if words <= LONGEST_HEADLINE and rng.random() < P_CAPITALS:
        text = text.upper() if len(text.upper()) == len(text) else text
    return text


def vary(sentence: Sentence, rng: random.Random) -> Sentence:
    """The sentence, sometimes in another typography; its tags and tree stay."""
    seed, count = rng.random(), len(sentence.words)
    copy = sentence.copy()
    copy.text = change(sentence.text, random.Random(seed), count)
    for row in copy.rows:
        row[FORM] = change(row[FORM], random.Random(seed), count)
    return copy
