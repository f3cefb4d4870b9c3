"""The table of words finds what going through all words one by one would find, and finds it fast."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, reduce
from operator import or_

from hypothesis import given
from hypothesis import strategies as st

from annotator.inflection import ENDINGS, LEMMA_ENDINGS, SINGLE, cut_lemma, plain
from annotator.surface import lexicon_table
from annotator.words import WordSet
from annotator.wordtable import Sets, WordTable

BOATS = WordSet.of("frégate", "sous-marin", "vedett*")
SALES = WordSet.of("livrer", "vendre")


def test_a_table_knows_its_own_sets_alone() -> None:
    table = WordTable([BOATS, SALES, BOATS, WordSet.of()])
    assert table.numbers == {BOATS: 0, SALES: 1}
    assert table.number_of([SALES]) == 2
    found = map(table.find, ("(l'ex-FREGATE,", "vedettes", "sous‑marins", "vendît", "avions"))
    assert list(found) == [1, 1, 1, 2, 0]


def test_grammar_says_less_than_a_lemmatizer_may() -> None:
    table = WordTable([SALES])
    assert (table.find("livraison"), table.find_by_grammar("livraison")) == (1, 0)


def test_a_table_may_be_empty_and_its_words_short() -> None:
    assert WordTable([]).find("navire") == 0
    table = WordTable([WordSet.of("tu", "os", "a*")])
    assert [table.find(piece) for piece in ("tu,", "os", "avion", "l'avion", "le")] == [
        1,
        1,
        1,
        1,
        0,
    ]


@cache
def lemmas() -> dict[str, Sets]:
    """All words of the lexicon as they are looked up, beginnings too, with their sets."""
    found: dict[str, Sets] = {}
    for words, number in lexicon_table().numbers.items():
        for word in (*words.exact, *words.beginnings):
            lemma = plain(word).rstrip("'.-")
            found[lemma] = found.get(lemma, 0) | 1 << number
    return found


@cache
def beginnings() -> list[tuple[str, Sets]]:
    return [
        (start.rstrip("ei") if len(start) > 5 else start, 1 << number)
        for words, number in lexicon_table().numbers.items()
        for start in map(plain, words.beginnings)
    ]


def forms(lemma: str) -> Iterator[str]:
    yield lemma
    for start, end in cut_lemma(lemma):
        yield from (start + form for form in ENDINGS[end])


def one_by_one(piece: str) -> Sets:
    """The sets of a piece, each of its words held against all lemmas and all beginnings."""
    found = 0
    runs = [run.span() for run in re.finditer(r"[^\W\d_]+|\d+", piece)]
    for at, (start, _) in enumerate(runs):
        found |= by_beginning(piece[start:])
        for _, end in runs[at : at + 4]:
            word = piece[start:end]
            found |= by_lemma(word) | by_lemma(word.replace("s-", "-"))
            if word in SINGLE:
                found |= by_lemma(SINGLE[word]) | by_beginning(SINGLE[word])
    return found


def by_lemma(word: str) -> Sets:
    found = lemmas().get(word, 0)
    for at in range(len(word) + 1):
        for end in LEMMA_ENDINGS.get(word[at:], ()):
            if not end or at + len(end) > 3:
                found |= lemmas().get(word[:at] + end, 0)
    return found


def by_beginning(rest: str) -> Sets:
    return reduce(or_, (sets for start, sets in beginnings() if rest.startswith(start)), 0)


def test_no_form_of_a_word_is_lost() -> None:
    find = lexicon_table().find_by_grammar
    known = [(form, lemma, sets) for lemma, sets in lemmas().items() for form in forms(lemma)]
    assert len(known) > 50_000
    assert [(form, lemma) for form, lemma, sets in known if sets & ~find(form)] == []


def test_words_are_found_as_one_by_one() -> None:
    some = {*lemmas(), *SINGLE, *(start for start, _ in beginnings())}
    find = lexicon_table().find_by_grammar
    assert [word for word in some if find(word) != one_by_one(word)] == []


SIGNS = ["", "'", "-", ",", ".", "(", "»", "s", "e", "ait", "ions"]


@given(st.data())
def test_pieces_are_found_as_one_by_one(data: st.DataObject) -> None:
    words = st.sampled_from([*lemmas(), *SINGLE, "le", "16", "pain"])
    drawn = data.draw(st.lists(st.tuples(words, st.sampled_from(SIGNS)), max_size=3))
    piece = "".join(word + sign for word, sign in drawn)
    assert lexicon_table().find_by_grammar(piece) == one_by_one(piece)
    assert one_by_one(piece) & ~lexicon_table().find(piece) == 0
