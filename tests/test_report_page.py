from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import AnnotationError
from annotator.record import to_record
from annotator.report import Item, collect, page_content, render_page, write_page
from annotator.report.page import embedded_json
from records import MACHINE, make_annotation, make_article
from report_samples import HOSTILE, HOSTILE_NAME, write_samples

CODES = ("KEN", "KOR", "NOR", "PER", "PRT", "SWE")


class Elements(HTMLParser):
    """All start tags with their attributes, and the text inside each script and style."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] in {"script", "style"} and data.strip():
            self.texts.append(data)

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.tags)


@pytest.fixture
def page(tmp_path: Path) -> str:
    items = collect([write_samples(tmp_path)], CODES).items
    return render_page(page_content(items, f"Essai {HOSTILE_NAME}"))


def test_articles_add_no_element_to_the_page(page: str) -> None:
    elements = Elements(page)
    empty = Elements(render_page(page_content([], "Essai")))
    assert [tag for tag, _ in elements.tags] == [tag for tag, _ in empty.tags]
    assert elements.count("script") == 2


def test_the_data_come_out_as_they_went_in(page: str) -> None:
    data = json.loads(next(text for text in Elements(page).texts if text.startswith("{")))
    assert data["articles"][0]["text"] == HOSTILE
    assert data["title"] == f"Essai {HOSTILE_NAME}"


def test_nothing_on_the_page_leads_elsewhere(page: str) -> None:
    for tag, attributes in Elements(page).tags:
        assert tag not in {"link", "img", "iframe", "object", "base"}
        assert not {"src", "srcset", "action", "style", "background"} & set(attributes)
        assert not any(name.startswith("on") for name in attributes)
    style = next(text for text in Elements(page).texts if "--paper" in text)
    assert not re.search(r"url\(|@import|https?:", style)


def test_the_policy_admits_the_own_script_and_style_alone(page: str) -> None:
    elements = Elements(page)
    policy = next(
        str(attributes["content"])
        for tag, attributes in elements.tags
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for text in (text for text in elements.texts if not text.startswith("{")):
        assert f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" in policy


def test_the_policy_stands_before_anything_that_could_break_it(page: str) -> None:
    assert page.index("Content-Security-Policy") < page.index("<title>")


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    write_samples(tmp_path)
    one, two = (render_page(page_content(collect([tmp_path], CODES).items, "x")) for _ in range(2))
    assert one == two


@given(st.recursive(st.text() | st.characters(categories=["Cs"]), st.lists))
def test_embedded_json_holds_no_markup_and_loses_nothing(data: object) -> None:
    text = embedded_json(data)
    assert not set(text) & set("<>&\u2028\u2029")
    text.encode("utf-8")
    assert json.loads(text) == data


def test_two_hundred_articles_stay_under_two_megabytes() -> None:
    text = make_article().text + "Un long récit de la même journée en mer, sans rien de neuf. " * 60
    article = make_article(text, language="fr")
    record = to_record(make_annotation(article), MACHINE, "a.txt")
    record["cooperation"] *= 6
    record["rationale"] *= 3
    items = [Item(f"{n}.yaml", Path(f"{n}.yaml"), record, article, ()) for n in range(200)]
    size = len(render_page(page_content(items, "Essai")).encode())
    assert 200 * len(text) < size < 2_000_000


def test_a_page_is_written_whole_and_into_new_folders(tmp_path: Path) -> None:
    target = tmp_path / "out" / "report.html"
    write_page(target, "é")
    assert target.read_bytes() == "é".encode()


def test_a_page_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="cannot be written"):
        write_page(tmp_path, "x")
