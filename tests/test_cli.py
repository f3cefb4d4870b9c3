from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from annotator import __version__
from annotator.cli import main
from annotator.cli.epilogs import COMMANDS, PROGRAM
from annotator.cli.vocabulary import SECTION_NAMES
from annotator.identity import lexicon_digest
from annotator.nlp.models import ModelSet, bundled_directory, read_models
from annotator.vocabulary import SECTIONS
from annotator.yamlfile import load
from test_docs import check_command, split
from test_run import TEXT, FakeWorkers

ROOT = Path(__file__).parent.parent
MODELS = ModelSet("fake", "1", Path("/nowhere"), {}, {})


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("annotator.nlp.models.find_models", lambda name: MODELS)
    monkeypatch.setattr("annotator.workers.make_workers", lambda *args: FakeWorkers())
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def annotate(*words: str | Path) -> int:
    with pytest.raises(SystemExit) as caught:
        main([str(word) for word in words])
    code = caught.value.code
    assert code is None or isinstance(code, int)
    return code or 0


def test_run_is_the_default(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert annotate(article) == 0
    assert article.with_suffix(".yaml").exists()
    out, err = capsys.readouterr()
    assert out == ""
    assert re.search(
        r"articles\s+1\n\s+written\s+1\nrelevant\s+1\ncooperation\s+1\n\s+exercise\s+1\n", err
    )
    assert "\x1b" not in err, "no bar and no colour where there is no terminal"


def test_a_file_named_like_a_command(article: Path) -> None:
    article.rename("validate")
    assert annotate("run", "validate") == 0
    assert Path("validate.yaml").exists()


def test_quiet_says_nothing(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert annotate("--quiet", article) == 0
    assert capsys.readouterr() == ("", "")


def test_check_exits_with_1_then_0(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert annotate("--check", article) == 1
    assert capsys.readouterr().out.startswith(
        f"{article.with_suffix('.yaml')}:1:1: ANN218 would be written: "
    )
    assert annotate(article) == 0
    assert annotate("--check", article) == 0


def test_diff_goes_to_stdout(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert annotate("--diff", article) == 1
    out = capsys.readouterr().out
    assert out.startswith("--- /dev/null\n")
    assert "+relevant: true\n" in out


def test_a_failed_article_is_1_and_told_on_stderr(
    article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    article.write_text(TEXT + "PANNE", encoding="utf-8")
    assert annotate(article) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert f"{article}:1:1: ANN901 ValueError: oh\n" in err
    assert "Traceback" not in err
    annotate("--verbose", article)
    assert "ValueError: oh" in capsys.readouterr().err.split("ANN901", 1)[1]


@pytest.mark.parametrize(
    "words",
    [["nothing.txt"], ["--nope"], ["--output-format", "xml", "a.txt"], ["--jobs", "0", "a.txt"], ["-", "a.txt"],
     ["--format", "jsonl", "a.txt"], ["--scheduler", "tcp://x:1", "a.txt"], ["--format", "jsonl", "--out", "o", "a.txt"],
     ["--jobs", "many", "a.txt"], ["--min-confidence", "2", "a.txt"], ["--format", "pdf", "a.txt"], ["--config", "none.toml", "a.txt"]],
)  # fmt: skip
def test_wrong_usage_is_2(
    article: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert annotate(*words) == 2
    assert capsys.readouterr().out == ""


def test_interrupted_is_130(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    article.write_text(TEXT + "STOP", encoding="utf-8")
    assert annotate(article) == 130
    assert "interrupted" in capsys.readouterr().err


def test_stdin_to_stdout(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    assert annotate("-") == 0
    data = load(capsys.readouterr().out).data
    assert (data["article"]["file"], data["relevant"]) == ("-", True)


def test_control_characters_never_reach_the_terminal(
    article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evil = article.with_name("\x1b]0;owned\x07\u202e.txt")
    evil.write_text("PANNE \x1b[31m \x9b", encoding="utf-8")
    annotate(evil)
    annotate("--diff", article, evil)
    annotate("--check", "--output-format", "github", evil)
    out, err = capsys.readouterr()
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", out + err)


@pytest.mark.parametrize("kind", ["json", "sarif"])
def test_problems_for_machines_go_to_stdout(
    article: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert annotate("--output-format", kind, article) == 0
    assert json.loads(capsys.readouterr().out) is not None


def test_github_is_chosen_where_github_runs_us(
    article: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert annotate("--check", article) == 1
    assert capsys.readouterr().out.startswith("::warning file=")


def test_settings_come_from_pyproject_and_options_overrule_them(article: Path) -> None:
    Path("pyproject.toml").write_text('[tool.annotator]\nout = "from-file"\nquiet = true\n')
    assert annotate(article) == 0
    assert Path("from-file/a.yaml").exists()
    assert annotate("--out", "from-line", article) == 0
    assert Path("from-line/a.yaml").exists()


FIELDS = (
    'field = {text = "corps", date = ["le", "jour"]}',
    '[tool.annotator.field]\ntext = "corps"',
)


@pytest.mark.parametrize("setting", [None, *FIELDS])
def test_fields_are_named_by_options_or_settings(tmp_path: Path, setting: str | None) -> None:
    line = json.dumps({"id": "x", "corps": TEXT, "jour": "2031-04-02", "text": "Non."})
    Path("fil.jsonl").write_text(line, encoding="utf-8")
    Path("pyproject.toml").write_text(f"[tool.annotator]\n{setting or ''}\n", encoding="utf-8")
    options = [] if setting else ["--field", "text=corps"]
    assert annotate(*options, "fil.jsonl") == 0
    text = Path("fil.jsonl.d/x.txt").read_text(encoding="utf-8")
    assert TEXT.strip() in text
    assert ("2031-04-02" in text) == (setting == FIELDS[0])


def test_wrong_fields_are_named(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert annotate("--field", "txt=corps", article) == 2
    assert capsys.readouterr().err == (
        "annotate: ANN801 Invalid value for '--field': 'txt=corps' is not FACT=NAME, with FACT one "
        "of text, title, date, source, url, id; see `annotate run --help`\n"
    )


WRONG = ["owt = 1", "field = 'text=corps'", "field = {text = 1}", "field = {text = ['a', 1]}"]


@pytest.mark.parametrize("line", [*WRONG, "jobs = 'two'", "jobs = true", "quiet = 1"])
def test_wrong_settings_are_named(
    article: Path, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("pyproject.toml").write_text(f"[tool.annotator]\n{line}\n")
    assert annotate(article) == 2
    assert "pyproject.toml: [tool.annotator]" in capsys.readouterr().err


def test_validate(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    annotate("--quiet", article)
    assert annotate("validate", article.parent) == 0
    path = article.with_suffix(".yaml")
    path.write_text(
        path.read_text(encoding="utf-8").replace("status: done", "status: don"), encoding="utf-8"
    )
    assert annotate("validate", path) == 1
    out, err = capsys.readouterr()
    assert re.fullmatch(rf"{re.escape(str(path))}:\d+:5: ANN203 unknown status 'don'.*\n", out)
    assert err.endswith("1 annotation, 1 error\n")


def test_the_bar_is_shown_on_a_terminal(
    article: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    for columns in ("80", "24"):
        monkeypatch.setenv("COLUMNS", columns)
        assert annotate("--force", article) == 0
        err = capsys.readouterr().err
        assert "1/1" in err
        assert not re.search(r"\x1b\[[\d;]*3[0-7]m", err), "no colour"


def test_the_schema_on_disk_is_the_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert annotate("schema", "--check", ROOT / "schemas") == 0
    assert annotate("schema") == 0
    schema = json.loads(capsys.readouterr().out)
    assert "JPN" in schema["$defs"]["code"]["anyOf"][0]["enum"]
    Path("annotation.schema.json").write_text("{}")
    assert annotate("schema", "--check", ".") == 1
    assert annotate("schema", "--write", ".", "--check", ".") == 0


@pytest.mark.parametrize("section", SECTION_NAMES)
def test_vocabulary(section: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert tuple(SECTIONS) == SECTION_NAMES
    assert annotate("vocabulary", section) == 0
    expected = {"types": "exercise", "connectives": "afin", "aliases": "Tokyo"}[section]
    assert expected in capsys.readouterr().out


def test_vocabulary_of_one_party(capsys: pytest.CaptureFixture[str]) -> None:
    assert annotate("vocabulary", "--party", "JPN") == 0
    assert capsys.readouterr().out.startswith("JPN Japon\n")
    assert annotate("vocabulary", "--party", "JPX") == 2


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert annotate("--version") == 0
    models = read_models(bundled_directory()).id
    lexicon = lexicon_digest()
    assert capsys.readouterr().out.splitlines() == [
        f"annotate {__version__}", f"models {models}", f"lexicon {lexicon}",
    ]  # fmt: skip


def test_the_version_needs_no_models_loaded() -> None:
    code = (
        "import sys; from annotator.cli import main\n"
        "try: main(['--version'])\n"
        "except SystemExit: print([m for m in ('torch', 'stanza', 'numpy') if m in sys.modules])"
    )
    done = python(code)
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


def examples() -> list[str]:
    """The command lines below the options of each help page."""
    pages = [PROGRAM, *(epilog for _, epilog in COMMANDS.values())]
    lines = [line.strip() for page in pages for line in page.splitlines()]
    calls = [re.split(r" {2,}", line)[0] for line in lines]
    return [call for call in calls if call.startswith(("annotate ", "curl "))]


@pytest.mark.parametrize("line", examples())
def test_the_examples_of_help_are_commands(line: str) -> None:
    for words in split(line.partition("curl -s URL |")[2] or line):
        check_command(words)


def test_every_command_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    for name in COMMANDS:
        assert annotate(name, "--help") == 0
        assert f"Examples:\n    annotate {name.replace('run', 'articles')}" in re.sub(
            r" +\n", "\n", capsys.readouterr().out
        )


def test_the_list_of_commands_is_not_cut_short(capsys: pytest.CaptureFixture[str]) -> None:
    assert annotate("--help") == 0
    assert "..." not in capsys.readouterr().out.partition("Commands:")[2]


# in a process of their own


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


HELP = (
    "import sys; from annotator.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
)


def test_help_loads_nothing_heavy() -> None:
    heavy = (
        "'torch', 'stanza', 'numpy', 'yaml', 'jsonschema_rs', 'rich', 'ahocorasick', 'py3langid'"
    )
    done = python(HELP + f"sys.exit(str([m for m in ({heavy}) if m in sys.modules] or ''))")
    assert done.stderr.strip() == ""
    assert "evaluate" in done.stdout


def test_help_is_quick() -> None:
    # time of the processor, start of Python included: blind to what else the machine does
    code = HELP + "import time; sys.stderr.write(str(time.process_time()))"
    assert min(float(python(code).stderr) for _ in range(3)) < 0.3


def test_validate_loads_no_models(article: Path) -> None:
    annotate("--quiet", article)
    code = (
        "import sys; from annotator.cli import main\n"
        f"try: main(['validate', {str(article.with_suffix('.yaml'))!r}])\n"
        "except SystemExit as end: assert not end.code\n"
        "sys.exit(str([m for m in ('torch', 'stanza') if m in sys.modules] or ''))"
    )
    assert python(code).stderr.splitlines()[1:] == [""]


@pytest.mark.parametrize(
    ("words", "usage"),
    [
        (["run"], "annotate run [OPTIONS] PATH..."),
        (["explain"], "annotate explain [OPTIONS] FILE [ID]"),
        (["diff"], "annotate diff [OPTIONS] [REV[..REV]] [PATH...]"),
        (["evaluate"], "annotate evaluate [OPTIONS] GOLD PRED ARTICLES"),
        (["models", "verify"], "annotate models verify [OPTIONS] [NAME|DIR]"),
        (["cache", "info"], "annotate cache info [OPTIONS]"),
    ],
)
def test_help_says_how_a_command_is_called(
    words: list[str], usage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert annotate(*words, "--help") == 0
    out = capsys.readouterr().out
    assert out.splitlines()[0] == f"Usage: {usage}"
    assert re.search(r"^ +--help +Show this message", out, re.MULTILINE)
    assert not re.search(r"[{}]|<(?:str|path|list)", out), "what Typer makes of names and types"


@pytest.mark.parametrize(("word", "name"), [("valdate", "validate"), ("exprot", "export")])
def test_a_command_that_is_misspelt(
    word: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert annotate(word, "articles") == 2
    told = f"annotate: ANN801 there is no file or command '{word}'; did you mean `annotate {name}`?"
    assert capsys.readouterr().err == f"{told}\n"
    Path(word).write_text(TEXT, encoding="utf-8")
    assert annotate(word) == 0, "a file of that name is one"


@pytest.mark.parametrize("name", ["validate", "explain", "report", "review", "export"])
def test_paths_that_are_none_are_wrong_usage(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    to = ("--to", "csv") if name == "export" else ()
    assert annotate(name, "brume", *to) == 2
    assert capsys.readouterr().err == "annotate: ANN101 brume: no such file or directory\n"


def test_only_run_reads_stdin(capsys: pytest.CaptureFixture[str]) -> None:
    assert annotate("validate", "-") == 2
    assert "only `annotate run` reads stdin" in capsys.readouterr().err


def test_a_folder_cannot_be_explained(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert annotate("explain", article.parent) == 2
    assert "is a folder; name one article, or one annotation" in capsys.readouterr().err


def test_completion() -> None:
    code = "from annotator.cli import main; main([])"
    line = {"COMP_WORDS": "annotate val", "COMP_CWORD": "1"}
    assert python(code, _ANNOTATE_COMPLETE="complete_bash", **line).stdout.split() == ["validate"]
