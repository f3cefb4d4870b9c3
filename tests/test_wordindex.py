"""The table of all sets of words tells what each set would say by itself."""

from __future__ import annotations

from annotator.lexicon import rules
from annotator.model import Sentence
from annotator.wordindex import WordsBySet, take_in
from annotator.words import WordSet
from freeze import frozen
from marked import read_rules


def sentences() -> list[Sentence]:
    examples = read_rules("cooperation.yaml")[::60]
    return [sentence for example in examples for sentence in frozen(example).sentences]


def by_itself(words: WordSet, sentence: Sentence) -> list[int]:
    return [word.id for word in sentence.words if words.has(word)]


def test_every_set_of_a_rule_has_the_words_that_it_has_by_itself() -> None:
    sets = [words for rule in rules() for words in (rule.lemmas, *rule.has.values())]
    assert len(sentences()) > 5
    for sentence in sentences():
        table = WordsBySet(sentence.words)
        assert all(list(table[words]) == by_itself(words, sentence) for words in sets)


def test_a_set_that_comes_later_is_known_to_tables_from_before() -> None:
    sentence = sentences()[0]
    table = WordsBySet(sentence.words)
    first = sentence.words[0].text.lower()
    late, none = WordSet.of(first, "zzz1"), WordSet.of("zzz2*")
    take_in([late, none])
    assert list(table[late]) == by_itself(late, sentence) != []
    assert late in WordsBySet(sentence.words).present()
    assert late in table.present()
    assert none not in table.present()
    assert list(table[none]) == []


def test_beginnings_may_be_whole_words_and_empty() -> None:
    sentence = sentences()[0]
    word = sentence.words[-2].text.lower()
    for words in (WordSet.of(f"{word}*"), WordSet.of("*"), WordSet.of()):
        assert list(WordsBySet(sentence.words)[words]) == by_itself(words, sentence)


def test_sets_of_the_same_words_are_one() -> None:
    assert WordSet.of("Arme", "l’*", "base") is WordSet.of("base", "l'*", "arme")
