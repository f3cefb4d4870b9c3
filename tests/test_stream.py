"""Articles from stdin: one as ever, several one after the other, extracted texts with their text."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from annotator.corpus import read_annotated
from annotator.errors import AnnotatorError
from annotator.fields import choose_fields
from annotator.intake import Form
from annotator.stream import annotate_stream
from annotator.validate import Validator
from annotator.yamlfile import load
from records import MACHINE
from test_run import TEXT, FakeWorkers


def go(data: bytes, input_format: str = "auto", format_: str = "yaml") -> list[Any]:
    stream = BytesIO(data)
    return list(annotate_stream(stream, Form(input_format), MACHINE, FakeWorkers(), format_))


def lines(*items: object) -> bytes:
    return "".join(f"{json.dumps(item)}\n" for item in items).encode()


def test_plain_text_is_not_repeated() -> None:
    (text,) = go(TEXT.encode("cp1252"))
    article = load(text).data["article"]
    assert (article["file"], article["encoding"]) == ("-", "cp1252")
    assert "text" not in article


def test_nothing_is_an_error() -> None:
    (error,) = go(b"")
    assert isinstance(error, AnnotatorError)
    assert str(error).startswith("-: is empty")


def test_an_extracted_text_goes_with_its_annotation(tmp_path: Path) -> None:
    (text,) = go(lines({"id": "7", "title": "Deux marines", "text": TEXT}))
    record = load(text).data
    assert record["article"]["source_id"] == "7"
    assert read_annotated(record, tmp_path).title == "Deux marines"
    (quote,) = record["cooperation"][0]["evidence"]
    assert record["article"]["text"][quote["start"] : quote["end"]] == "exercice"
    path = tmp_path / "7.yaml"
    path.write_text(text, encoding="utf-8")
    assert Validator().check_file(path) == []
    path.write_text(text.replace("exercice naval", "défilé naval"), encoding="utf-8")
    assert {problem.kind for problem in Validator().check_file(path)} == {"stale", "quote"}


def test_several_come_one_after_the_other_with_errors_in_their_place() -> None:
    one, wrong, other = go(lines({"text": TEXT}, {"no": 1}, {"text": "PANNE"}, {"text": TEXT})[:-1])[:2] + go(
        lines({"text": TEXT}, {"text": TEXT}), format_="json"
    )[1:]  # fmt: skip
    assert load(one).data["relevant"]
    assert "no text" in str(wrong)
    assert json.loads(other)["relevant"]


def test_yaml_documents_are_parted() -> None:
    first, second = go(lines({"text": TEXT}, {"text": TEXT}))
    assert not first.startswith("---")
    assert second.startswith("---\n")


def test_fields_can_be_named() -> None:
    form = Form(fields=choose_fields(["text=corps"]))
    stream = BytesIO(lines({"corps": TEXT, "text": "Non."}))
    (text,) = annotate_stream(stream, form, MACHINE, FakeWorkers(), "yaml")
    assert TEXT.strip() in load(text).data["article"]["text"]


@pytest.mark.parametrize("input_format", ["auto", "text"])
def test_the_format_can_be_told(input_format: str) -> None:
    (text,) = go(lines({"text": TEXT}), input_format)
    assert ("text" in load(text).data["article"]) == (input_format == "auto")
