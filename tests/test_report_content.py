from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model import KINDS, STATUSES, THEMES, TYPES, Segment
from annotator.report import collect, page_content
from annotator.report.content import article_ids, read_vocabulary, text_blocks
from annotator.schema import REVIEW_STATUSES
from records import TEXT, make_annotation, make_article
from report_samples import CABLES, cables, write_annotation, write_samples

CODES = ("KEN", "KOR", "NOR", "PER", "PRT", "SWE")


def content_of(folder: Path) -> dict:
    return page_content(collect([folder], CODES).items, "Essai")


@pytest.mark.parametrize(
    ("section", "values"),
    [
        ("types", TYPES),
        ("statuses", STATUSES),
        ("kinds", ("cooperation", *KINDS)),
        ("themes", THEMES),
        ("reviews", REVIEW_STATUSES),
    ],
)
def test_the_vocabulary_names_every_value_in_its_order(section: str, values: tuple) -> None:
    words = read_vocabulary()[section]
    assert tuple(words) == values
    assert all(word["label"] and word["fr"] for word in words.values())


def test_every_status_has_a_mark_of_its_own() -> None:
    marks = [word["mark"] for word in read_vocabulary()["statuses"].values()]
    assert len(set(marks)) == len(STATUSES)


def test_spans_slice_the_text_by_code_points(tmp_path: Path) -> None:
    write_annotation(tmp_path, "cables", cables())
    (article,) = content_of(tmp_path)["articles"]
    assert article["text"] == CABLES
    shown = [
        article["text"][start:end]
        for finding in [*article["cooperation"], *article["rationale"]]
        for start, end in finding["spans"]
    ]
    assert shown == [
        "patrouillent ensemble depuis mars face à la piraterie",
        "veulent former des plongeurs afin de protéger les câbles",
        "face à la piraterie",
        "afin de protéger les câbles",
    ]


def test_an_entry_keeps_what_a_reader_asks_for(tmp_path: Path) -> None:
    write_annotation(tmp_path, "brume", make_annotation())
    (article,) = content_of(tmp_path)["articles"]
    (act,) = article["cooperation"]
    assert act["when"] == {"text": "en mai", "date": "2031-05"}
    assert (act["rule"], act["confidence"], act["domains"]) == ("exercise.hold", 0.91, ["maritime"])
    assert article["rationale"][0]["stated_by"] == {"name": "Ana Prates", "party": "PRT"}
    assert article["people"] == [["PRT", "Ana Prates", "ministre de la Défense"]]
    assert article["review"] == {"status": "unreviewed"}


def test_quotes_that_have_moved_are_found_and_lost_ones_are_told(tmp_path: Path) -> None:
    write_annotation(tmp_path, "brume", make_annotation())
    changed = "Un chapeau ajouté.\n\n" + TEXT.replace("mieux surveiller", "surveiller de près")
    (tmp_path / "brume.txt").write_text(changed, encoding="utf-8")
    (article,) = content_of(tmp_path)["articles"]
    ((start, end),) = article["cooperation"][0]["spans"]
    assert article["text"][start:end] == "tiendront en mai un exercice naval commun"
    assert article["rationale"][0]["spans"] == []
    assert article["rationale"][0]["missing"] == ["mieux surveiller les câbles sous-marins"]
    assert any("changed" in problem for problem in article["problems"])


def test_party_names_by_code(tmp_path: Path) -> None:
    parties = content_of(write_samples(tmp_path))["parties"]
    assert parties[:2] == [("KEN", "Kenya"), ("KOR", "Corée du Sud")]


def test_ids_are_words_for_a_link() -> None:
    assert article_ids(["a/07 Été.yaml", "<b>.yaml", "…"]) == ["a-07-ete", "b", "article"]


def test_ids_that_meet_are_told_apart() -> None:
    ids = article_ids(["été.yaml", "ete.yaml", "hiver.yaml"])
    assert len(set(ids)) == 3
    assert ids[2] == "hiver"


@given(st.lists(st.text(min_size=1), unique=True, max_size=6))
def test_every_name_gets_its_own_id(names: list[str]) -> None:
    ids = article_ids(names)
    assert len(set(ids)) == len(names)
    assert all(name and set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789_.-") for name in ids)


def test_blocks_say_what_the_program_reads() -> None:
    text = "TITRE\n\nPar un stagiaire\n\nUn corps.\n"
    parts = [("title", 0, 5), ("body", 25, 34)]
    segments = tuple(Segment(kind, text[a:b], tuple(range(a, b + 1))) for kind, a, b in parts)
    blocks = text_blocks(replace(make_article(text), segments=segments))
    assert [(kind, text[a:b].strip()) for kind, a, b in blocks] == [
        ("title", "TITRE"),
        ("other", "Par un stagiaire"),
        ("body", "Un corps."),
    ]


@given(
    st.text(alphabet="ab \n", max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9))),
)
def test_blocks_cover_the_text_from_end_to_end(text: str, parts: list[tuple[int, int]]) -> None:
    spans = [(a, min(a + n, len(text))) for a, n in parts if a < len(text)]
    segments = tuple(Segment("body", text[a:b], tuple(range(a, b + 1))) for a, b in spans)
    blocks = text_blocks(replace(make_article(text), segments=segments))
    assert "".join(text[a:b] for _, a, b in blocks) == (text if text.strip() else "")
