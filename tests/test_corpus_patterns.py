"""Every pattern of `data/boilerplate.yaml` does what its own examples say."""

from __future__ import annotations

import re

import pytest

from annotator.corpus import boilerplate
from annotator.corpus.boilerplate import SECTIONS, Boilerplate, load_boilerplate, read_document
from annotator.corpus.dates import parse_date
from annotator.errors import LexiconError

DOCUMENT = read_document()
RULES = [(section, rule) for section in SECTIONS for rule in DOCUMENT[section]]
FACTS = {"date", "source", "place", "title"}


def _cases(kind: str):
    for section, rule in RULES:
        for number, example in enumerate(rule.get(kind, []), 1):
            yield pytest.param(section, example, id=f"{section}.{rule['id']}-{number}")


def _look(patterns: Boilerplate, section: str, text: str):
    return getattr(patterns, section.removesuffix("s"))(text)


@pytest.mark.parametrize(("section", "rule"), RULES, ids=[f"{s}.{r['id']}" for s, r in RULES])
def test_rule_has_examples_and_counterexamples(section, rule):
    assert rule["examples"]
    assert rule["counterexamples"]
    assert set(rule) <= {"id", "pattern", "examples", "counterexamples", "caption"}


@pytest.mark.parametrize(("section", "example"), list(_cases("examples")))
def test_example_is_found_with_its_facts(section, example):
    example = example if isinstance(example, dict) else {"text": example}
    assert set(example) <= FACTS | {"text", "rest"}
    found = _look(load_boilerplate(), section, example["text"])
    assert found, "no pattern of the section takes the example"
    facts = dict(found.facts)
    if "date" in facts:
        facts["date"] = parse_date(facts["date"])
    for name in FACTS & set(example):
        assert facts.get(name) == example[name]
    if "rest" in example:
        assert example["text"][found.end :] == example["rest"]


@pytest.mark.parametrize(("section", "text"), list(_cases("counterexamples")))
def test_counterexample_is_left_alone(section, text):
    assert _look(load_boilerplate(), section, text) is None


def test_ids_are_unique_in_their_section():
    for section in SECTIONS:
        ids = [rule["id"] for rule in DOCUMENT[section]]
        assert len(ids) == len(set(ids))


def test_no_pattern_takes_the_empty_line():
    patterns = load_boilerplate()
    for section in SECTIONS:
        assert _look(patterns, section, "") is None


def test_a_broken_pattern_is_named(monkeypatch):
    broken = {**DOCUMENT, "lines": [{"id": "open", "pattern": "("}]}
    monkeypatch.setattr(boilerplate, "read_document", lambda: broken)
    with pytest.raises(LexiconError, match=re.escape("lines.open")):
        load_boilerplate.__wrapped__()


def test_an_unknown_piece_is_named(monkeypatch):
    broken = {**DOCUMENT, "lines": [{"id": "lost", "pattern": "{nothing}"}]}
    monkeypatch.setattr(boilerplate, "read_document", lambda: broken)
    with pytest.raises(LexiconError, match=re.escape("lines.lost")):
        load_boilerplate.__wrapped__()
