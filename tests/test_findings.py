"""Findings of earlier runs: taken again where nothing that they depend on has changed."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from annotator import findings as findings_module
from annotator.errors import AnnotatorError, ArticleError, LexiconError
from annotator.findings import LEXICONS, Findings, maker, open_findings
from annotator.findings.packed import pack, unpack
from annotator.identity import content_digest, lexicon_content
from annotator.model import Annotation, Article
from annotator.pipeline import annotate
from annotator.recalling import RecallingWorkers
from annotator.record import Machine
from annotator.workers import PoolWorkers
from freeze import frozen
from marked import read_all
from records import make_annotation, make_article
from test_workers import pool

ROOT = Path(__file__).parent.parent
DATA = ROOT / "annotator" / "data"
NOW = lexicon_content()
SOLDIERS = json.dumps(json.loads(NOW["words.yaml"]) | {"military": ["soldat"]})
ANNOTATION = make_annotation()
OTHER = {**NOW, "words.yaml": SOLDIERS}
MACHINE = Machine("1", "fake-1", content_digest(NOW))
OLD = replace(MACHINE, lexicon=content_digest(OTHER))
FLOWERS = make_article("Le marché aux fleurs a rouvert.")
SOLDIER = make_article("Un soldat norvégien a quitté Oslo à bord d'un navire.")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "findings.sqlite3"


def found_in(article: Article) -> Annotation:
    return replace(ANNOTATION, article=article)


def under_another_lexicon(monkeypatch: pytest.MonkeyPatch, path: Path, *articles: Article) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(findings_module, "lexicon_content", lambda: OTHER)
        noted(path, *articles, machine=OLD)


def noted(path: Path, *articles: Article, machine: Machine = MACHINE) -> None:
    findings = Findings(path, machine)
    findings.note(map(found_in, articles))
    findings.close()


def recalled(path: Path, *articles: Article, machine: Machine = MACHINE) -> list[bool]:
    findings = Findings(path, machine)
    known = findings.recall(articles)
    findings.close()
    assert all(found in (None, found_in(a)) for found, a in zip(known, articles, strict=True))
    return [found is not None for found in known]


def test_an_annotation_comes_back_as_it_was() -> None:
    annotations = [annotate(frozen(example)) for example in read_all()[::5]]
    assert len([a for a in annotations if a.rationale]) > 10
    changed = [a for a in annotations if unpack(pack(a), a.article) != a]
    assert changed == []
    assert unpack(pack(ANNOTATION), ANNOTATION.article) == ANNOTATION


def test_what_is_damaged_is_not_known() -> None:
    for body in (b"", b"no bytes", pack(ANNOTATION)[:-5]):
        assert unpack(body, FLOWERS) is None


def test_the_same_article_again(path: Path) -> None:
    assert recalled(path, FLOWERS) == [False]
    noted(path, FLOWERS)
    assert recalled(path, SOLDIER, FLOWERS, replace(FLOWERS, path="moved.txt")) == [
        False,
        True,
        True,
    ]
    assert recalled(path, replace(FLOWERS, sha256="0")) == [False]


@pytest.mark.parametrize("change", [{"models": "fake-2"}, {"min_confidence": 0.5}])
def test_another_machine_has_found_nothing_yet(path: Path, change: dict[str, object]) -> None:
    noted(path, FLOWERS)
    assert recalled(path, FLOWERS, machine=replace(MACHINE, **change)) == [False]
    assert recalled(path, FLOWERS, machine=replace(MACHINE, version="2")) == [True]


def test_other_code_has_found_nothing_yet(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noted(path, FLOWERS)
    monkeypatch.setattr(maker, "code_digest", lambda: "other")
    assert recalled(path, FLOWERS) == [False]


def test_every_module_counts_as_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nlp").mkdir()
    monkeypatch.setattr(maker.resources, "files", lambda name: tmp_path)
    seen = []
    for text in ("1", "2"):
        (tmp_path / "nlp" / "a.py").write_text(text)
        maker.code_digest.cache_clear()
        seen.append(maker.code_digest())
    maker.code_digest.cache_clear()
    assert seen[0] != seen[1]


def test_another_lexicon_costs_what_it_touches(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    under_another_lexicon(monkeypatch, path, FLOWERS, SOLDIER)
    assert recalled(path, FLOWERS, SOLDIER) == [True, False]
    with sqlite3.connect(path) as connection:  # what was taken over counts as found now
        rows = connection.execute("SELECT lexicon FROM findings ORDER BY rowid").fetchall()
    assert {lexicon for (lexicon,) in rows} == {MACHINE.lexicon, OLD.lexicon}
    noted(path, SOLDIER)
    assert recalled(path, FLOWERS, SOLDIER) == [True, True]


def test_a_lexicon_that_is_not_kept_any_more(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    under_another_lexicon(monkeypatch, path, FLOWERS)
    for number in range(LEXICONS):
        content = {**NOW, "features.yaml": str(number)}
        monkeypatch.setattr(findings_module, "lexicon_content", lambda content=content: content)
        noted(path, SOLDIER, machine=replace(MACHINE, lexicon=content_digest(content)))
    monkeypatch.undo()
    assert recalled(path, FLOWERS) == [False]


def test_a_lexicon_that_is_not_the_machines_own_keeps_nothing(path: Path) -> None:
    other = replace(MACHINE, lexicon="another")
    noted(path, FLOWERS, machine=other)
    assert recalled(path, FLOWERS, machine=other) == [False]
    noted(path, FLOWERS)
    assert recalled(path, FLOWERS, machine=other) == [False]


def test_a_wrong_lexicon_is_told_though_it_touches_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    under_another_lexicon(monkeypatch, path, FLOWERS)

    def rules() -> None:
        raise LexiconError("cooperation/visit.yaml: oh")

    monkeypatch.setattr(findings_module, "rules", rules)
    with pytest.raises(LexiconError):
        recalled(path, FLOWERS)


@pytest.mark.parametrize("table", ["findings", "lexicons"])
def test_damaged_rows(path: Path, monkeypatch: pytest.MonkeyPatch, table: str) -> None:
    under_another_lexicon(monkeypatch, path, FLOWERS)
    with sqlite3.connect(path) as connection:
        connection.execute(f"UPDATE {table} SET body = x'00'")
    assert recalled(path, FLOWERS) == [False]


def test_a_damaged_file_is_built_anew(path: Path) -> None:
    noted(path, FLOWERS)
    path.write_bytes(b"no database " * 200)
    told: list[str] = []
    findings = Findings(path, MACHINE, told.append)
    assert findings.recall([FLOWERS]) == [None]
    findings.note([found_in(FLOWERS)])
    assert findings.recall([FLOWERS]) == [found_in(FLOWERS)]
    assert told == [f"{path}: the list of findings was damaged and is built anew"]


def test_the_oldest_go_when_there_are_too_many(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [make_article(str(number)) for number in range(100)]
    noted(path, *many)
    monkeypatch.setattr(findings_module, "LIMIT", 1)
    noted(path, FLOWERS)
    assert recalled(path, *many, FLOWERS) == [False] * 21 + [True] * 80


def test_more_articles_than_one_query_takes(path: Path) -> None:
    many = [make_article(str(number)) for number in range(1200)]
    noted(path, *many)
    assert all(recalled(path, *many))


def test_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATOR_CACHE", "off")
    assert open_findings(MACHINE) is None


@pytest.mark.models
def test_a_run_that_remembers_writes_what_any_other_writes(tmp_path: Path) -> None:
    def annotate_all(name: str, lexicon: Path | str, cache: Path | str) -> dict[str, str]:
        changes = {"ANNOTATOR_CACHE": str(cache), "ANNOTATOR_LEXICON": str(lexicon)}
        command = [sys.executable, "-c", "from annotator.cli import main; main()", name, "-q"]
        subprocess.run(command, cwd=tmp_path, env=os.environ | changes, check=True)
        return {file.name: file.read_text() for file in (tmp_path / name).glob("*.yaml")}

    (tmp_path / "a").mkdir()
    for article in sorted((ROOT / "corpus").glob("*.txt"))[:12]:
        shutil.copy(article, tmp_path / "a")
    cache, lexicon = tmp_path / "cache", tmp_path / "lexicon"
    first = annotate_all("a", "", cache)
    person = next(name for name in sorted(first) if "status: done" in first[name])
    (tmp_path / "a" / person).write_text(first[person].replace("status: done", "status: ended", 1))
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    lexicon.mkdir()
    words = DATA.joinpath("words.yaml").read_text(encoding="utf-8")
    (lexicon / "words.yaml").write_text(words.replace("drone*, ", ""), encoding="utf-8")
    with sqlite3.connect(cache / "parses.sqlite3") as connection:
        connection.execute("DELETE FROM parses")  # what is parsed again shows there
    second = annotate_all("a", lexicon, cache)
    assert second == annotate_all("b", lexicon, "off")
    assert "status: ended" in second[person]
    assert all(second[name] != first[name] for name in first)
    with sqlite3.connect(cache / "parses.sqlite3") as connection:
        (parsed,) = connection.execute("SELECT count(*) FROM parses").fetchone()
    assert parsed < 6


class Counting:
    """Workers that find the same everywhere, and fail on one text."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def map(
        self, batches: Iterator[Sequence[Article]]
    ) -> Iterator[list[Annotation | AnnotatorError]]:
        for batch in batches:
            self.asked.append([article.text for article in batch])
            yield [ArticleError("oh") if a.text == "PANNE" else found_in(a) for a in batch]


def run(path: Path, *batches: str, again: bool = False) -> tuple[list[list[str]], Counting]:
    workers = Counting()
    recalling = RecallingWorkers(workers, Findings(path, MACHINE), again=again)
    results = recalling.map(iter([[make_article(t) for t in batch.split()] for batch in batches]))
    return [
        [r.article.text if isinstance(r, Annotation) else str(r) for r in batch]
        for batch in results
    ], workers


def test_only_what_is_not_known_is_asked_for(path: Path) -> None:
    assert run(path, "un deux", "PANNE")[0] == [["un", "deux"], ["oh"]]
    results, workers = run(path, "un trois deux PANNE", "deux", "quatre")
    assert results == [["un", "trois", "deux", "oh"], ["deux"], ["quatre"]]
    assert workers.asked == [["trois", "PANNE"], [], ["quatre"]]


def test_again_asks_for_all_and_remembers_it(path: Path) -> None:
    run(path, "un")
    assert run(path, "un deux", again=True)[1].asked == [["un", "deux"]]
    assert run(path, "un deux")[1].asked == [[]]


def test_what_is_known_starts_no_process(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noted(path, FLOWERS)
    monkeypatch.setattr(PoolWorkers, "_alone", None)
    monkeypatch.setattr("annotator.workers.ProcessPoolExecutor", None)
    workers = RecallingWorkers(pool(), Findings(path, MACHINE))
    batches = [[FLOWERS]] * 10
    assert list(workers.map(iter(batches))) == [[found_in(FLOWERS)]] * 10
