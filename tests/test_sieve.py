"""What a pattern needs, and that nothing is lost by trying it only where that is there."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.extract.connectives import connectives
from annotator.sieve import Sieve, find_needed


@pytest.mark.parametrize(
    ("form", "needed"),
    [
        ("afin (?:de|que|d')", {"afin "}),
        ("(?:aussi )?pour (?!que)", {"pour "}),
        ("vis(?:ant|e)|semble", {"vis", "semble"}),
        ("(?:de|à) (?:[a-z]+ )?(?:buts?|fins?)", {"but", "fin"}),
        ("(?:a|b)+c", {"c"}),
        ("x{2,3}", {"x"}),
        (r"(?<![\w-])car(?!\w)", {"car"}),
        (r"en (?=paix|guerre)", {"paix", "guerre"}),
        ("(?:paix)?", set()),
        ("(?:paix|.)", set()),
        (r"\w+", set()),
        ("[ab]", set()),
    ],
)
def test_needed(form: str, needed: set[str]) -> None:
    assert find_needed(re.compile(form)) == needed


def test_a_pattern_that_is_blind_to_case_is_always_tried() -> None:
    sieve = Sieve([(re.compile("paix", re.IGNORECASE), 1), (re.compile("paix"), 2)])
    assert [number for _, number in sieve.matches("PAIX paix")] == [1, 1, 2]


def test_no_pattern() -> None:
    assert list(Sieve[int]([]).matches("paix")) == []


FORMS = [connective.form for connective in connectives()]
NEEDED = {word for form in FORMS for word in find_needed(form)}
WORDS = [*sorted(NEEDED), "a", "à", "d'", "qu'", "le", "l'", "un", " ", ",", "que", "aider"]
SIEVE = Sieve((form, form) for form in FORMS)


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_all_matches_are_found_in_the_order_of_the_patterns(words: list[str]) -> None:
    text = " ".join(words)
    found = [(match.span(), form) for match, form in SIEVE.matches(text)]
    assert found == [(match.span(), form) for form in FORMS for match in form.finditer(text)]
