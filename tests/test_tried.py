"""The page that counts what is tried says what the tests and the records say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import tried
from annotator.export import EXPORTERS
from annotator.readers import READERS

EXPORT = (Path(__file__).parent.parent / "docs/export.md").read_text(encoding="utf-8")


def test_the_page_is_as_counted() -> None:
    page = tried.PAGE.read_text(encoding="utf-8")
    assert page == tried.with_tables(page), "python -m tests.tried"


@pytest.mark.parametrize("reader", tried.samples())
def test_each_reader_has_twenty_samples(reader: str) -> None:
    assert tried.samples()[reader][0] >= 20


def test_no_reader_is_left_out() -> None:
    assert set(READERS) <= set(", ".join(tried.samples()).split(", "))


def test_each_format_of_export_has_a_reader_on_its_page() -> None:
    table = EXPORT.partition("## What reads it back")[2]
    rows = [row for row in table.splitlines() if row.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`([a-z-]+)`", row.split("|")[1])} == set(
        EXPORTERS
    )


def test_two_hundred_thousand_inputs_have_been_tried() -> None:
    runs = [run for _, run in tried.recorded("fuzz")]
    assert sum(sum(run["inputs"].values()) for run in runs) >= 200_000
    assert not any(run["failures"] for run in runs)


def test_a_record_takes_the_place_of_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tried, "RECORD", tmp_path / "tried.json")
    for failures in (1, 0):
        tried.record("fuzz", ["--seed", "7"], {"inputs": {"yaml": 10}, "failures": failures})
    ((line, run),) = tried.recorded("fuzz")
    assert line == "python -m tests.fuzz --seed 7"
    assert (run["inputs"], run["failures"]) == ({"yaml": 10}, 0)
