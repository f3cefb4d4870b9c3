"""Articles, annotations, names of files and models from anyone: what they must not be able to do."""

from __future__ import annotations

import ast
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import process_time

import pytest

import annotator
from annotator.cli import main
from annotator.cli.app import command_names
from annotator.errors import LexiconError
from annotator.model import ParsedArticle
from annotator.problems import clean, escape_json, to_json
from annotator.record import to_record
from annotator.writers import WRITERS, yaml
from annotator.yaml12 import load as load_lexicon
from annotator.yamlfile import MAX_DEPTH, YamlError, load
from records import MACHINE, TEXT, make_annotation
from test_run import FakeWorkers

SOURCES = {
    path: ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted(Path(annotator.__file__).parent.rglob("*.py"))
}

# what runs code that data name


def names_of(tree: ast.AST) -> Iterator[str]:
    """Names of all that is imported or called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call):
            yield ast.unparse(node.func)
            yield from (f"{k.arg}={ast.unparse(k.value)}" for k in node.keywords)


def where(pattern: str) -> set[str]:
    return {
        path.name
        for path, tree in SOURCES.items()
        if any(re.fullmatch(pattern, name) for name in names_of(tree))
    }


def test_no_pickle_is_read() -> None:
    assert where(r"_?(pickle|dill|marshal|shelve|joblib|cloudpickle)(\..*)?") == set()
    assert where(r"torch\.load|_torch_load") == {"weights.py"}
    assert where(r"weights_only=True") == {"weights.py"}
    assert where(r"weights_only=(?!True).*|allow_pickle=(?!False).*|pickle_module=.*") == set()


def test_nothing_runs_what_is_read() -> None:
    assert where(r"eval|exec|os\.(system|popen)|shell=True|compile|__import__") == set()
    assert where(r"yaml\.(full_|unsafe_)?load(_all)?|Loader=yaml\.(Full|Unsafe)?Loader") == set()


# YAML that costs more than its size

BOMBS = {
    "flow": "[" * 1_000_000,
    "flow, closed": "[" * 200_000 + "]" * 200_000,
    "mappings": "{a: " * 200_000,
    "lists": "- " * 500_000 + "a",
    "keys": "? " * 200_000 + "a",
    "indents": "".join(f"{' ' * n}a:\n" for n in range(3000)),
    "lists in mappings": "".join(f"{' ' * n}a:\n{' ' * n}-\n" for n in range(3000)),
    "anchors": "".join(f"&a{n} [" for n in range(100_000)),
    "laughs": "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60)),
    "merges": "a0: &a0 {x: y}\n" + "".join(f"a{n}: &a{n} {{<<: *a{n - 1}}}\n" for n in range(1, 60)),
    "circle": "&a [*a]",
    "code": "!!python/object/apply:os.system [echo]",
    "documents": "---\na: 1\n" * 1000,
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_at_once(name: str) -> None:
    start = process_time()
    with pytest.raises(YamlError):
        load(BOMBS[name])
    with pytest.raises(LexiconError):
        load_lexicon(BOMBS[name], "x.yaml")
    assert process_time() - start < 5


@pytest.mark.parametrize(
    "value", ["1" * 5000, "-" + "9" * 100_000, "0x" + "f" * 100_000, "0o" + "7" * 5000]
)
def test_numbers_without_end_are_no_error_of_the_program(value: str) -> None:
    assert list(load(f"a: {value}").data) == ["a"]


@pytest.mark.parametrize("depth", [1, MAX_DEPTH, MAX_DEPTH + 1])
def test_what_is_nested_as_deep_as_allowed_is_read(depth: int) -> None:
    long = f"# {'-' * 2000}\n"  # makes it look deep
    for text in ("[" * depth + "]" * depth, long + "[" * depth + "]" * depth):
        assert load(text).data is not None
        with pytest.raises(YamlError):
            load(text.replace("[", "[" * 40).replace("]", "]" * 40))


# control sequences

EVIL = (
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\ "
    "\x1bP+q\x1b\\ \x9b2J \x9d0;t\x9c \x8d back\x08\x08 \rover \x7f \x0b\x0c "
    "\u202egnp.exe\u202c \u2066iso\u2069 \u200b\u200e\u2060\u061c\U000e0041\ufff9 \x00 \x85 \u2028"
)
NAMED = EVIL.replace("/", "").replace("\x00", "")[:60]
SEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufff9-\ufffb"
    "\U000e0000-\U000e0fff]"
)


def test_the_samples_are_evil() -> None:
    assert len(SEEN.findall(EVIL)) > 30
    assert not SEEN.search(clean(EVIL))


@pytest.mark.parametrize("data", [EVIL, {EVIL: [EVIL, {"a": "\ud800"}]}, "é 🛰 \\u202e"])
def test_json_hides_nothing_and_loses_nothing(data: object) -> None:
    assert not SEEN.search(to_json(data).replace("\n", ""))
    assert json.loads(to_json(data)) == data
    assert escape_json('"é 🛰"') == '"é 🛰"'


class FakeParser:
    def __init__(self, *_: object) -> None: ...

    def parse(self, articles: list) -> Iterator[ParsedArticle]:
        return (ParsedArticle(article, ()) for article in articles)


@pytest.fixture
def evil(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with an article and an annotation that are evil in name and words."""
    monkeypatch.setattr("annotator.workers.make_workers", lambda *args: FakeWorkers())
    for module in ("cached", "parser"):  # first what imports the other
        monkeypatch.setattr(f"annotator.nlp.{module}.Parser", FakeParser)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.setenv("ANNOTATOR_CACHE", str(tmp_path / NAMED))
    folder = tmp_path / "articles"
    folder.mkdir()
    monkeypatch.chdir(folder)
    words = EVIL.replace("\x00", "")
    (folder / f"{NAMED}.txt").write_text(f"{TEXT}{words} exercice\n", encoding="utf-8")
    (folder / "panne.txt").write_text(f"{TEXT}{words} PANNE\n", encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    record = to_record(make_annotation(), MACHINE, f"{NAMED}.txt")
    record["article"]["title"] = record["article"]["language"] = words
    record["cooperation"][0]["where"] = words
    record["rationale"][0]["stated_by"]["name"] = words
    text = yaml.write(record)
    (folder / f"{NAMED}.yaml").write_text(text, encoding="utf-8")
    git = ("git", "-c", "user.name=x", "-c", "user.email=x@example.org")
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run([*git, *command], check=True)
    text = text.replace("status: planned", f'status: "done {words}"'.replace("\x85", ""))
    text = text.replace("\u2028", "").replace("NOR", f"X:{NAMED[:3]}") + f'"{NAMED}": 1\n'
    (folder / "other.yaml").write_text(yaml.write(load(yaml.write(record)).data | {NAMED: words}))
    (folder / f"{NAMED}.yaml").write_text(
        yaml.write(record | {"relevant": False, "parties": [{"id": "X:" + words, "name": words}]}),
        encoding="utf-8",
    )
    (folder / "broken.yaml").write_text(f"relevant: true\n{words}: [", encoding="utf-8")
    return folder


COMMANDS = {
    "run": [
        ["."], ["--diff", "."], ["--check", "."], ["--force", "--verbose", "."],
        *(["--output-format", name, "."] for name in ("json", "github", "sarif")),
        *(["--format", name, "-"] for name in WRITERS),
    ],
    "validate": [[".", "--output-format", name] for name in ("text", "json", "github", "sarif")],
    "explain": [[f"{NAMED}.txt"], [f"{NAMED}.txt", EVIL], ["other.yaml"]],
    "diff": [["--output-format", name] for name in ("text", "json", "markdown")] + [[f"{NAMED}..HEAD"]],
    "report": [[".", "-o", "-", "--title", EVIL], [".", "-o", f"{NAMED}.html"]],
    "export": [
        *([".", "--to", name] for name in ("jsonl", "labelstudio", "webanno-json-ld")),
        *([".", "--to", name, "-o", f"{NAMED}.out"] for name in ("csv", "events", "parquet", "brat", "cas-xmi", "conllu")),
        [".", "--to", EVIL], [EVIL, "--to", "csv"],
    ],
    "evaluate": [[".", ".", "."], [".", ".", ".", "--json"], [".", ".", ".", "--per-article"], [".", ".", ".", "--agreement"]],
    "vocabulary": [[EVIL], ["--party", EVIL]],
    "cache": [["info"]],
    "review": [["."], ["--by", EVIL, "."]],
    "models": [["verify", EVIL], [EVIL]],
    "schema": [["--check", EVIL], [f"--{EVIL}"]],
}  # fmt: skip


@pytest.mark.parametrize(
    ("command", "words"), [(name, words) for name, calls in COMMANDS.items() for words in calls]
)
def test_no_control_sequence_reaches_the_terminal(
    command: str,
    words: list[str],
    evil: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = f"{TEXT}{EVIL} exercice".replace("\x00", "")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    with pytest.raises(SystemExit) as caught:
        main([command, *words])
    out, err = capsys.readouterr()
    assert out + err or caught.value.code == 0
    assert not (found := SEEN.search(out + err)), (out + err)[max(0, found.start() - 80) :][:120]
    assert "Traceback" not in err or command == "run"


def test_every_command_has_been_tried() -> None:
    assert set(command_names()) - set(COMMANDS) == set()
