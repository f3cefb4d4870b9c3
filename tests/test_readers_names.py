"""Names of the documents of one file: readable, safe on every system, the same in every run."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.readers import Document
from annotator.readers.names import LONGEST, Names, document_name

TEXT = "Oslo et Lisbonne ont mené un exercice naval."
SAFE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"id": "42"}, "42"),
        ({"id": "afp-2025-0603"}, "afp-2025-0603"),
        ({"id": "AFP:2025/42"}, "afp-2025-42-"),
        ({"id": "https://lefil.example/monde/2025/06/brume-claire.html?x=1"}, "brume-claire-"),
        ({"url": "https://lefil.example/monde/"}, "monde-"),
        ({"url": "https://lefil.example"}, "lefil-example-"),
        ({"id": "http://[::1"}, "http-1-"),
        ({"title": "Œuvre commune à Brême : « Été »"}, "oeuvre-commune-a-breme-ete-"),
        ({}, "oslo-et-lisbonne-ont-mene-un-exercice-naval-"),
        ({"id": "../../etc/passwd"}, "etc-passwd-"),
        ({"id": "/"}, ""),
        ({"id": "..."}, ""),
        ({"id": "条約"}, ""),
        ({"id": "con"}, "con-"),
        ({"id": "a\0b\nc"}, "a-b-c-"),
        ({"id": "x" * 5000}, "x" * LONGEST + "-"),
        ({"title": "mot " * 100}, "mot-" * 15),
    ],
)  # fmt: skip
def test_name(fields: dict[str, str], name: str) -> None:
    found = document_name(Document(TEXT, **fields))
    assert SAFE.fullmatch(found)
    if name and not name.endswith("-"):
        assert found == name
    else:
        assert re.fullmatch(re.escape(name) + r"[0-9a-f]{6}", found)


@given(st.text(), st.text())
def test_every_name_is_safe_and_other_ids_have_other_names(one: str, other: str) -> None:
    names = [document_name(Document(TEXT, id=id_ or None)) for id_ in (one, other)]
    assert all(SAFE.fullmatch(name) and len(name) <= LONGEST + 7 for name in names)
    assert (one == other) == (names[0] == names[1])


def test_the_same_twice_is_told_apart_by_its_order() -> None:
    names = Names()
    assert [names.give(Document(TEXT, id=id_)) for id_ in ("7", "8", "7", "7")] == ["7", "8", "7-2", "7-3"]  # fmt: skip


def test_an_id_that_looks_like_a_second_one_is_no_trap() -> None:
    names = Names()
    assert [names.give(Document(TEXT, id=id_)) for id_ in ("7", "7-2", "7")] == ["7", "7-2", "7-3"]


def test_the_same_title_over_other_texts_gives_other_names() -> None:
    one, other = (document_name(Document(text, title="Brèves")) for text in ("Un.", "Deux."))
    assert one != other
    assert one.startswith("breves-")
