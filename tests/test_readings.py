"""Articles that were read before come out as they did then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator import readings
from annotator.corpus import article_from_bytes
from annotator.database import Database
from annotator.errors import ArticleError
from annotator.readings import Readings, pack, unpack

SAMPLES = sorted((Path(__file__).parent.parent / "corpus").rglob("*.txt"))
FURTHER = [
    "---\ntitle: Un accord\norigin: a.html\n---\n\nLes deux ma-\nrines s'entraînent &amp; **ensemble**.\n".encode(),
    "Les côtes norvégiennes, dit l’état-major.".encode("cp1252"),
    b"The two navies will train together off the Norwegian coast at the end of May.",
]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path / "a.sqlite3", readings.TABLE, readings.PROBE, "the articles")
    yield made
    made.close()


@pytest.mark.parametrize("content", [*(path.read_bytes() for path in SAMPLES), *FURTHER])
def test_packed_and_back(content: bytes) -> None:
    article = article_from_bytes(content, "a.txt")
    assert unpack(pack(article), content, "a.txt") == article


def test_what_was_read_is_not_read_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Readings(database)
    articles = [first.read(content, f"{n}.txt") for n, content in enumerate(FURTHER)]
    first.save()
    monkeypatch.setattr(readings, "article_from_bytes", None)
    again = Readings(database)
    assert [again.read(content, f"{n}.txt") for n, content in enumerate(FURTHER)] == articles


def test_with_other_code_all_is_read_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Readings(database)
    first.read(FURTHER[0], "a.txt")
    first.save()
    monkeypatch.setattr(readings, "reader_id", lambda: b"another")
    monkeypatch.setattr(readings, "article_from_bytes", None)
    with pytest.raises(TypeError):
        Readings(database).read(FURTHER[0], "a.txt")


def test_damaged_rows_are_read_again(database: Database) -> None:
    first = Readings(database)
    article = first.read(FURTHER[0], "a.txt")
    first.save()
    database.do(lambda connection: connection.execute("UPDATE articles SET body = ?", (b"x",)))
    assert Readings(database).read(FURTHER[0], "a.txt") == article


def test_errors_are_told_each_time(database: Database) -> None:
    reader = Readings(database)
    for _ in range(2):
        with pytest.raises(ArticleError, match=r"a\.txt"):
            reader.read(b" \n", "a.txt")


def test_it_does_not_grow_without_end(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "MOST", 1)
    for content in FURTHER:
        reader = Readings(database)
        reader.read(content, "a.txt")
        reader.save()
    count = database.do(lambda c: c.execute("SELECT count(*) FROM articles").fetchone())
    assert count == (1,)
