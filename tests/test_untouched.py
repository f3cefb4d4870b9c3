"""Files that nobody has touched are written again as a merge would leave them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.ledger import Ledger
from annotator.record import Record
from annotator.review import ids_of, is_untouched, merge, write_again
from annotator.run import Options, run
from annotator.writers import yaml
from records import MACHINE
from test_merge_properties import human_work, machine_records
from test_run import TEXT, FakeReporter, FakeWorkers

MARK = yaml.modeline("../schemas/annotation.schema.json")


@given(machine_records(), machine_records(), st.sampled_from(["", MARK]))
def test_written_again_as_merged(
    old: tuple[str, Record], new: tuple[str, Record], mark: str
) -> None:
    existing = mark + yaml.write(old[1])
    assert is_untouched(existing, old[1])
    again = write_again(existing, ids_of(old[1]), new[1])
    assert again is None or again == merge(existing, new[1], new[0]).text


@given(machine_records(), st.data())
def test_a_file_that_a_person_has_changed_is_not_taken_for_untouched(
    made: tuple[str, Record], data: st.DataObject
) -> None:
    text = yaml.write(made[1])
    changed = data.draw(human_work(text))
    assert is_untouched(changed, made[1]) == (changed == text)


def test_entries_that_change_places_are_left_to_the_merge() -> None:
    entries = [{"id": "patrol-1"}, {"id": "aid-2"}]
    new: Record = {"parties": [], "cooperation": entries, "rationale": []}
    old = {"parties": [], "cooperation": ["aid-2", "visit-3", "patrol-1"], "rationale": []}
    assert write_again("", old, new) is None
    assert write_again("", old | {"cooperation": ["patrol-1", "visit-3"]}, new) is not None


def annotate_with_ledger(folder: Path, version: str) -> bytes:
    ledger = Ledger(folder / "files.sqlite3")
    machine = replace(MACHINE, version=version)
    run([folder / "a.txt"], Options(force=True), machine, FakeWorkers(), FakeReporter(), ledger)
    return (folder / "a.yaml").read_bytes()


def test_a_run_knows_what_nobody_has_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    first = annotate_with_ledger(tmp_path, "1")
    monkeypatch.setattr("annotator.outcomes.merge", None)
    second = annotate_with_ledger(tmp_path, "2")
    monkeypatch.undo()
    (tmp_path / "a.yaml").write_bytes(first)
    (tmp_path / "files.sqlite3").unlink()
    assert annotate_with_ledger(tmp_path, "2") == second != first
    monkeypatch.setattr("annotator.outcomes.merge", None)
    assert annotate_with_ledger(tmp_path, "1") == first  # what a merge left is known, too


def test_a_run_merges_what_a_person_has_changed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    first = annotate_with_ledger(tmp_path, "1").decode()
    (tmp_path / "a.yaml").write_text(first.replace("done", "planned"), encoding="utf-8")
    assert b"planned" in annotate_with_ledger(tmp_path, "2")
    (tmp_path / "a.yaml").write_text(f"# vu\n{first}", encoding="utf-8")
    assert annotate_with_ledger(tmp_path, "2").startswith(b"# vu\n")
