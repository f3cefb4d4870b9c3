"""Sentences that break off: titles, teasers and what a page has cut end with any word."""

from __future__ import annotations

import random
from dataclasses import replace

from annotator.model import ParsedArticle, Sentence, Word
from annotator.pipeline import annotate
from annotator.reports import says_by_deed, speech_words
from annotator.tree import Tree
from freeze import frozen
from marked import read_all

EXAMPLES = read_all()
CUTS = 3  # of each of the examples that are tried


def test_a_sentence_may_end_with_any_word() -> None:
    chance = random.Random(4)
    broken = []
    for example in chance.sample(EXAMPLES, 600):
        parsed = frozen(example)
        for _ in range(CUTS):
            number = chance.randrange(len(parsed.sentences))
            length = chance.randint(1, len(parsed.sentences[number].words))
            if failure := fails(cut(parsed, number, length)):
                broken.append((example.text, number, length, failure))
    assert broken == []


def test_a_sentence_may_end_with_a_verb_of_saying() -> None:
    said = speech_words("of_things")
    pairs = [
        (parsed, number, place)
        for parsed in map(frozen, EXAMPLES)
        for number, sentence in enumerate(parsed.sentences)
        for place, word in enumerate(sentence.words, start=1)
        if said.has(word) and place > 1
    ]
    trees = [Tree(cut(*pair).sentences[-1]) for pair in pairs]
    assert len(trees) > 9
    assert not any(says_by_deed(tree, len(tree)) for tree in trees)


def cut(parsed: ParsedArticle, number: int, length: int) -> ParsedArticle:
    """The parse with no more than so many words of a sentence."""
    before, broken = parsed.sentences[:number], parsed.sentences[number]
    words = tuple(hang(word, length) for word in broken.words[:length])
    return replace(parsed, sentences=(*before, Sentence(words, (), broken.segment)))


def hang(word: Word, length: int) -> Word:
    """A word whose head is gone is a root."""
    return word if word.head <= length else replace(word, head=0, deprel="root")


def fails(parsed: ParsedArticle) -> str:
    """What the program raises, or nothing."""
    try:
        annotate(parsed)
    except Exception as error:  # noqa: BLE001 - whatever it may be
        return repr(error)
    return ""
