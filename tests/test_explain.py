from __future__ import annotations

import re

from annotator.explain import explain
from annotator.model import Article, ParsedArticle, Segment, Sentence, Word
from annotator.pipeline import annotate
from freeze import frozen
from marked import read_all

TEXT = "Le Portugal et la Norvège tiendront un exercice naval. Il pleut sur la base du port."
ROWS = (  # form, lemma, upos, head, relation; one sentence after the other
    (
        ("Le", "le", "DET", 2, "det"),
        ("Portugal", "Portugal", "PROPN", 6, "nsubj"),
        ("et", "et", "CCONJ", 5, "cc"),
        ("la", "le", "DET", 5, "det"),
        ("Norvège", "Norvège", "PROPN", 2, "conj"),
        ("tiendront", "tenir", "VERB", 0, "root"),
        ("un", "un", "DET", 8, "det"),
        ("exercice", "exercice", "NOUN", 6, "obj"),
        ("naval", "naval", "ADJ", 8, "amod"),
        (".", ".", "PUNCT", 6, "punct"),
    ),
    (
        ("Il", "il", "PRON", 2, "nsubj"),
        ("pleut", "pleuvoir", "VERB", 0, "root"),
        ("sur", "sur", "ADP", 5, "case"),
        ("la", "le", "DET", 5, "det"),
        ("base", "base", "NOUN", 2, "obl:mod"),
        ("du", "de", "ADP", 8, "case"),
        ("du", "le", "DET", 8, "det"),
        ("port", "port", "NOUN", 5, "nmod"),
        (".", ".", "PUNCT", 2, "punct"),
    ),
)
RECORD = {
    "cooperation": [
        {
            "id": "exercise-nor-prt", "type": "exercise", "parties": ["NOR", "PRT"], "status": "planned",
            "evidence": [{"quote": "tiendront un exercice naval", "start": 26, "end": 53}],
            "rule": "exercise.hold", "confidence": 0.9,
        }
    ],
    "rationale": [
        {
            "id": "rules-1", "text": "la base du port", "start": 68, "end": 83, "kind": "cause",
            "theme": "rules", "targets": ["RUS"], "origin": "human",
            "stated_by": {"name": "Ana Prates", "party": "PRT"},
        },
        {
            "id": "rules-2", "text": "x", "start": 900, "end": 901, "kind": "cause", "theme": "rules",
            "targets": [], "stated_by": "article",
        },
    ],
}  # fmt: skip


def parsed() -> ParsedArticle:
    sentences, place = [], 0
    for rows in ROWS:
        words = []
        for i, (form, lemma, upos, head, relation) in enumerate(rows, start=1):
            twin = words and words[-1].text == form == "du"
            start = words[-1].start if twin else TEXT.index(form, place)
            place = start + len(form)
            words.append(Word(i, form, lemma, upos, {}, head, relation, start, place))
        sentences.append(Sentence(tuple(words), (), 0))
    segment = Segment("body", TEXT, tuple(range(len(TEXT) + 1)))
    article = Article("brume.txt", TEXT, "0" * 64, "fr", (segment,), title="Brume")
    return ParsedArticle(article, tuple(sentences))


def test_each_finding_stands_in_its_sentence_with_its_tree() -> None:
    lines = list(explain(parsed(), RECORD))
    assert lines[:2] == ["Brume", "cooperation: 1, rationale: 2"]
    text = "\n".join(lines)
    assert "[1] exercise of NOR, PRT: planned — rule exercise.hold, confidence 0.90" in text
    assert "  Le Portugal{PRT} et la Norvège{NOR} [1 tiendront un exercice naval 1].\n" in text
    assert "\n  tiendront" in text
    assert "└ obj: un exercice naval" in text
    folded = " ".join(text.split())
    assert (
        "cause, rules against RUS, stated by Ana Prates (PRT) — no rule, human (rules-1)" in folded
    )


def test_contracted_tokens_are_one_word() -> None:
    text = "\n".join(explain(parsed(), RECORD, "rules-1"))
    assert "nmod: du port" in text
    assert "exercise" not in text.split("\n", 2)[2]


def test_branches_out_of_the_way_are_one_line() -> None:
    entry = RECORD["cooperation"][0] | {"evidence": [{"quote": "exercice", "start": 39, "end": 47}]}
    lines = list(explain(parsed(), {"cooperation": [entry]}))
    assert any(line.startswith("  ├ nsubj: Le Portugal et la Norvège") for line in lines)


def test_what_stands_in_no_sentence_is_said() -> None:
    assert " ".join(list(explain(parsed(), RECORD))[-2:]).endswith(
        "in no sentence of the running text"
    )


def test_no_line_is_wider_than_asked() -> None:
    for width in (40, 80):
        assert all(len(line) <= width for line in explain(parsed(), RECORD, width=width))


def test_what_spoke_for_a_finding_is_told() -> None:
    example = frozen(next(e for e in read_all() if e.name == "exercise.joint-1"))
    (entry,) = annotate(example).cooperation
    span = entry.evidence[0]
    evidence = {"quote": span.quote, "start": span.start, "end": span.end}
    record = RECORD["cooperation"][0] | {"evidence": [evidence], "rule": entry.rule}
    text = "\n".join(explain(example, {"cooperation": [record]}))
    assert re.search(r"\n    for it: \D+ \+\d\.\d", text)
    assert re.search(r"\n    against: \D+ -\d\.\d", text)
