from __future__ import annotations

import json
import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.problems import FORMATS, Problem
from annotator.record import to_record
from annotator.validate import Validator, iter_annotations
from annotator.writers import yaml
from records import MACHINE, TEXT, make_annotation

CODES = ("NOR", "PRT", "SWE")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "brume.txt").write_text(TEXT, encoding="utf-8")
    record = to_record(make_annotation(), MACHINE, "brume.txt")
    (tmp_path / "brume.yaml").write_text(yaml.write(record), encoding="utf-8")
    return tmp_path


def check(folder: Path, edit: Callable[[str], str] = lambda text: text) -> list[Problem]:
    path = folder / "brume.yaml"
    path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")
    return Validator(CODES).check_file(path)


def line_of(folder: Path, words: str) -> int:
    lines = (folder / "brume.yaml").read_text(encoding="utf-8").splitlines()
    return next(n for n, line in enumerate(lines, start=1) if words in line)


def test_what_the_program_writes_is_valid(folder: Path) -> None:
    assert check(folder) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "message"),
    [
        ("status: planned", "status: planed", "schema", "unknown status 'planed'; did you mean 'planned'?"),
        ("type: exercise", "typ: exercise", "schema", "unknown key 'typ'"),
        ("    status: planned\n", "", "schema", "the key 'status' is missing"),
        ("relevant: true", 'relevant: "true"', "schema", 'relevant: "true" is not of type "boolean"'),
        ("relevant: true", "relevant: false", "relevant", "relevant is false, but there are entries of cooperation"),
        ("start: 71", "start: 71.0", "schema", "start: 71.0 is no whole number"),
        ("end: 166", "end: 1.66e2", "schema", "end: 166.0 is no whole number"),
        ("start: 71", "start: 70", "quote", "the quote stands at 71–112 of the article, not at 70–112"),
        ("un exercice naval", "un grand exercice naval", "quote", "the quote is not in the article"),
        ("un exercice naval", "un exercice  naval", "quote", "the quote differs from the article in its white space"),
        ("parties: [NOR, PRT]", "parties: [NOR, SWE]", "parties", "SWE takes part in an entry and is not listed here"),
        ("parties: [NOR, PRT]", "parties: [NOR]", "parties", "PRT takes part in no entry"),
        ("parties: [NOR, PRT]", "parties: [NOR, PTR]", "code", "unknown party 'PTR'; did you mean 'PRT'?"),
        ("supports: [exercise-nor-prt]", "supports: [visit-nor]", "supports", "no cooperation entry has the id 'visit-nor'"),
        ("id: rules-1a2b", "id: exercise-nor-prt", "id", "the id 'exercise-nor-prt' is used twice"),
        ("party: PRT", "party: Lisbonne", "speaker", "'Lisbonne' is no party's code"),
        ("file: brume.txt", "file: aube.txt", "article", "the article cannot be read"),
        ("      name: Ana Prates\n      party: PRT", "      nom: Ana Prates", "schema", "stated_by is `article`"),
    ],
)  # fmt: skip
def test_each_mistake_is_told_with_its_line(
    folder: Path, old: str, new: str, code: str, message: str
) -> None:
    problems = check(
        folder, lambda text: text.replace(old, new, 1) if old in text else pytest.fail(old)
    )
    assert [p for p in problems if p.kind == code and message in p.message], problems
    assert all(1 <= p.line <= 60 and p.column >= 1 for p in problems)


def test_the_line_is_that_of_the_value(folder: Path) -> None:
    (problem,) = check(folder, lambda text: text.replace("status: planned", "status: later"))
    assert (problem.line, problem.column) == (line_of(folder, "status: later"), 5)


def test_a_second_entry_of_the_same_act(folder: Path) -> None:
    def twice(text: str) -> str:
        start, end = text.index("  - id: exercise"), text.index("rationale:")
        return text[:end] + text[start:end].replace("exercise-nor-prt", "exercise-2") + text[end:]

    (problem,) = check(folder, twice)
    assert problem.kind == "double"


def test_not_yaml_is_told_with_line_and_column(folder: Path) -> None:
    (problem,) = check(folder, lambda text: text.replace("relevant: true", 'relevant: "true'))
    assert problem.kind == "yaml"
    assert problem.line > 1


@pytest.mark.parametrize(
    "text", ["", "- a", "schema: 1", "a: &x [1]\nb: *x", "a: 1\na: 2", "[" * 5000]
)
def test_anything_at_all_is_a_problem_and_no_crash(folder: Path, text: str) -> None:
    assert check(folder, lambda _: text)


@settings(max_examples=60)
@given(st.data())
def test_damaged_files_never_crash(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    text = yaml.write(to_record(make_annotation(), MACHINE, "brume.txt"))
    at = data.draw(st.integers(0, len(text) - 1))
    size = data.draw(st.integers(0, 20))
    patch = data.draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=6))
    path = tmp_path_factory.mktemp("damaged") / "x.yaml"
    path.write_text(text[:at] + patch + text[at + size :], encoding="utf-8")
    for problem in Validator().check_file(path):
        assert problem.line >= 1


def test_a_changed_article_is_a_warning_while_the_quotes_hold(folder: Path) -> None:
    (folder / "brume.txt").write_text(TEXT + "Ajout.\n", encoding="utf-8")
    (problem,) = check(folder)
    assert (problem.kind, problem.level) == ("stale", "warning")


def test_a_changed_original_is_a_warning_and_a_missing_one_is_none(folder: Path) -> None:
    page = folder / "brume.html"
    page.write_bytes(b"<p>Brume")
    digest = sha256(page.read_bytes()).hexdigest()
    fields = f"\n  source_file: brume.html\n  source_sha256: {digest}"
    assert check(folder, lambda text: re.sub(r"(?<=\n)(  sha256: .*)", rf"\1{fields}", text)) == []
    page.write_bytes(b"<p>Brume claire")
    (problem,) = check(folder)
    assert (problem.kind, problem.level) == ("stale", "warning")
    assert problem.line == line_of(folder, "source_sha256")
    assert (
        problem.message == "brume.html has changed since its text was extracted; annotate it again"
    )
    page.unlink()
    assert check(folder) == []
    page.mkdir()
    assert check(folder) == []


@pytest.mark.parametrize("field", ["when:\n      text: ", "where: "])
def test_date_and_place_are_the_articles_words(folder: Path, field: str) -> None:
    def say(words: str) -> Callable[[str], str]:
        return lambda text: re.sub(r"    when:\n(      .*\n)+|    where: .*\n", "", text).replace(
            "    evidence:", f"    {field}{words}\n    evidence:", 1
        )

    assert check(folder, say("en mai un  exercice")) == []
    (problem,) = check(folder, say("en juin"))
    assert (problem.kind, problem.level) == ("words", "warning")
    assert problem.message.endswith("the article does not say 'en juin'")
    assert problem.line == line_of(folder, "en juin")


def test_a_conflict_is_a_warning(folder: Path) -> None:
    (problem,) = check(
        folder, lambda text: text.replace("    rule:", "    conflict: oh\n    rule:", 1)
    )
    assert (problem.kind, problem.level) == ("conflict", "warning")
    assert problem.line == line_of(folder, "conflict: oh")


def test_only_annotations_are_looked_for_in_folders(folder: Path) -> None:
    (folder / "settings.yaml").write_text("a: 1\n")
    (folder / ".hidden").mkdir()
    (folder / ".hidden" / "x.yaml").write_text("relevant: true\n")
    (folder / "broken.yml").write_text('relevant: "\n')
    found = list(iter_annotations([folder, folder / "settings.yaml"]))
    assert [path.name for path in found] == ["broken.yml", "brume.yaml", "settings.yaml"]


def test_gold_in_a_folder_is_no_annotation(folder: Path) -> None:
    gold = "relevant: false\nparties: []\ncooperation: []\nrationale: []\n"
    (folder / "gold.yaml").write_text(gold)
    (folder / "lost.yaml").write_text(gold.replace("parties: []\n", ""))
    assert [path.name for path in iter_annotations([folder])] == ["brume.yaml", "lost.yaml"]


def test_a_thousand_files_take_less_than_five_seconds(folder: Path) -> None:
    validator = Validator(CODES)
    path = folder / "brume.yaml"
    validator.check_file(path)
    start = process_time()
    for _ in range(200):
        assert validator.check_file(path) == []
    assert process_time() - start < 1.0  # five times as fast as asked, on a small annotation


PROBLEM = Problem("a,b.yaml", 3, 5, "quote", "50 %\nà voir \x1b[31m", "warning")


def test_text_never_passes_control_characters_on() -> None:
    assert FORMATS["text"]([PROBLEM]) == "a,b.yaml:3:5: ANN211 50 % à voir \\x1b[31m\n"


def test_github_escapes_what_would_end_the_command() -> None:
    out = FORMATS["github"]([PROBLEM])
    assert out.startswith("::warning file=a%2Cb.yaml,line=3,col=5,title=ANN211 quote::50 %25%0A")


def test_json_and_sarif_are_json() -> None:
    assert json.loads(FORMATS["json"]([PROBLEM]))[0]["line"] == 3
    result = json.loads(FORMATS["sarif"]([PROBLEM]))["runs"][0]["results"][0]
    assert result["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 3,
        "startColumn": 5,
    }
