from __future__ import annotations

from pathlib import Path

import pytest

from annotator import cores
from annotator.cores import count_processes
from annotator.findings import Findings
from annotator.identity import lexicon_digest
from annotator.ledger import Ledger, ledger_path
from annotator.nlp.cache import ParseCache, cache_path
from annotator.record import Machine
from records import make_annotation
from test_cli import annotate
from test_nlp_conllu import PARSED


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANNOTATOR_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_info_and_clear(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, files = cache_path(), ledger_path()
    assert path
    assert files
    cache = ParseCache(path, "essai-1")
    cache.put([PARSED])
    cache.close()
    Ledger(files).close()
    machine = Machine("1", "essai-1", lexicon_digest())
    findings = Findings(folder / "findings.sqlite3", machine)
    findings.note([make_annotation()])
    findings.close()
    assert annotate("cache", "info") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == str(folder)
    assert lines[1].startswith("parses.sqlite3  0.0 MB  1 parsed")
    assert lines[2].startswith("files.sqlite3  0.0 MB  0 files")
    assert lines[3].endswith("  1 articles with what was found")
    assert annotate("cache", "clear") == 0
    assert "deleted" in capsys.readouterr().err
    assert list(folder.iterdir()) == []
    assert annotate("cache", "clear") == 0
    assert annotate("cache", "info") == 0


def test_switched_off(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("ANNOTATOR_CACHE", "off")
    assert annotate("cache", "info") == 0
    assert capsys.readouterr().out == "off (ANNOTATOR_CACHE)\n"
    assert annotate("cache", "clear") == 0


def test_a_damaged_cache_can_be_shown_and_cleared(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.mkdir()
    (folder / "parses.sqlite3").write_bytes(b"no database " * 200)
    assert annotate("cache", "info") == 0
    assert "  0 parsed" in capsys.readouterr().out
    assert annotate("cache", "clear") == 0
    assert list(folder.iterdir()) == []


def test_as_many_processes_as_there_is_room_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cpu, memory = tmp_path / "cpu.max", tmp_path / "memory.max"
    monkeypatch.setattr(cores, "_CPU_LIMIT", cpu)
    monkeypatch.setattr(cores, "_MEMORY_LIMITS", (memory,))
    monkeypatch.setattr(cores.os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    monkeypatch.setattr(cores.os, "sysconf", lambda name: 4096 if "SIZE" in name else 1 << 24)
    assert count_processes() == 8
    memory.write_text("max\n")
    cpu.write_text("max 100000\n")
    assert count_processes() == 8
    cpu.write_text("350000 100000\n")
    assert count_processes() == 4
    memory.write_text(f"{4 << 30}\n")
    assert count_processes() == 2
    memory.write_text("1000\n")
    assert count_processes() == 1
