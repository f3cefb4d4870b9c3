"""Parser and extraction over batches of articles, in this process or in several."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TYPE_CHECKING

from annotator.errors import AnnotatorError, UsageError, as_told
from annotator.model import Annotation, Article, ParsedArticle

if TYPE_CHECKING:  # importing it at run time would cost the start of every command
    from annotator.nlp.models import ModelSet

Parse = Callable[[Sequence[Article]], Iterator[ParsedArticle]]
Extract = Callable[[ParsedArticle], Annotation]
Result = Annotation | AnnotatorError


def annotate_batch(articles: Sequence[Article], parse: Parse, extract: Extract) -> list[Result]:
    """Each article's annotation, or the error that says why there is none; same order.

    When the parser fails on the batch, the articles are tried one by one, so that one bad article
    costs itself alone. A text that is not French is not parsed and gets no findings.
    """
    try:
        french = iter(list(parse([article for article in articles if article.language == "fr"])))
    except UsageError:  # models or lexicon are wrong: no article can be done
        raise
    except Exception as error:  # noqa: BLE001 - whatever a model raises must not end the run
        if len(articles) == 1:
            return [as_told(error, articles[0].path)]
        return [annotate_batch([article], parse, extract)[0] for article in articles]
    return [
        _extract(next(french) if article.language == "fr" else ParsedArticle(article, ()), extract)
        for article in articles
    ]


def _extract(parsed: ParsedArticle, extract: Extract) -> Result:
    try:
        return extract(parsed)
    except UsageError:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        return as_told(error, parsed.article.path)


def drop_doubtful(annotation: Annotation, minimum: float) -> Annotation:
    """Without the findings under that confidence, and without what then hangs in the air."""
    cooperation = tuple(e for e in annotation.cooperation if e.confidence >= minimum)
    ids = {entry.id for entry in cooperation}
    codes = {code for entry in cooperation for code in entry.parties}
    rationale = tuple(
        replace(entry, supports=tuple(name for name in entry.supports if name in ids))
        for entry in annotation.rationale
        if entry.confidence >= minimum
    )
    return replace(
        annotation,
        relevant=bool(cooperation),
        parties=tuple(party for party in annotation.parties if party.id in codes),
        cooperation=cooperation,
        rationale=rationale if cooperation else (),
    )


class LocalWorkers:
    """All in this process; the models are loaded when the first new text comes.

    `cache` is the most bytes that remembered parses may take, 0 for no cache.
    """

    def __init__(
        self, models: ModelSet, minimum: float = 0.0, threads: int | None = None, cache: int = 0
    ) -> None:
        self._arguments = (models, minimum, threads, cache)
        self._work: Callable[[Sequence[Article]], list[Result]] | None = None

    def annotate(self, batch: Sequence[Article]) -> list[Result]:
        """The results of one batch, in order."""
        if not batch:
            return []
        self._work = self._work or _load(*self._arguments)
        return self._work(batch)

    def map(self, batches: Iterator[Sequence[Article]]) -> Iterator[list[Result]]:
        """The results of each batch, in order."""
        return map(self.annotate, batches)


class PoolWorkers:
    """`jobs` processes with a parser and one thread each; results come in the order of batches."""

    def __init__(self, models: ModelSet, jobs: int, minimum: float = 0.0, cache: int = 0) -> None:
        self._jobs = jobs
        self._arguments = (models, minimum, 1, cache)

    def map(self, batches: Iterator[Sequence[Article]]) -> Iterator[list[Result]]:
        """The results of each batch, in order; a few batches are read ahead."""
        _mend_cache(*self._arguments)
        pool = ProcessPoolExecutor(
            self._jobs, get_context("spawn"), _start_process, self._arguments
        )
        queue: deque[Future[list[Result]]] = deque()
        try:
            for batch in batches:
                queue.append(pool.submit(_work_in_process, batch))
                if len(queue) > 2 * self._jobs:
                    yield queue.popleft().result()
            while queue:
                yield queue.popleft().result()
        except BaseException:  # Ctrl-C above all: what is under way is not waited for
            stop_processes(pool)
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def stop_processes(pool: ProcessPoolExecutor) -> None:
    """What `terminate_workers` does from Python 3.14 on."""
    for process in list((pool._processes or {}).values()):  # noqa: SLF001
        process.terminate()


def make_workers(
    models: ModelSet, jobs: int, minimum: float, cache: int = 0
) -> LocalWorkers | PoolWorkers:
    """Workers for that number of processes; `cache` is the limit of the parse cache in bytes."""
    if jobs > 1:
        return PoolWorkers(models, jobs, minimum, cache)
    return LocalWorkers(models, minimum, cache=cache)


def _mend_cache(models: ModelSet, _minimum: float, _threads: int, limit: int) -> None:
    """Open the cache once before many do: one notice where it is damaged, not one for each."""
    from annotator.nlp.cached import open_cache

    if cache := open_cache(models, limit):
        cache.close()


def _load(
    models: ModelSet, minimum: float, threads: int | None, cache: int
) -> Callable[[Sequence[Article]], list[Result]]:
    """The work on a batch; torch and Stanza are loaded when a text has to be parsed."""
    from annotator.nlp.cached import CachedParser, open_cache
    from annotator.pipeline import annotate

    parser = CachedParser(models, open_cache(models, cache), threads)

    def work(batch: Sequence[Article]) -> list[Result]:
        return annotate_batch(batch, parser.parse, lambda p: drop_doubtful(annotate(p), minimum))

    return work


_process_work: Callable[[Sequence[Article]], list[Result]] | None = None


def _start_process(models: ModelSet, minimum: float, threads: int, cache: int) -> None:
    """Load what the work needs once per process; Ctrl-C is the parent's business."""
    global _process_work  # noqa: PLW0603 - the one way to hand a process its state
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=end_with_parent, daemon=True).start()
    _process_work = _load(models, minimum, threads, cache)


def end_with_parent() -> None:
    """A parent that was killed leaves nobody to work for: without this its processes would wait."""
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _work_in_process(batch: Sequence[Article]) -> list[Result]:
    assert _process_work is not None  # noqa: S101 - `_start_process` ran first
    return _process_work(batch)
