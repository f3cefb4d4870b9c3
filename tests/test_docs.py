"""What README and docs say is true: commands, options, outputs, fields, links."""

from __future__ import annotations

import doctest
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import typer

from annotator import __version__
from annotator.cli import _with_command
from annotator.cli.app import app
from annotator.lexicon import data_file
from annotator.model import KINDS, STATUSES, THEMES, TYPES
from annotator.record import to_record
from annotator.schema import annotation_schema
from annotator.yamlfile import load
from documents import (
    EXAMPLE,
    PAGES,
    ROOT,
    Block,
    Workplace,
    read_blocks,
    read_console,
    read_shell,
    shown_example,
    without_speed,
)
from records import MACHINE, make_annotation

TEXTS = {page: page.read_text(encoding="utf-8") for page in PAGES}
BLOCKS = [(page, block) for page, text in TEXTS.items() for block in read_blocks(text)]
KNOWN = {"", "console", "mermaid", "pycon", "python", "sh", "text", "toml", "yaml"}
PROGRAMS = {".", "cat", "git", "mypy", "pytest", "ruff", "sphinx-build", ".ci/run"}


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def each(*languages: str) -> pytest.MarkDecorator:
    chosen = [(page, block) for page, block in BLOCKS if block.language in languages]
    names = [f"{name(page)}:{block.line}" for page, block in chosen]
    return pytest.mark.parametrize(("page", "block"), chosen, ids=names)


# commands


def no_op(**_: object) -> None: ...


def read_only_app() -> Any:
    """The command line with nothing behind it: it reads words and complains."""
    group = typer.main.get_command(app)
    waiting = [group]
    while waiting:
        command: Any = waiting.pop()
        command.callback = no_op
        waiting += getattr(command, "commands", {}).values()
    return group


def require_readable(words: list[str]) -> None:
    """Raise for a command, an option or a value that does not exist."""
    if words and words[-1] not in {
        "--help",
        "--version",
        "--install-completion",
        "--show-completion",
    }:
        read_only_app().main(args=_with_command(words), standalone_mode=False)


def split(line: str) -> Iterator[list[str]]:
    """The words of each command of a line, without what goes to files and pipes."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words: list[str] = []
    tokens = [*lexer, ";"]
    for before, word in zip(["", *tokens], tokens, strict=False):
        if set(before) and set(before) <= set("<>"):
            continue  # a file
        if set(word) <= set("<>"):
            continue
        if set(word) <= set(";&|()"):
            if words:
                yield words
            words = []
        elif words or not re.match(r"[A-Z_]+=", word):
            words.append(word)


def check_command(words: list[str]) -> None:
    program = Path(words[0]).name
    if program == "annotate":
        require_readable(words[1:])
    elif program.startswith("python"):
        check_python(words[1:])
    elif program == "pip":
        check_pip(words[1:])
    else:
        assert words[0] in PROGRAMS or program in PROGRAMS, f"who is {words[0]!r}?"
        if words[0] == ".ci/run":
            assert (ROOT / words[0]).is_file()


def check_python(words: list[str]) -> None:
    if words[0] == "-m":
        own = ROOT / words[1].replace(".", "/")
        there = own.is_dir() or own.with_suffix(".py").is_file() or find_spec(words[1])
        assert there, f"no module {words[1]!r}"
        if words[1] == "pip":
            check_pip(words[2:])
    else:
        assert (ROOT / words[0]).is_file()


def check_pip(words: list[str]) -> None:
    assert words[0] == "install"
    known = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = known["project"]["optional-dependencies"]
    for word in words[1:]:
        if match := re.fullmatch(r"\.(?:\[(\w+)\])?", word):
            assert match[1] is None or match[1] in extras


@each("sh")
def test_the_commands_of_a_block_exist(page: Path, block: Block) -> None:
    for line in read_shell(block):
        for words in split(line):
            check_command(words)


IN_LINE = [
    (page, match[1])
    for page, text in TEXTS.items()
    for match in re.finditer(r"(?<!`)`(annotate [^`\n]+)`(?!`)", text)
]


@pytest.mark.parametrize(
    ("page", "line"), IN_LINE, ids=[f"{name(p)}:{line[:40]}" for p, line in IN_LINE]
)
def test_the_commands_in_running_text_exist(page: Path, line: str) -> None:
    for words in split(line):
        try:
            check_command(words)
        except Exception as error:
            if type(error).__name__ != "MissingParameter":  # named without what it works on
                raise


@pytest.mark.parametrize(
    "line", ["annotate --nope", "annotate evaluate a b", "annotate --format pdf a.txt"]
)
def test_a_command_that_does_not_exist_is_seen(line: str) -> None:
    with pytest.raises(Exception, match=r"(?i)no such option|missing|not one of"):
        check_command(line.split())


WITH_CONSOLE = [
    page for page in PAGES if any(b.language == "console" for p, b in BLOCKS if p == page)
]


@pytest.mark.models
@pytest.mark.parametrize("page", WITH_CONSOLE, ids=name)
def test_commands_print_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    workplace = Workplace(tmp_path)
    for block in read_blocks(TEXTS[page]):
        for command, shown in read_console(block) if block.language == "console" else ():
            printed, _ = workplace.run(command)
            assert without_speed(printed) == without_speed(shown), f"{name(page)}: $ {command}"


def test_no_page_is_written_where_the_program_does_not_run(tmp_path: Path) -> None:
    python = tmp_path / "bin/python"  # an interpreter with no `annotate` beside it
    python.parent.mkdir()
    python.symlink_to(sys.executable)
    python.with_name("bash").symlink_to(str(shutil.which("bash")))
    page = tmp_path / "page.md"
    page.write_text("```console\n$ annotate --version\nas it was\n```\n", encoding="utf-8")
    done = subprocess.run(
        [python, ROOT / "tests/documents.py", page],
        check=False, env={"PATH": str(python.parent)}, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 1
    assert "annotate: command not found" in done.stderr
    assert "as it was" in page.read_text(encoding="utf-8")


def calls(data: Any) -> Iterator[str]:
    """The command lines of a recipe: strings, and lists of strings, that call `annotate`."""
    if isinstance(data, str):
        yield from (line for line in data.splitlines() if line.startswith("annotate "))
    elif isinstance(data, dict | list):
        for value in data.values() if isinstance(data, dict) else data:
            yield from calls(value)


@pytest.mark.models
def test_the_recipes_for_ci_succeed_on_annotations_that_are_right(tmp_path: Path) -> None:
    workplace = Workplace(tmp_path)
    for command in ("git init -q .", "annotate -q articles", "git add articles", "git commit -qm x",
                    "git update-ref refs/remotes/origin/main HEAD"):  # fmt: skip
        assert workplace.run(command) == ("", 0)
    text = TEXTS[ROOT / "docs/ci.md"]
    lines = [
        line for b in read_blocks(text) if b.language == "yaml" for line in calls(load(b.text).data)
    ]
    assert len(lines) >= 4
    for line in lines:
        printed, status = workplace.run(
            f"export GITHUB_BASE_REF=main GITHUB_STEP_SUMMARY=s.md; {line}"
        )
        assert status == 0, f"{line}\n{printed}"


# snippets


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_blocks_say_what_they_are(page: Path) -> None:
    assert TEXTS[page].count("\n```") % 2 == 0
    assert {block.language for block in read_blocks(TEXTS[page])} <= KNOWN


@each("yaml")
def test_yaml_is_yaml(page: Path, block: Block) -> None:
    assert load(block.text).data is not None


@each("toml")
def test_settings_are_known(page: Path, block: Block, tmp_path: Path) -> None:
    from annotator.settings import load_settings

    (tmp_path / "pyproject.toml").write_text(block.text, encoding="utf-8")
    assert load_settings(None, tmp_path)


@each("python")
def test_a_writer_writes(page: Path, block: Block) -> None:
    space: dict[str, Any] = {}
    exec(compile(block.text, name(page), "exec"), space)
    assert space["write"](to_record(make_annotation(), MACHINE, "a.txt")).endswith("\n")


WITH_SESSION = [
    page for page in PAGES if any(b.language == "pycon" for p, b in BLOCKS if p == page)
]


@pytest.mark.models
@pytest.mark.parametrize("page", WITH_SESSION, ids=name)
def test_python_prints_what_the_page_shows(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Workplace(tmp_path).folder)
    space: dict[str, Any] = {}
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    told: list[str] = []
    for block in read_blocks(TEXTS[page]):
        if block.language == "pycon":
            test = doctest.DocTestParser().get_doctest(
                block.text, space, name(page), str(page), block.line
            )
            assert test.examples
            runner.run(test, out=told.append, clear_globs=False)
            space = test.globs
    assert runner.failures == 0, "".join(told)


FROM_DATA = [(p, b) for p, b in BLOCKS if b.source and b.source.startswith("annotator/data/")]


@pytest.mark.parametrize(("page", "block"), FROM_DATA, ids=[str(b.source) for _, b in FROM_DATA])
def test_entries_shown_are_those_of_the_file(page: Path, block: Block) -> None:
    parts = str(block.source).split("/")[2:]
    assert block.text in data_file(*parts).read_text(encoding="utf-8")


def test_the_readme_shows_the_example() -> None:
    blocks = read_blocks(TEXTS[ROOT / "README.md"])
    text = next(b.text for b in blocks if b.language == "text")
    assert " ".join(text.split()) == " ".join(EXAMPLE.read_text(encoding="utf-8").split())
    shown = next(b.text for b in blocks if b.source == "docs/example.yaml")
    assert shown == shown_example()


@pytest.mark.models
def test_the_example_is_what_the_program_says(tmp_path: Path) -> None:
    # the text after `quote:` and the offsets are checked on the way: validate knows the article
    workplace = Workplace(tmp_path)
    printed, status = workplace.run("annotate -q articles && annotate validate -q articles")
    assert (printed, status) == ("", 0)
    now = load((workplace.folder / "articles/example.yaml").read_text(encoding="utf-8")).data
    stored = load((ROOT / "docs/example.yaml").read_text(encoding="utf-8")).data
    assert json.dumps(now, indent=1) == json.dumps(stored, indent=1)


# what the pages list


def properties(schema: Any) -> Iterator[str]:
    """Names of all fields of the schema."""
    if isinstance(schema, dict):
        yield from (
            schema.get("properties", {}) if isinstance(schema.get("properties"), dict) else ()
        )
        for value in schema.values():
            yield from properties(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from properties(value)


def test_every_field_is_explained_and_no_other() -> None:
    text = TEXTS[ROOT / "docs/annotation.md"]
    explained = set(re.findall(r"^\| `([\w.]+)`", text, re.MULTILINE))
    assert {field.split(".")[-1] for field in explained} == set(properties(annotation_schema()))


@pytest.mark.parametrize("values", [TYPES, STATUSES, KINDS, THEMES], ids=["types", "statuses", "kinds", "themes"])  # fmt: skip
def test_the_codebook_says_what_each_value_means(values: tuple[str, ...]) -> None:
    explained = re.findall(r"^\| `(\w+)` \|", TEXTS[ROOT / "docs/codebook.md"], re.MULTILINE)
    assert [value for value in explained if value in values] == list(values)


def test_the_changelog_knows_this_version() -> None:
    text = TEXTS[ROOT / "CHANGELOG.md"]
    assert re.search(rf"^## \[{re.escape(__version__)}\] - \d{{4}}-\d\d-\d\d$", text, re.MULTILINE)


def test_the_models_licence_names_all_training_data() -> None:
    manifest = json.loads(
        data_file("models", "default", "manifest.json").read_text(encoding="utf-8")
    )
    text = TEXTS[ROOT / "LICENSE-models.md"]
    for source in manifest["training_data"]:
        stem = re.split(r"[,(/]", source["name"])[0].strip()
        assert stem in text, f"{source['name']} is not attributed"


# links


def slug(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    plain = re.sub(r"[^\w\- ]", "", heading.lower().replace("`", ""))
    return plain.strip().replace(" ", "-")


def anchors(page: Path) -> set[str]:
    return {
        slug(h) for h in re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    }


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", TEXTS[page], flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"https?://|mailto:", target):
            continue
        file, _, anchor = target.partition("#")
        found = (page.parent / file).resolve() if file else page
        assert found.exists(), f"{name(page)}: {target}"
        assert not anchor or anchor in anchors(found), f"{name(page)}: {target}"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_page_is_linked(page: Path) -> None:
    if page.parent == ROOT / "docs":
        linked = TEXTS[ROOT / "README.md"] + TEXTS[ROOT / "docs/README.md"]
        assert page.name == "README.md" or f"{page.name})" in linked
