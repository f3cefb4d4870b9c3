from __future__ import annotations

import pytest

from annotator.errors import LexiconError
from annotator.yaml12 import load, load_with_lines


def test_plain_words_stay_words() -> None:
    text = "codes: [NO, yes, on, 12:30, 2024-05-01, 0o7]\nreally: [true, null, 3, 0.5]\n"
    assert load(text, "f.yaml") == {
        "codes": ["NO", "yes", "on", "12:30", "2024-05-01", 7],
        "really": [True, None, 3, 0.5],
    }


def test_an_empty_file_is_nothing() -> None:
    assert load("# only a comment\n", "f.yaml") is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: 2\na: 3\n", 3),
        ("a: &x [1]\nb: *x\n", 1),
        ("a:\n  - !!python/object:os.system x\n", 2),
        ("a: !pair {b: 1}\n", 1),
        ("a: [1\nb: 2\n", 2),
        ("a: 1\n? [b]\n: 2\n", 2),
        ("\n" + "[" * 40 + "]" * 40, 2),
    ],
)
def test_what_is_not_plain_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(LexiconError, match=rf"^f\.yaml:{line}: "):
        load(text, "f.yaml")


def test_errors_about_values_know_their_line() -> None:
    located = load_with_lines("a:\n  b: 1\n  c: [2,\n    3]\n", "f.yaml")
    assert located.data == {"a": {"b": 1, "c": [2, 3]}}
    assert located.line(("a", "c")) == 3
    assert located.line(("a", "c", 1)) == 4
    assert str(located.error(("a", "b"), "no")) == "f.yaml:2: no"
    assert located.line(("a", "nowhere")) == 1
