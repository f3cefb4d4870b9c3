from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.errors import ModelError
from annotator.model import Entity, ParsedArticle, Sentence, Word
from annotator.nlp.conllu import read_comments, read_conllu, text_hash, write_conllu
from nlp_samples import make_article

ARTICLE = make_article(["Le port du Havre.", "Lisbonne _"])
#                        2  5    10 13


def word(number: int, text: str, start: int, end: int, **more: object) -> Word:
    given: dict[str, object] = {"lemma": text.lower(), "upos": "NOUN", "feats": {}, "head": 0}
    given |= {"deprel": "root"} | more
    return Word(number, text, start=start, end=end, **given)  # type: ignore[arg-type]


PARSED = ParsedArticle(
    ARTICLE,
    (
        Sentence(
            (
                word(1, "Le", 2, 4, upos="DET", head=2, deprel="det", feats={"Definite": "Def"}),
                word(2, "port", 5, 9),
                word(3, "de", 10, 12, upos="ADP", head=5, deprel="case"),
                word(
                    4, "le", 10, 12, head=5, deprel="det", feats={"A": "x=y", "Person[psor]": "3"}
                ),
                word(5, "Havre", 13, 18, upos="PROPN", head=2, deprel="nmod"),
                word(6, ".", 18, 19, upos="PUNCT", head=2, deprel="punct"),
            ),
            (Entity("du Havre", "LOC", 10, 18),),
            0,
        ),
        Sentence((word(1, "Lisbonne", 22, 30), word(2, "_", 31, 32, lemma="_")), (), 1),
    ),
)


def test_what_is_written_is_read_back() -> None:
    assert read_conllu(write_conllu(PARSED, "essai-1"), ARTICLE) == PARSED


def test_the_lines_are_conllu() -> None:
    lines = write_conllu(PARSED, "essai-1").split("\n")
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    assert {len(row) for row in rows} == {10}
    assert ["3-4", "du", *"________"] in rows
    assert rows[3][-1] == "Start=10|End=12|NER=B-LOC"
    assert [row[-1] for row in rows if row[1] == "Havre"] == ["Start=13|End=18|NER=E-LOC"]
    assert "# text = Le port du Havre." in lines


def test_the_head_names_text_and_models() -> None:
    head = read_comments(write_conllu(PARSED, "essai-1").split("\n\n")[0])
    assert head == {"text_sha256": text_hash(ARTICLE), "models": "essai-1"}


def test_a_parse_of_another_text_is_refused() -> None:
    stored = write_conllu(PARSED, "essai-1")
    with pytest.raises(ModelError, match=r"essai\.txt: the stored parse is of another text"):
        read_conllu(stored, replace(ARTICLE, text=ARTICLE.text + " "))


def test_the_hash_depends_on_the_segments() -> None:
    moved = replace(ARTICLE, segments=ARTICLE.segments[:1])
    assert text_hash(moved) != text_hash(ARTICLE)


@pytest.mark.parametrize("damage", [("\tport\t", "\t"), ("Start=5", "Start")])
def test_a_damaged_line_is_an_error(damage: tuple[str, str]) -> None:
    stored = write_conllu(PARSED, "essai-1")
    broken = stored.replace(*damage)
    with pytest.raises(ModelError, match="cannot be read"):
        read_conllu(broken, ARTICLE)
