"""Shards of invented articles, and a cheap stand-in for the models, for processes of their own."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from annotator.errors import AnnotatorError, LexiconError
from annotator.model import Annotation, Article, Cooperation, ParsedArticle, Quote
from annotator.shards.run import ShardSummary, run_shards
from annotator.shards.setup import Setup
from annotator.shards.task import Task, plan_tasks
from annotator.shards.work import Work
from annotator.workers import annotate_batch
from records import MACHINE, PARTIES

WORD = "exercice"


def text(number: int, also: str = "") -> str:
    return (
        f"La Norvège et le Portugal ont mené hier leur {number}e {WORD} naval commun au large de "
        f"Bergen, selon le ministère de la Défense. {also}"
    )


def write_shard(path: Path, numbers: range, also: dict[int, str] | None = None) -> Path:
    """A shard of articles with these numbers as ids; `also` adds words to some."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (
        json.dumps({"id": f"a{n}", "text": text(n, (also or {}).get(n, ""))}, ensure_ascii=False)
        for n in numbers
    )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def load_cheap(_: Setup) -> Work:
    """Finds an exercise in each article, at once. Words in the text make it do other things:

    PANNE raises, MORT kills the process, MEURT=file kills it unless that file is there, LENT=s
    sleeps, ATTEND=file waits until that file is there.
    """
    return lambda articles: annotate_batch(articles, _parse, _extract)


def load_in_pool(*_: object) -> Work:
    """The same for `PoolWorkers`; NIE in a text means that no text can be done."""
    return _in_pool


def _in_pool(articles: Sequence[Article]) -> list[Annotation | AnnotatorError]:
    if any("NIE" in article.text for article in articles):
        raise LexiconError("x.yaml:1: wrong")
    return annotate_batch(articles, _parse, _extract)


def _parse(articles: Sequence[Article]) -> Iterator[ParsedArticle]:
    for article in articles:
        for word in article.text.split():
            _obey(*word.partition("=")[::2])
        yield ParsedArticle(article, ())


def _obey(word: str, value: str) -> None:
    if word == "LENT":
        time.sleep(float(value))
    elif word == "ATTEND":
        end = time.monotonic() + 60
        while not Path(value).exists() and time.monotonic() < end:
            time.sleep(0.01)
    elif word == "MORT" or (word == "MEURT" and not Path(value).exists()):
        if value:
            Path(value).touch()
        os.kill(os.getpid(), signal.SIGKILL)


def _extract(parsed: ParsedArticle) -> Annotation:
    article = parsed.article
    if "PANNE" in article.text:
        raise ValueError("oh")
    at = article.text.index(WORD)
    quote = Quote(WORD, at, at + len(WORD))
    entry = Cooperation("exercise-nor-prt", "exercise", ("NOR", "PRT"), "done", (quote,), "r", 0.9)
    return Annotation(article, relevant=True, parties=PARTIES, cooperation=(entry,))


class Silent:
    def begin(self, articles: int) -> None: ...

    def advance(self, outcome: object) -> None: ...


def tasks(folder: Path, out: Path, format_: str = "jsonl") -> list[Task]:
    return list(plan_tasks([str(folder)], str(out), format_, MACHINE))


def go(
    folder: Path, out: Path, where: str | int = 1, format_: str = "jsonl", *, force: bool = False
) -> ShardSummary:
    setup = Setup("fake", MACHINE, load=load_cheap)
    return run_shards(tasks(folder, out, format_), setup, where, Silent(), force=force)


def written(out: Path) -> Counter[str]:
    """How often each article's id stands in the JSON Lines below `out`."""
    records = (
        json.loads(line)
        for path in sorted(out.rglob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    )
    return Counter(record["article"]["source_id"] for record in records)


def once(*numbers: range) -> Counter[str]:
    return Counter(f"a{n}" for some in numbers for n in some)


if __name__ == "__main__":  # a client of its own, to be killed
    go(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
