"""A bounded share of `python -m tests.fuzz`, and what that has found."""

from __future__ import annotations

import random

import pytest

from annotator.errors import ArticleError, LexiconError
from annotator.readers import READERS
from annotator.yamlfile import YamlError, load
from fuzz import Findings, Target, by_chance, mutate, shares, try_input
from fuzztargets import EDITED, FEED, TARGETS, YAML, check, load_rules, merge_files

SHARE = 4000  # of all, divided as in the command: ten seconds


@pytest.mark.parametrize("name", TARGETS)
def test_damaged_inputs_end_in_an_error_of_ours(name: str) -> None:
    findings = Findings(None)
    assert by_chance(name, shares(SHARE)[name], 1, findings) == shares(SHARE)[name]
    assert findings.seen == {}


def test_the_shares_are_all_and_the_same_seed_gives_the_same_inputs() -> None:
    assert sum(shares(200_000).values()) == 200_000
    seeds = TARGETS["yaml"].seeds()
    first, second = ([mutate(random.Random(n), seeds) for n in range(50)] for _ in range(2))
    assert first == second
    assert len(set(first)) > 40


def test_a_failure_is_seen_and_kept(tmp_path) -> None:
    def fail(data: bytes) -> None:
        raise ValueError(f"{len(data)} bytes")

    findings = Findings(tmp_path / "found")
    try_input("x", Target(fail, list, 1), b"abc", findings)
    assert [line for line in findings.seen if "ValueError at test_fuzz.py" in line]
    assert [path.read_bytes() for path in (tmp_path / "found").iterdir()] == [b"abc"]


# what has been found


def test_half_a_character_is_no_yaml() -> None:
    with pytest.raises(YamlError, match="half of a character") as caught:
        load("a: b\nc: \udcc3\n")
    assert (caught.value.line, caught.value.column) == (2, 4)


@pytest.mark.parametrize(
    "text",
    ["", "- a", "type: patrol\nrules: 1", "type: patrol\nrules: [null]", "type: patrol\nrules:\n  - {id: [1]}",
     "type: patrol\nrules:\n  - {id: x, trigger: {text: '('}, parties: together}",
     "type: patrol\nrules:\n  - {id: x, trigger: {lemma: [a], upos: 1}, parties: together}",
     "type: patrol\nrules:\n  - {id: x, trigger: {lemma: [a]}, parties: together, confidence: 2031-04-01}"],
)  # fmt: skip
def test_rules_of_the_wrong_shape_are_named(text: str) -> None:
    with pytest.raises(LexiconError, match=r"cooperation/patrol\.yaml: "):
        load_rules(text.encode())


def test_an_offset_that_is_whole_but_a_fraction_by_its_form_is_told() -> None:
    check(YAML.replace("start: 71", "start: 12e7").encode())


def test_a_key_without_a_colon_cannot_be_merged() -> None:
    with pytest.raises(YamlError, match="has no colon"):
        merge_files(f"{YAML}? sans".encode())


def test_an_id_of_the_program_s_in_a_person_s_entry_settles() -> None:
    # the entry of the program with that id is taken for edited, and stays so
    merge_files(
        EDITED.replace(
            "  - type: visit # la mienne\n", "  - id: rules-1a2b\n    type: visit\n"
        ).encode()
    )


def test_a_namespace_with_a_space_is_no_error_of_the_program() -> None:
    feed = FEED.replace("http://purl.org/r", "http://purl.org/r«\xa0")
    with pytest.raises(ArticleError, match="cannot be read as a feed"):
        list(READERS["feed"](feed.encode(), "a.rss"))
