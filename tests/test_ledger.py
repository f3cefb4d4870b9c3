from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from annotator import ledger as ledger_module
from annotator.errors import ArticleError
from annotator.ledger import Ledger, facts_of
from annotator.run import Options, run
from annotator.yamlfile import YamlError, load
from records import MACHINE
from test_run import TEXT, FakeReporter, FakeWorkers

HOUR = 3600 * 10**9
ROOT = Path(__file__).parent.parent


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "articles" / "a.txt"
    path.parent.mkdir()
    path.write_text(TEXT, encoding="utf-8")
    age(path)
    return path


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read."""
    found: list[str] = []
    for name in ("read_bytes", "read_existing"):
        real = getattr(ledger_module, name)
        monkeypatch.setattr(
            ledger_module, name, lambda path, real=real: (found.append(path.name), real(path))[1]
        )
    return found


def age(*paths: Path) -> None:
    """Make files an hour old, in so far as one may: ctime cannot be set."""
    for path in paths:
        os.utime(path, ns=(time.time_ns() - HOUR,) * 2)


@pytest.fixture(autouse=True)
def no_ctime(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are made in the test itself, so that their ctime is always just now."""
    monkeypatch.setattr(ledger_module, "MARGIN", 0)


def digest(path: Path, article: Path) -> str:
    ledger = Ledger(path)
    ledger.look_up([article])
    found = ledger.digest(article)
    ledger.close()
    return found


def test_a_file_is_read_once(tmp_path: Path, article: Path, reads: list[str]) -> None:
    first = digest(tmp_path / "l", article)
    assert digest(tmp_path / "l", article) == first
    assert reads == ["a.txt"]


def test_a_relative_path_is_the_same_file(
    tmp_path: Path, article: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    digest(tmp_path / "l", article)
    monkeypatch.chdir(article.parent)
    digest(tmp_path / "l", Path("a.txt"))
    assert reads == ["a.txt"]
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.txt").write_text("Autre chose.", encoding="utf-8")
    monkeypatch.chdir(other)
    digest(tmp_path / "l", Path("a.txt"))
    assert reads == ["a.txt", "a.txt"]


def test_a_change_of_the_same_length_with_the_old_time_is_seen(
    tmp_path: Path, article: Path
) -> None:
    before = digest(tmp_path / "l", article)
    found = article.stat()
    article.write_text(TEXT.replace("Bergen", "Tromsø")[: len(TEXT)], encoding="utf-8")
    article.write_bytes(article.read_bytes()[: found.st_size].ljust(found.st_size))
    os.utime(article, ns=(found.st_atime_ns, found.st_mtime_ns))  # as `touch -r` does
    assert article.stat().st_size == found.st_size
    assert digest(tmp_path / "l", article) != before


def test_a_file_in_the_place_of_another_is_seen(tmp_path: Path, article: Path) -> None:
    before = digest(tmp_path / "l", article)
    other = article.with_name("b.txt")
    other.write_bytes(article.read_bytes().replace(b"Bergen", b"Narvik"))
    found = article.stat()
    os.utime(other, ns=(found.st_atime_ns, found.st_mtime_ns))
    other.replace(article)
    assert digest(tmp_path / "l", article) != before


def test_a_touched_file_is_read_again_and_is_the_same(
    tmp_path: Path, article: Path, reads: list[str]
) -> None:
    before = digest(tmp_path / "l", article)
    article.touch()
    assert digest(tmp_path / "l", article) == before
    assert len(reads) == 2


def test_what_was_only_just_written_is_not_believed(
    tmp_path: Path, article: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_module, "MARGIN", HOUR // 2)  # the ctime is younger
    digest(tmp_path / "l", article)
    digest(tmp_path / "l", article)
    assert reads == ["a.txt", "a.txt"]


def test_a_file_that_cannot_be_read_says_so_each_time(tmp_path: Path) -> None:
    empty = tmp_path / "vide.txt"
    empty.touch()
    for _ in range(2):
        with pytest.raises(ArticleError, match="is empty"):
            digest(tmp_path / "l", empty)


def go(folder: Path, path: Path | None, **options: object) -> tuple[dict[str, int], list[str]]:
    workers = FakeWorkers()
    summary = run(
        [folder], Options(**options), MACHINE, workers, FakeReporter(), Ledger(path)
    )  # fmt: skip
    return dict(summary.states), workers.parsed


def test_a_run_over_an_unchanged_folder_reads_nothing(
    tmp_path: Path, article: Path, reads: list[str]
) -> None:
    ledger = tmp_path / "l"
    assert go(article.parent, ledger) == ({"written": 1}, ["a.txt"])
    assert go(article.parent, ledger) == ({"unchanged": 1}, [])
    assert reads.count("a.yaml") == 2  # once before it was there, once when its time was known
    reads.clear()
    assert go(article.parent, ledger) == ({"unchanged": 1}, [])
    assert reads == []


@pytest.mark.parametrize("known", [True, False])
def test_each_change_is_seen_with_a_ledger_and_without(
    tmp_path: Path, article: Path, known: bool
) -> None:
    ledger = tmp_path / "l" if known else None
    target = article.with_suffix(".yaml")
    for _ in range(3):
        go(article.parent, ledger)
    article.write_text(TEXT + "Fin.\n", encoding="utf-8")
    assert go(article.parent, ledger) == ({"written": 1}, ["a.txt"])
    text = target.read_text(encoding="utf-8")
    target.write_text(text.replace("lexicon: bbbb", "lexicon: cccc"), encoding="utf-8")
    assert go(article.parent, ledger) == ({"written": 1}, ["a.txt"])
    target.unlink()
    assert go(article.parent, ledger) == ({"written": 1}, ["a.txt"])
    target.write_text("relevant: [\n", encoding="utf-8")
    for _ in range(2):
        assert go(article.parent, ledger) == ({"failed": 1}, [])
    target.write_text("Rien\n", encoding="utf-8")
    for _ in range(2):
        assert go(article.parent, ledger, check=True) == ({"outdated": 1}, [])
    target.write_text(
        text.replace("unreviewed", "accepted").replace("bbbb", "cccc"), encoding="utf-8"
    )
    for _ in range(2):
        assert go(article.parent, ledger) == ({"kept": 1}, [])


def test_the_counts_are_those_of_the_files(tmp_path: Path) -> None:
    for path in sorted((ROOT / "corpus").glob("*.yaml")):
        data = load(path.read_text(encoding="utf-8")).data
        facts = facts_of(data)
        assert [e["type"] for e in facts["cooperation"]] == [e["type"] for e in data["cooperation"]]
        assert len(facts["rationale"]) == len(data["rationale"])
        assert facts["article"]["language"] == "fr"


def test_facts_go_by_the_text(tmp_path: Path, article: Path, reads: list[str]) -> None:
    first, second = tmp_path / "x.yaml", tmp_path / "y.yaml"
    first.write_text("relevant: true\n", encoding="utf-8")
    second.write_text("relevant: false\n", encoding="utf-8")
    for _ in range(2):
        ledger = Ledger(tmp_path / "l")
        ledger.look_up([first, second])
        assert [ledger.facts(path)["relevant"] for path in (first, second)] == [True, False]
        assert ledger.facts(tmp_path / "z.yaml") is None
        ledger.close()
    assert reads == ["x.yaml", "y.yaml", "z.yaml", "z.yaml"]


def test_a_damaged_ledger_is_built_anew_with_one_line(tmp_path: Path, article: Path) -> None:
    path, notices = tmp_path / "l", list[str]()
    path.write_bytes(b"no database at all " * 1000)
    ledger = Ledger(path, notices.append)
    ledger.look_up([article])
    assert len(ledger.digest(article)) == 64
    ledger.close()
    assert len(notices) == 1
    assert "damaged" in notices[0]
    assert digest(path, article)


def test_what_is_no_yaml_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: 1\nb: [\n", encoding="utf-8")
    ledger = Ledger()
    ledger.look_up([path])
    with pytest.raises(YamlError) as caught:
        ledger.facts(path)
    assert caught.value.line == 3
