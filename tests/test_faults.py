"""A bounded share of `python -m tests.faults`."""

from __future__ import annotations

from pathlib import Path

import pytest

from disturbances import DISTURBANCES
from faults import EDITS, Corpus, kill_runs

BRIEF = ("disk fills up", "read-only folder")


def test_runs_that_are_killed_leave_whole_files(tmp_path: Path) -> None:
    corpus = Corpus.build(tmp_path / "corpus", 40)
    assert set(corpus.people.values()) == set(EDITS)
    result = kill_runs(corpus, 3, seed=1)
    assert result.faults == []
    assert result.killed + result.finished == 3
    assert result.killed


@pytest.mark.parametrize("name", BRIEF)
def test_after_a_disturbance_all_files_are_whole(name: str, tmp_path: Path) -> None:
    left_out = DISTURBANCES[name](tmp_path / "corpus")
    if left_out:
        pytest.skip(left_out)


def test_a_corpus_that_is_not_whole_is_seen(tmp_path: Path) -> None:
    corpus = Corpus.build(tmp_path / "corpus", 40)
    assert corpus.faults() == []
    names = {name: path for path, name in corpus.people.items()}
    free = next(p for p in sorted(corpus.folder.rglob("*.yaml")) if p not in corpus.people)
    free.write_bytes(free.read_bytes()[:200])
    names["accepted"].unlink()
    names["edited"].write_text(free.read_text(encoding="utf-8"), encoding="utf-8")
    max(corpus.articles).write_text("")
    told = "\n".join(corpus.faults())
    for path in (free, names["accepted"], names["edited"], max(corpus.articles)):
        assert str(path) in told
