from __future__ import annotations

import json
import multiprocessing
import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.model import Article, ParsedArticle, Sentence, Word
from annotator.nlp import cached as cached_module
from annotator.nlp.cache import ParseCache, cache_path
from annotator.nlp.cached import CachedParser
from annotator.nlp.compact import pack, unpack
from nlp_samples import make_article
from test_nlp_conllu import ARTICLE, PARSED


@pytest.fixture
def notices() -> list[str]:
    return []


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "parses.sqlite3"


def one_word(article: Article) -> ParsedArticle:
    word = Word(1, "Un", "un", "DET", {}, 0, "root", 2, 4)
    return ParsedArticle(article, (Sentence((word,), (), 0),))


def articles(count: int) -> list[Article]:
    return [make_article([f"Un navire, {n}."], f"{n}.txt") for n in range(count)]


def test_what_is_packed_is_unpacked() -> None:
    assert unpack(pack(PARSED.sentences)) == PARSED.sentences
    assert unpack(pack(())) == ()


@pytest.mark.parametrize("damaged", [b"", b"x", pack(PARSED.sentences)[:-3], pack(())[::-1]])
def test_damaged_bytes_are_said_to_be(damaged: bytes) -> None:
    with pytest.raises(ValueError, match="damaged"):
        unpack(damaged)


def test_a_column_that_is_too_short_is_damage() -> None:
    content = json.loads(zlib.decompress(pack(PARSED.sentences)))
    content["head"].pop()
    with pytest.raises(ValueError, match="damaged"):
        unpack(zlib.compress(json.dumps(content).encode()))


def test_a_parse_is_given_back_to_the_next_run(path: Path, notices: list[str]) -> None:
    first = ParseCache(path, "essai-1", notice=notices.append)
    assert first.get([ARTICLE]) == [None]
    first.put([PARSED])
    first.close()
    second = ParseCache(path, "essai-1", notice=notices.append)
    moved = replace(ARTICLE, path="elsewhere.txt")
    assert second.get([ARTICLE, make_article(["Autre."]), moved]) == [
        PARSED,
        None,
        ParsedArticle(moved, PARSED.sentences),
    ]
    assert notices == []


def test_other_models_and_other_segments_have_other_parses(path: Path) -> None:
    ParseCache(path, "essai-1").put([PARSED])
    assert ParseCache(path, "essai-2").get([ARTICLE]) == [None]
    cut = replace(ARTICLE, segments=ARTICLE.segments[:1])
    assert ParseCache(path, "essai-1").get([cut]) == [None]


@pytest.mark.parametrize("when", ["before", "while"])
def test_a_damaged_file_is_built_anew_with_one_line(
    path: Path, notices: list[str], when: str
) -> None:
    cache = ParseCache(path, "essai-1", notice=notices.append)
    cache.put(one_word(article) for article in articles(300))
    if when == "before":
        cache.close()
    else:  # write all out and forget what was read
        assert cache.database.connection
        cache.database.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cache.database.connection.execute("PRAGMA shrink_memory")
    path.write_bytes(b"not a database " * 5000)
    if when == "before":
        cache = ParseCache(path, "essai-1", notice=notices.append)
    assert cache.get([ARTICLE]) == [None]
    cache.put([PARSED])
    assert cache.get([ARTICLE]) == [PARSED]
    assert len(notices) == 1
    assert "damaged" in notices[0]
    assert "\n" not in notices[0]


def test_a_damaged_row_is_a_missing_one(path: Path, notices: list[str]) -> None:
    cache = ParseCache(path, "essai-1", notice=notices.append)
    cache.put([PARSED])
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE parses SET body = x'00ff'")
    assert cache.get([ARTICLE]) == [None]
    cache.put([PARSED])
    assert cache.get([ARTICLE]) == [PARSED]
    assert notices == []


def test_a_place_that_cannot_be_written_switches_the_cache_off(
    tmp_path: Path, notices: list[str]
) -> None:
    (tmp_path / "file").touch()
    cache = ParseCache(tmp_path / "file" / "parses.sqlite3", "essai-1", notice=notices.append)
    cache.put([PARSED])
    assert cache.get([ARTICLE]) == [None]
    assert len(notices) == 1


def test_the_oldest_parses_go_when_there_are_too_many(path: Path) -> None:
    limit = 200_000
    cache = ParseCache(path, "essai-1", limit=limit)
    everything = articles(3000)
    for start in range(0, 3000, 100):
        cache.put(one_word(article) for article in everything[start : start + 100])
    kept = [found is not None for found in cache.get(everything)]
    assert 500 < sum(kept) < 2500
    assert all(kept[-100:])
    assert not any(kept[:100])
    cache.close()
    assert path.stat().st_size < 2 * limit


def write_many(path: Path, number: int) -> None:
    cache = ParseCache(path, "essai-1", notice=lambda line: os._exit(3))
    for article in articles(200)[number::2]:
        cache.put([one_word(article)])
        assert cache.get([article]) == [one_word(article)]
    cache.close()


def test_two_processes_write_at_once(path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=write_many, args=(path, number)) for number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0]
    found = ParseCache(path, "essai-1").get(articles(200))
    assert found == [one_word(article) for article in articles(200)]


@pytest.mark.parametrize("off", ["off", "0", ""])
def test_the_cache_can_be_switched_off(monkeypatch: pytest.MonkeyPatch, off: str) -> None:
    monkeypatch.setenv("ANNOTATOR_CACHE", off)
    assert cache_path() is None


def test_the_cache_lies_where_it_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ANNOTATOR_CACHE", str(tmp_path))
    assert cache_path() == tmp_path / "parses.sqlite3"
    monkeypatch.delenv("ANNOTATOR_CACHE")
    assert str(cache_path()).endswith("parses.sqlite3")


class Counting:
    """In place of the parser: says what it was asked."""

    asked: list[str]

    def __init__(self, *_: object) -> None:
        Counting.built += 1

    built = 0

    def parse(self, some: Iterable[Article]) -> Iterator[ParsedArticle]:
        for article in some:
            Counting.asked.append(article.path)
            yield one_word(article)


def test_only_what_is_new_is_parsed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cached_module, "Parser", Counting)
    monkeypatch.setattr(cached_module, "HELD", 3)
    Counting.asked, Counting.built = [], 0
    some = articles(8)
    cache = ParseCache(path, "essai-1")
    first = CachedParser(None, cache)  # type: ignore[arg-type]
    expected = [one_word(article) for article in some]
    assert list(first.parse(some[2:5])) == expected[2:5]
    assert list(first.parse(iter(some))) == expected
    assert sorted(Counting.asked) == sorted(article.path for article in some)
    second = CachedParser(None, cache)  # type: ignore[arg-type]
    assert list(second.parse(some)) == expected
    assert second.parser is None
    assert Counting.built == 1


def test_without_a_cache_everything_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cached_module, "Parser", Counting)
    Counting.asked = []
    parser = CachedParser(None, None)  # type: ignore[arg-type]
    assert [p.article for p in parser.parse(articles(2))] == articles(2)
    assert len(Counting.asked) == 2
