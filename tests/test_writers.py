from __future__ import annotations

import json

import pytest
import yaml as pyyaml
from hypothesis import given
from hypothesis import strategies as st

from annotator.writers import WRITERS, yaml
from annotator.yamlfile import load

# surrogates are no text; all else must come back
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
WILD = st.one_of(
    TEXT, st.text("0123456789:-+.eExo_ ~#'\"\\,[]{}?&*!|>%@`NOyesnul\n\t=", max_size=12)
)
SCALAR = st.one_of(WILD, st.integers(), st.booleans(), st.none())
RECORD = st.dictionaries(
    WILD.filter(bool),
    st.recursive(
        st.one_of(SCALAR, st.lists(WILD, max_size=3)),
        lambda inner: st.one_of(
            st.dictionaries(WILD, inner, max_size=3),
            st.lists(st.dictionaries(WILD, inner, min_size=1, max_size=3), min_size=1, max_size=2),
        ),
        max_leaves=8,
    ),
    min_size=1,
    max_size=4,
)


@given(RECORD)
def test_yaml_comes_back_as_it_went(record: dict) -> None:
    assert load(yaml.write(record)).data == record


@given(WILD)
def test_a_string_is_a_string_for_readers_of_yaml_1_1(text: str) -> None:
    written = yaml.write({"key": text, "flow": [text]})
    assert pyyaml.safe_load(written) == {"key": text, "flow": [text]}


@given(RECORD)
def test_every_format_writes_a_last_line_end(record: dict) -> None:
    for _, write in WRITERS.values():
        assert write(record).endswith("\n")


@pytest.mark.parametrize(
    "text",
    ["NO", "yes", "Off", "12:30", "2024-05", "2024-05-01", "1e3", "~", "", "null", "0x1f",
     "1_000", ".inf", "=", "<<", "- a", "a: b", "a #b", "3e291012", "+33", "0o17", "é:", "a\nb",
     "\u2028", "y"],
)  # fmt: skip
def test_what_could_be_misread_stands_in_quotes(text: str) -> None:
    assert yaml.scalar(text)[0] in "'\""


@pytest.mark.parametrize(
    "text",
    [
        "Japon",
        "l'exercice « Aube »",
        "JPN",
        "Le G20, dit-il",
        "a:b",
        "sécurité #1"[:8],
        "état-major",
    ],
)
def test_plain_words_stay_plain(text: str) -> None:
    assert yaml.scalar(text) == text


def test_form_of_a_record() -> None:
    record = {
        "relevant": True,
        "parties": [{"id": "JPN", "people": [{"name": "A", "role": "ministre"}]}],
        "cooperation": [
            {"id": "x", "parties": ["JPN", "X:Aube"], "domains": [], "when": {"date": "2015-11"}}
        ],
        "rationale": [],
    }
    assert yaml.write(record) == (
        "relevant: true\n"
        "parties:\n"
        "  - id: JPN\n"
        "    people:\n"
        "      - name: A\n"
        "        role: ministre\n"
        "cooperation:\n"
        "  - id: x\n"
        '    parties: [JPN, "X:Aube"]\n'
        "    domains: []\n"
        "    when:\n"
        '      date: "2015-11"\n'
        "rationale: []\n"
    )


def test_no_line_is_folded() -> None:
    assert len(yaml.write({"quote": "mot " * 200 + "fin"}).splitlines()) == 1


def test_json_keeps_order_and_accents() -> None:
    suffix, write = WRITERS["json"]
    assert suffix == ".json"
    assert write({"b": "é", "a": 1}) == '{\n  "b": "é",\n  "a": 1\n}\n'
    assert json.loads(write({"a": [1]})) == {"a": [1]}
