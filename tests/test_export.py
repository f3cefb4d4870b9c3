"""`annotate export`: where it writes, what it refuses, what it tells; the crosswalk and its page."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from annotator.cli import main
from annotator.cli.export import FORMAT_NAMES
from annotator.errors import FINDINGS, FINE, USAGE, AnnotationError
from annotator.export import EXPORTERS
from annotator.export import findings as findings_format
from annotator.export.cells import split_list
from annotator.export.crosswalk import FITS, cameo, plover, read_crosswalk
from annotator.export.document import documents
from annotator.export.events import COLUMNS as EVENT_COLUMNS
from annotator.export.labelstudio import labeling_config
from annotator.export.rows import COLUMNS
from annotator.export.target import Target
from annotator.model import DOMAINS, STATUSES, TYPES
from annotator.report.collect import collect
from crosswalk_page import PAGE, TABLES, with_tables
from export_samples import ACT, TEXT, write_sample

DOCS = Path(__file__).parent.parent / "docs"
FOLDERS = [name for name, form in EXPORTERS.items() if form.files]
FILES = [name for name, form in EXPORTERS.items() if form.write and name != "conllu"]


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["export", *map(str, words)])
    return int(ended.value.code or 0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_sample(tmp_path / "in")
    return tmp_path / "in"


# the registry


def test_the_command_knows_every_format() -> None:
    assert tuple(EXPORTERS) == FORMAT_NAMES


def test_a_format_is_a_file_or_a_folder() -> None:
    assert all((form.write is None) != (form.files is None) for form in EXPORTERS.values())


def test_the_page_lists_formats_and_columns() -> None:
    text = (DOCS / "export.md").read_text(encoding="utf-8")
    for name in EXPORTERS:
        assert f"| `{name}` |" in text
    for columns in (COLUMNS, EVENT_COLUMNS):
        assert "".join(f"| `{name}` | {about} |\n" for name, about in columns.items()) in text
    assert f"```text\n{labeling_config()}\n```" in text


# where it goes


@pytest.mark.parametrize("to", [name for name in FILES if not EXPORTERS[name].binary])
def test_a_file_on_stdout_is_alone_there(
    folder: Path, to: str, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    assert run(folder, "--to", to) == FINE
    out, err = capfdbinary.readouterr()
    assert run(folder, "--to", to, "-o", tmp_path / "out") == FINE
    assert out == (tmp_path / "out").read_bytes()
    assert out
    assert err == b"1 annotation, 3 findings\n"


@pytest.mark.parametrize("to", ["csv", "events", "jsonl"])
def test_a_terminal_is_told_nothing_to_obey(
    folder: Path, to: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "brume.yaml"
    path.write_text(path.read_text().replace('"@large', '"\\x1b]0;x\\x07@large'), encoding="utf-8")
    monkeypatch.setattr("annotator.console.is_terminal", lambda: True)
    assert run(folder, "--to", to) == FINE
    out, _ = capsys.readouterr()
    assert "]0;x" in out
    assert not [char for char in out if ord(char) < 32 and char != "\n"]


def test_parquet_is_not_for_a_terminal(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.console.is_terminal", lambda: True)
    assert run(folder, "--to", "parquet") == USAGE
    assert capsys.readouterr().err == (
        "annotate: ANN801 parquet is not for a terminal: give a file with -o\n"
    )


@pytest.mark.parametrize("to", FOLDERS)
def test_a_folder_is_not_for_stdout(
    folder: Path, to: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, "--to", to) == USAGE
    assert capsys.readouterr() == (
        "",
        f"annotate: ANN801 {to} is written into a folder: give one with -o\n",
    )


@pytest.mark.parametrize("to", ["csv", *FOLDERS])
def test_what_is_there_is_replaced_only_when_told_to(
    folder: Path, to: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(folder, "--to", to, "-o", out) == FINE
    before = snapshot(out)
    stray = out / "mine.md" if out.is_dir() else None
    if stray:
        stray.write_text("mine")
    (folder / "brume.yaml").write_text(
        (folder / "brume.yaml").read_text().replace("status: planned", "status: done")
    )
    assert run(folder, "--to", to, "-o", out) == USAGE
    assert "is there already; --force" in capsys.readouterr().err
    assert before.items() <= snapshot(out).items()
    assert run(folder, "--to", to, "-o", out, "--force") == FINE
    assert not before.items() <= snapshot(out).items()
    assert not stray or stray.read_text() == "mine"


def snapshot(path: Path) -> dict[str, bytes]:
    files = [path] if path.is_file() else [p for p in sorted(path.rglob("*")) if p.is_file()]
    return {str(file): file.read_bytes() for file in files}


def test_an_empty_folder_may_be_filled(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert run(folder, "--to", "brat", "-o", tmp_path / "out") == FINE
    assert (tmp_path / "out/brume.ann").exists()


@pytest.mark.parametrize(
    ("to", "name"), [("brat", ""), ("csv", "brume.yaml"), ("csv", "brume.txt")]
)
def test_what_is_read_is_never_replaced(
    folder: Path, to: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = snapshot(folder)
    assert run(folder, "--to", to, "-o", folder / name, "--force") == FINDINGS
    assert "is read for this export; choose another place" in capsys.readouterr().err
    assert snapshot(folder) == before


@pytest.mark.parametrize(("to", "make"), [("brat", "touch"), ("csv", "mkdir")])
def test_a_file_is_no_folder_and_a_folder_no_file(
    folder: Path, to: str, make: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    getattr(tmp_path / "out", make)()
    assert run(folder, "--to", to, "-o", tmp_path / "out", "--force") == USAGE
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_link_out_of_the_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    write_sample(folder / "mai")
    elsewhere, out = tmp_path / "elsewhere", tmp_path / "out"
    elsewhere.mkdir()
    out.mkdir()
    (out / "mai").symlink_to(elsewhere)
    assert run(folder, "--to", "brat", "-o", out, "--force") == FINDINGS
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize("name", ["../x", "/tmp/x", "a/../../x"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(AnnotationError, match="leads out"):
        Target(tmp_path / "out").folder([("a", b"1"), (name, b"2")])
    assert list(tmp_path.iterdir()) == []


def test_names_that_meet_are_numbered(tmp_path: Path) -> None:
    for parent in ("a", "b"):
        write_sample(tmp_path / parent)
    assert run(tmp_path / "a", tmp_path / "b", "--to", "brat", "-o", tmp_path / "out") == FINE
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"brume.ann", "brume-2.ann"} <= names


class StoppedError(Exception):
    """What no code of ours raises."""


def broken(_documents: Any, out: BinaryIO, _options: Any) -> None:
    out.write(b"half")
    raise StoppedError


def half() -> Iterator[tuple[str, bytes]]:
    yield "a.txt", b"1"
    raise StoppedError


def test_a_failure_leaves_what_was_there(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.csv"
    out.write_text("old")
    monkeypatch.setitem(EXPORTERS, "csv", replace(findings_format.FORMAT, write=broken))
    assert run(folder, "--to", "csv", "-o", out, "--force") == FINDINGS
    assert out.read_text() == "old"
    with pytest.raises(StoppedError):
        Target(tmp_path / "made").folder(half())
    assert {path.name for path in tmp_path.iterdir()} == {"in", "out.csv"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(mode=0o500)
    assert run(folder, "--to", "csv", "-o", tmp_path / "shut/x.csv") == FINDINGS


def test_a_parent_that_is_a_file(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert run(folder, "--to", "csv", "-o", tmp_path / "file/x.csv") == FINDINGS
    assert "cannot be written" in capsys.readouterr().err


def test_permissions_are_those_of_new_files(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    mode = (tmp_path / "plain").stat().st_mode
    run(folder, "--to", "csv", "-o", tmp_path / "x.csv")
    assert (tmp_path / "x.csv").stat().st_mode == mode


# what is wrong


def test_an_article_that_is_gone(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_sample(folder, "soleil")
    (folder / "brume.txt").unlink()
    assert run(folder, "--to", "csv", "-o", tmp_path / "a.csv") == FINDINGS
    assert "the article cannot be read" in "".join(capsys.readouterr())
    assert (tmp_path / "a.csv").read_text().count("brume.yaml,") == 3
    assert run(folder, "--to", "brat", "-o", tmp_path / "brat") == FINDINGS
    assert {path.stem for path in (tmp_path / "brat").iterdir()} == {"annotation", "soleil"}


def test_a_quote_that_is_not_in_the_text_has_no_place(folder: Path, tmp_path: Path) -> None:
    path = folder / "brume.yaml"
    path.write_text(path.read_text().replace("quote: Le Portugal", "quote: La Pologne"))
    assert run(folder, "--to", "jsonl", "-o", tmp_path / "x", "-q") == FINDINGS
    (document,) = documents(collect([folder]).items)
    first = document.findings[0]
    assert first.quotes[0] == "La Pologne"
    assert first.spans[0] is None
    assert len(first.placed) == 1


def test_offsets_that_an_article_has_outgrown_are_mended(folder: Path) -> None:
    (folder / "brume.txt").write_bytes(("\U0001f680\r\n" + TEXT).encode())
    (document,) = documents(collect([folder]).items)
    for finding in document.findings:
        assert [document.text[s.start : s.end] for s in finding.placed] == list(finding.quotes)
    assert document.findings[0].id == ACT.id


def test_a_broken_annotation_is_told_and_the_others_done(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "x.yaml").write_text("relevant: [\narticle: x\n")
    assert run(folder, "--to", "jsonl", "-o", "-") == FINDINGS
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 1
    assert "x.yaml:" in err


def test_why_there_is_nothing_to_export_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "brume.txt").unlink()
    assert run(folder, "--to", "labelstudio") == USAGE
    out, err = capsys.readouterr()
    assert out == ""
    assert "ANN212" in err.splitlines()[0]
    assert "ANN101 no annotation to export" in err.splitlines()[1]


def test_nothing_to_export(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    for words in (["csv"], ["brat", "-o", tmp_path / "out"], ["csv", "-o", tmp_path / "out"]):
        assert run(tmp_path / "in", "--to", *words) == USAGE
        assert capsys.readouterr() == (
            "",
            "annotate: ANN101 no annotation to export; `annotate PATH` writes them\n",
        )
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_an_unknown_format_or_path(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "--to", "pdf") == USAGE
    assert "'pdf' is not one of csv," in "".join(capsys.readouterr().err.split("\n")).replace(
        "│ ", ""
    )
    assert run(tmp_path / "nowhere", "--to", "csv") == USAGE


@pytest.mark.parametrize(
    ("to", "module", "extra"), [("parquet", "pyarrow", "parquet"), ("cas-xmi", "cassis", "cas")]
)
def test_a_missing_library_is_told_with_its_extra(
    folder: Path, to: str, module: str, extra: str,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    import importlib.util

    there = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda n, *a: None if n == module else there(n, *a)
    )
    assert run(folder, "--to", to, "-o", folder.parent / "out") == USAGE
    told = f"annotate: ANN802 {to} needs {module}: pip install 'annotator[{extra}]'\n"
    assert capsys.readouterr().err == told


# the crosswalk


@pytest.mark.parametrize("type_", TYPES)
def test_every_type_and_status_has_a_code(type_: str) -> None:
    for status in STATUSES:
        for domains in ((), ("peacekeeping",), DOMAINS):
            code = cameo(type_, status, domains)
            assert code.fit in FITS
            found = plover(type_, code.code, domains)
            assert found.quad in {"verbal cooperation", "material cooperation",
                                  "verbal conflict", "material conflict"}  # fmt: skip
            assert ("cooperation" in found.quad) == (status != "ended")


def test_the_crosswalk_has_our_values_and_no_others() -> None:
    data = read_crosswalk()
    assert list(data["types"]) == list(TYPES)
    assert list(data["domains"]) == list(DOMAINS)
    tables = [entry["codes"] for entry in data["types"].values()] + [data["peacekeeping"]["codes"]]
    assert all(list(table) == list(STATUSES) for table in tables)
    assert {code for table in tables for code, _ in table.values()} == set(data["cameo"])
    assert {entry["event"] for entry in data["cameo"].values()} == set(data["plover"])
    columns = {entry["mme"] for entry in data["domains"].values()} - {""}
    assert columns == {name for name in EVENT_COLUMNS if name.startswith("mme_")} - {"mme_exercise"}


def test_the_page_shows_the_crosswalk() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert with_tables(text) == text, "run `python tests/crosswalk_page.py`"
    assert all(f"<!-- table: {name} -->" in text for name in TABLES)


def test_peacekeeping_has_codes_of_its_own() -> None:
    assert cameo("operation", "done").code == "062"
    assert cameo("operation", "done", ("peacekeeping",)).code == "074"
    assert cameo("exercise", "done", ("peacekeeping",)).code == "062"


@pytest.mark.parametrize(
    ("parties", "type_", "status", "candidate"),
    [
        (("NOR", "PRT"), "agreement", "done", "1"),
        (("NOR", "PRT"), "agreement", "planned", "0"),
        (("NOR", "PRT"), "exercise", "done", "0"),
        (("NATO", "PRT"), "agreement", "done", "0"),
        (("NOR", "PRT", "SWE"), "agreement", "done", "0"),
        (("PRT", "X:Aube"), "agreement", "ongoing", "0"),
    ],
)
def test_candidates_for_dcad(
    tmp_path: Path, parties: tuple[str, ...], type_: str, status: str, candidate: str
) -> None:
    import polars as pl

    entry = replace(ACT, id="x", parties=parties, type=type_, status=status)
    write_sample(tmp_path / "in", cooperation=(entry,), rationale=())
    assert run(tmp_path / "in", "--to", "events", "-o", tmp_path / "e.csv") == FINE
    rows = pl.read_csv(tmp_path / "e.csv", infer_schema=False).to_dicts()
    assert {row["dcad_candidate"] for row in rows} == {candidate}
    assert split_list(rows[0]["parties"]) == list(parties)


def test_jsonl_keeps_the_whole_record(folder: Path, tmp_path: Path) -> None:
    run(folder, "--to", "jsonl", "-o", tmp_path / "x")
    data = json.loads((tmp_path / "x").read_text(encoding="utf-8"))
    (item,) = collect([folder]).items
    assert {k: v for k, v in data.items() if k not in {"annotation", "text"}} == item.record
