"""Each kind of mistake: its code, its section in docs/errors.md, and that its example is true."""

from __future__ import annotations

import ast
import codecs
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

import annotator
from annotator import errors, lexicon
from annotator.cli import main
from annotator.errors import KINDS, AnnotatorError
from annotator.record import to_record
from annotator.writers import yaml
from records import MACHINE, TEXT, make_annotation
from test_run import TEXT as EXERCISE
from test_run import FakeWorkers

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/errors.md").read_text(encoding="utf-8")
SECTIONS = {
    match[2]: (match[1], match[3])
    for match in re.finditer(r"^### (\S+) (\S+)\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)
}
SOURCES = {
    path: ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted(Path(annotator.__file__).parent.rglob("*.py"))
}


def error_classes(base: type[AnnotatorError] = AnnotatorError) -> Iterator[type[AnnotatorError]]:
    yield base
    for child in base.__subclasses__():
        yield from error_classes(child)


def used_kinds() -> Iterator[tuple[str, str]]:
    """Where in the code a kind is named: of an error, of a problem, or of a finding."""
    names = {cls.__name__ for cls in error_classes()}
    for path, tree in SOURCES.items():
        for node in ast.walk(tree):
            where = f"{path.name}:{getattr(node, 'lineno', 0)}"
            found: list[ast.expr] = []
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func).split(".")[-1]
                place = {"Problem": 3, "YamlError": 3, "warning": 1}.get(called, 1)
                if called in names | {"Problem", "warning"}:
                    found = node.args[place : place + 1]
            elif isinstance(node, ast.Tuple) and path.name in {"checks.py", "validate.py"}:
                found = node.elts[1:2] if len(node.elts) == 3 else []
            for value in found:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield where, value.value


USED = dict(used_kinds())


def test_codes_and_names_are_unique_and_in_order() -> None:
    codes = [kind.code for kind in KINDS.values()]
    assert codes == sorted(set(codes))
    assert len(KINDS) == len(errors._KINDS)
    assert all(re.fullmatch(r"ANN[1-9]\d\d", code) for code in codes)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in KINDS)


def test_each_kind_has_its_section_and_each_section_its_kind() -> None:
    assert [(code, name) for name, (code, _) in SECTIONS.items()] == [
        (kind.code, kind.name) for kind in KINDS.values()
    ]


@pytest.mark.parametrize("name", list(SECTIONS))
def test_a_section_says_what_it_means_shows_it_and_says_what_to_do(name: str) -> None:
    meaning, example, advice = re.split(r"^```(?:text)?$", SECTIONS[name][1], flags=re.MULTILINE)
    assert meaning.strip()
    assert advice.strip()
    assert f"{KINDS[name].code} " in example
    assert example.strip().count("\n") == 0


@pytest.mark.parametrize("cls", list(error_classes()), ids=lambda cls: cls.__name__)
def test_each_class_of_errors_has_a_kind(cls: type[AnnotatorError]) -> None:
    assert cls.kind in KINDS


def test_the_code_names_no_other_kinds() -> None:
    assert len(USED) > 50
    assert {where: name for where, name in USED.items() if name not in KINDS} == {}


def test_each_kind_is_used() -> None:
    classes = {cls.kind for cls in error_classes()}
    assert set(KINDS) - set(USED.values()) - classes == set()


def test_an_unknown_kind_is_seen_at_once() -> None:
    with pytest.raises(KeyError):
        _ = AnnotatorError("oh", "no-such-kind").code


# every example of the page, made to happen


class Place:
    """The working folder of one case, with an article `brume.txt` and its annotation."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.patch = folder, patch

    def write(self, name: str, data: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    def annotation(self, *changes: tuple[str, str]) -> list[str]:
        """An annotation with those words put in the place of others, to be validated."""
        self.write("brume.txt", TEXT)
        text = yaml.write(to_record(make_annotation(), MACHINE, "brume.txt"))
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        self.write("brume.yaml", text)
        return ["validate", "brume.yaml"]

    def annotate(self, *words: str) -> None:
        with pytest.raises(SystemExit):
            main(["--quiet", *words])


def double(place: Place) -> list[str]:
    words = place.annotation()
    path = place.folder / "brume.yaml"
    text = path.read_text(encoding="utf-8")
    start, end = text.index("  - id: exercise"), text.index("rationale:")
    again = text[start:end].replace("exercise-nor-prt", "exercise-2")
    path.write_text(text[:end] + again + text[end:], encoding="utf-8")
    return words


def unreadable(place: Place) -> list[str]:
    place.write("a.txt", TEXT)

    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    # root may read it whatever its mode
    place.patch.setattr("annotator.corpus.files.open_regular", refuse)
    return ["a.txt"]


def field_nowhere(place: Place) -> list[str]:
    words = lines('{"id": 7, "text": "Oslo et Lisbonne ont signé un accord."}\n')(place)
    return ["--field", "date=jour", *words]


def latin_name(place: Place) -> list[str]:
    name = os.fsdecode(b"\xe9t\xe9.txt")
    place.write(name, TEXT)
    return [name]


def pipe(place: Place) -> list[str]:
    os.mkfifo(place.folder / "pipe")
    return ["pipe"]


def too_large(place: Place) -> list[str]:
    os.truncate(place.write("a.txt", b""), 20 * 1024 * 1024 + 1)
    return ["a.txt"]


def merge(place: Place) -> list[str]:
    place.annotation()
    place.patch.setattr("annotator.review.apply._apply", lambda *_: None)
    return ["run", "--force", "brume.txt"]


def conflict(place: Place) -> list[str]:
    place.write("brume.txt", EXERCISE)
    place.annotate("brume.txt")
    path = place.folder / "brume.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("status: done", "status: ended"))
    place.write("brume.txt", EXERCISE.replace("exercice", "défilé"))
    return ["brume.txt"]


def accepted(place: Place) -> list[str]:
    place.annotation(("status: unreviewed", "status: accepted"))
    place.write("brume.txt", TEXT + "Ajout.\n")
    return ["brume.txt"]


def wrong_word_set(place: Place) -> list[str]:
    words, real = place.write("words.yaml", "arms: [$weapons]\n"), lexicon.data_file
    place.patch.setattr(
        lexicon, "data_file", lambda *parts: words if parts[-1] == words.name else real(*parts)
    )
    return ["vocabulary", "types"]


def damaged(place: Place) -> list[str]:
    (place.folder / "mine").mkdir()
    manifest = {"name": "mine", "version": "1", "pipeline": {}}
    files = {"tagger.pt": {"sha256": "", "bytes": 1}}
    place.write("mine/manifest.json", json.dumps(manifest | {"files": files}))
    return ["models", "verify", "mine"]


def download(place: Place) -> list[str]:
    def refuse(*_: object, **__: object) -> None:
        raise ConnectionError("no route to host")

    stanza = ModuleType("stanza")
    stanza.__dict__.update(download=refuse)
    place.patch.setitem(sys.modules, "stanza", stanza)
    return ["models", "download", "gsd"]


def out_is_a_file(place: Place) -> list[str]:
    place.write("a.txt", TEXT)
    place.write("annotations", "")
    return ["a.txt", "--out", "annotations/2031"]


def link(place: Place) -> list[str]:
    place.write("a.txt", TEXT)
    (place.folder / "a.yaml").symlink_to("elsewhere.yaml")
    return ["a.txt"]


def same_target(place: Place) -> list[str]:
    place.write("a.txt", TEXT)
    place.write("a.md", TEXT)
    return ["a.md", "a.txt"]


def wrong_setting(place: Place) -> list[str]:
    place.write("pyproject.toml", "[tool.annotator]\njobs = 'two'\n")
    place.write("a.txt", TEXT)
    return ["a.txt"]


def no_revision(place: Place) -> list[str]:
    subprocess.run(["git", "init", "-q", place.folder], check=True)
    return ["diff", "v9"]


def full(place: Place) -> list[str]:
    def write(_: str) -> None:
        raise OSError(28, "No space left on device")

    place.patch.setattr(sys.stdout, "write", write)
    return ["schema"]


def lines(data: str) -> Callable[[Place], list[str]]:
    return lambda place: [place.write("fil.jsonl", data).name]


def taken(place: Place) -> list[str]:
    (place.folder / "fil.jsonl.d").mkdir()
    place.write("fil.jsonl.d/7.txt", "Notes de lecture.\n")
    return lines('{"id": 7, "text": "Oslo et Lisbonne ont signé un accord."}\n')(place)


def corrected(place: Place) -> list[str]:
    (name,) = lines('{"id": 7, "text": "Oslo et Lisbonne ont signé un acord."}\n')(place)
    place.annotate(name)
    text = place.folder / "fil.jsonl.d/7.txt"
    text.write_text(text.read_text(encoding="utf-8").replace("acord", "accord"), encoding="utf-8")
    return lines('{"id": 7, "text": "Oslo et Lisbonne ont signé deux acords."}\n')(place)


def exported(to: str, name: str, *more: str) -> Callable[[Place], list[str]]:
    def prepare(place: Place) -> list[str]:
        place.annotation()
        if not (place.folder / name).exists():
            place.write(name, "")
        return ["export", "brume.yaml", "--to", to, "-o", name, *more]

    return prepare


def no_pyarrow(place: Place) -> list[str]:
    place.patch.setattr("importlib.util.find_spec", lambda *_: None)
    return exported("parquet", "brume.parquet")(place)


def article(data: str | bytes) -> Callable[[Place], list[str]]:
    return lambda place: [place.write("a.txt", data).name]


def edited(*changes: tuple[str, str]) -> Callable[[Place], list[str]]:
    return lambda place: place.annotation(*changes)


def file(data: bytes) -> Callable[[Place], list[str]]:
    def prepare(place: Place) -> list[str]:
        place.write("brume.txt", TEXT)
        place.write("brume.yaml", data)
        return ["brume.txt"]

    return prepare


def command(*words: str) -> Callable[[Place], list[str]]:
    return lambda place: [place.write("brume.txt", TEXT).name and word for word in words]


CASES: dict[str, Callable[[Place], list[str]]] = {
    "missing": command("articles"),
    "unreadable": unreadable,
    "not-a-file": pipe,
    "empty": article(b""),
    "too-large": too_large,
    "binary": article(b"%PDF-1.7\n"),
    "encoding": article(codecs.BOM_UTF16_LE + b"a"),
    "broken": lines('{"texte" "Deux marines"}\n'),
    "no-text": lines('{"titre": "Deux marines", "url": "https://lefil.example/7"}\n'),
    "name": latin_name,
    "field": field_nowhere,
    "file": file(b"\xff"),
    "yaml": edited(("parties:\n", "relevant: false\nparties:\n")),
    "schema": edited(("status: planned", "status: planed")),
    "code": edited(("parties: [NOR, PRT]", "parties: [NOR, PRTU]")),
    "id": edited(("id: rules-1a2b", "id: exercise-nor-prt")),
    "supports": edited(("supports: [exercise-nor-prt]", "supports: [visit-nor]")),
    "parties": edited(("parties: [NOR, PRT]", "parties: [NOR, SWE]")),
    "relevant": edited(("relevant: true", "relevant: false")),
    "double": double,
    "speaker": edited(("party: PRT", "party: Lisbonne")),
    "quote": edited(("start: 71", "start: 70")),
    "article": lambda place: [*place.annotation(), (place.folder / "brume.txt").unlink()][:2],
    "stale": edited(("sha256: ", "sha256: '0000000000000000000000000000000000000000000000000000000000000000' # ")),
    "form": file(b"{relevant: true}\n"),
    "merge": merge,
    "conflict": conflict,
    "accepted": accepted,
    "outdated": command("--check", "brume.txt"),
    "words": edited(("text: en mai", "text: en juin")),
    "lexicon": wrong_word_set,
    "models": command("--models", "large", "brume.txt"),
    "damaged": damaged,
    "download": download,
    "unwritable": out_is_a_file,
    "link": link,
    "same-target": same_target,
    "taken": taken,
    "corrected": corrected,
    "there": exported("csv", "brume.csv"),
    "source": exported("csv", "brume.yaml", "--force"),
    "config": command("--config", "none.toml", "brume.txt"),
    "setting": wrong_setting,
    "git": no_revision,
    "usage": command("vocabulary", "names"),
    "extra": no_pyarrow,
    "internal": article(EXERCISE + "PANNE"),
    "system": full,
}  # fmt: skip


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.setattr("annotator.workers.make_workers", lambda *args: FakeWorkers())
    cached = (lexicon.read_data, lexicon.word_sets, lexicon.rules)
    with monkeypatch.context() as patch:
        yield Place(tmp_path, patch)
    for function in cached:
        function.cache_clear()


@pytest.mark.parametrize("name", list(KINDS))
def test_the_example_is_what_the_program_says(
    name: str, place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    example = re.split(r"^```(?:text)?$", SECTIONS[name][1], flags=re.MULTILINE)[1].strip()
    words = CASES[name](place)
    if name == "lexicon":
        for function in (lexicon.read_data, lexicon.word_sets, lexicon.rules):
            function.cache_clear()
    capsys.readouterr()
    with pytest.raises(SystemExit) as caught:
        main(words)
    place.patch.undo()
    out, err = capsys.readouterr()
    assert example in [line.replace(f"{place.folder}/", "") for line in (out + err).splitlines()]
    warns = name in {"stale", "conflict", "accepted", "words"}
    assert bool(caught.value.code) == (not warns)


FORMATS = ("text", "json", "github", "sarif")


@pytest.mark.parametrize("output_format", FORMATS)
def test_each_form_shows_the_code(
    output_format: str, place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    words = place.annotation(("relevant: true", "relevant: false"))
    with pytest.raises(SystemExit):
        main([*words, "--output-format", output_format])
    out = capsys.readouterr().out
    assert "ANN208" in out
    if output_format == "json":
        assert {key: json.loads(out)[0][key] for key in ("code", "name")} == {
            "code": "ANN208", "name": "relevant",
        }  # fmt: skip
    if output_format == "sarif":
        run = json.loads(out)["runs"][0]
        assert run["results"][0]["ruleId"] == run["tool"]["driver"]["rules"][0]["id"] == "ANN208"
