"""Domains, time and place of acts; expressions of time and their dates; offices of people."""

from __future__ import annotations

import re
from typing import Any

import pytest

from annotator.extract.act import Act
from annotator.extract.details import find_domains, find_when, find_where, match_domains
from annotator.extract.evidence import find_evidence
from annotator.extract.scene import View, build_scene
from annotator.lexicon import read_data
from annotator.model import DOMAINS, STATUSES, TYPES, When
from annotator.schema import annotation_schema
from annotator.times.edtf import FUTURE, NEAR, PAST, Now, read_now, write, write_range
from annotator.times.moments import find_date, find_moments
from annotator.times.readings import READINGS
from annotator.words import fold
from freeze_details import frozen, read_cases

Case = dict[str, Any]
CASES: list[Case] = read_cases("details.yaml")
OFFICES: list[Case] = read_cases("offices.yaml")
RULES: list[Case] = read_data("times.yaml")["rules"]
DOMAIN_WORDS: dict[str, Case] = read_data("details.yaml")["domains"]
DIRECTIONS = {"past": PAST, "near": NEAR, "future": FUTURE}
KEYS = {"id", "text", "type", "status", "published", "domains", "when", "where"}


# Acts in sentences.


def read_act(case: Case) -> tuple[View, Act]:
    """The view of the case's one sentence, and an act at the word in brackets."""
    before, _, rest = case["text"].partition("[")
    (view,) = build_scene(frozen(case["text"])).views
    word = next(w for w in view.tree.words if w.start == len(before))
    assert word.text == rest.partition("]")[0]
    parties = tuple(sorted({actor.party for actor in view.actors if actor.kind != "place"}))
    start, end = find_evidence(view.tree, word.id)
    status = case.get("status", "done")
    return view, Act(case["type"], parties, status, 0, word.id, "test.rule", 1.0, start, end)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_details(case: Case) -> None:
    assert set(case) <= KEYS
    assert case["type"] in TYPES
    assert case.get("status", "done") in STATUSES
    view, act = read_act(case)
    assert {
        "domains": list(find_domains(view, act)),
        "when": find_when(view, act, case.get("published")),
        "where": find_where(view, act),
    } == {
        "domains": case.get("domains", []),
        "when": When(**case["when"]) if "when" in case else None,
        "where": case.get("where"),
    }


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_details_are_slices_of_the_text(case: Case) -> None:
    view, act = read_act(case)
    text = frozen(case["text"]).article.text
    when, where = find_when(view, act, case.get("published")), find_where(view, act)
    assert when is None or when.text in text
    assert where is None or where in text


def test_without_a_date_of_publication_only_the_text_dates() -> None:
    """What a date says beyond its own words must come from the date of publication."""
    for case in CASES:
        view, act = read_act(case)
        when = find_when(view, act, None)
        if when and when.date:
            years = re.findall(r"\d{4}|\d{3}X", when.date)
            assert all(year.rstrip("X") in when.text for year in years), case["id"]


# Expressions of time.


def read_times() -> list[tuple[str, str, str | None, Now]]:
    cases = []
    for rule in RULES:
        for text, date, *rest in rule["examples"]:
            published, direction = [*rest, None, "near"][:2] if rest else (None, "near")
            now = read_now(published, DIRECTIONS[direction])
            cases.append((rule["id"], text, date, now))
    return cases


@pytest.mark.parametrize(("rule", "text", "date", "now"), read_times())
def test_times(rule: str, text: str, date: str | None, now: Now) -> None:
    """Each form of times.yaml finds its examples in a sentence, whole, with their date."""
    found = find_moments(f"les deux armées se voient {fold(text)} au complet")
    assert [(m.rule, m.text, find_date(m, now)) for m in found] == [(rule, fold(text), date)]


def test_every_form_has_examples_and_a_reading() -> None:
    for rule in RULES:
        assert set(rule) <= {"id", "form", "reading", "bare", "need", "examples"}
        assert rule["reading"] in READINGS
        assert len(rule["examples"]) >= 2, rule["id"]


def test_every_date_is_one_that_the_schema_takes() -> None:
    schema = annotation_schema()["$defs"]["cooperation"]["properties"]["when"]
    pattern = schema["properties"]["date"]["pattern"]
    dates = [date for _, _, date, _ in read_times() if date]
    assert [date for date in dates if not re.search(pattern, date)] == []


@pytest.mark.parametrize(
    "line",
    [
        "l'exercice vostok 2018 a réuni 2000 soldats",
        "les soldats ont été formés",
        "la planète mars",
        "le vol 2023-a",
        "ils ont livré 15 chars",
        "le mistral",
    ],
)
def test_no_time(line: str) -> None:
    assert find_moments(line) == []


def test_several_times_stand_in_order() -> None:
    found = find_moments("lundi, ils ont signé l'accord de mars dernier, en vigueur depuis 2020")
    assert [m.text for m in found] == ["lundi", "mars dernier", "depuis 2020"]


@pytest.mark.parametrize("published", ["", None, "hier", "2023-13", "2023-02-30", "2023-1-1-1"])
def test_a_wrong_date_of_publication_counts_as_none(published: str | None) -> None:
    assert read_now(published) == Now()


def test_no_impossible_dates() -> None:
    assert write(2023, 2, 29) is None
    assert write(2024, 2, 29) == "2024-02-29"
    assert write_range("2024-03", "2024-02") is None
    assert write_range(None, "2024") is None


# Words of domains.


def test_the_list_of_domains_is_closed() -> None:
    assert set(DOMAIN_WORDS) == set(DOMAINS)
    items = annotation_schema()["$defs"]["cooperation"]["properties"]["domains"]["items"]
    assert items["enum"] == list(DOMAINS)


def read_phrases(key: str) -> list[tuple[str, str]]:
    return [(name, text) for name, entry in DOMAIN_WORDS.items() for text in entry[key]]


@pytest.mark.parametrize(("domain", "text"), read_phrases("examples"))
def test_domain(domain: str, text: str) -> None:
    assert domain in {found for _, found in match_domains(fold(text))}


@pytest.mark.parametrize(("domain", "text"), read_phrases("counterexamples"))
def test_not_this_domain(domain: str, text: str) -> None:
    assert domain not in {found for _, found in match_domains(fold(text))}


# Offices.


@pytest.mark.parametrize("case", OFFICES, ids=[next(iter(c["roles"])) for c in OFFICES])
def test_offices(case: Case) -> None:
    people = build_scene(frozen(case["text"])).people.all
    assert {person.name: person.role for person in people} == case["roles"]


def test_a_case_without_parse_names_the_command() -> None:
    with pytest.raises(LookupError, match=r"tests\.freeze_details"):
        frozen("Une phrase que personne n'a [analysée].")
