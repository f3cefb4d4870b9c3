"""Parser and extraction over batches of articles, in this process or in several."""

from __future__ import annotations

import gc
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import partial
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TYPE_CHECKING, Any

from annotator.errors import AnnotatorError, ArticleError, UsageError, as_told
from annotator.model import Annotation, Article, ParsedArticle

if TYPE_CHECKING:  # importing it at run time would cost the start of every command
    from annotator.nlp.models import ModelSet

Parse = Callable[[Sequence[Article]], Iterator[ParsedArticle]]
Extract = Callable[[ParsedArticle], Annotation]
Result = Annotation | AnnotatorError
Work = Callable[[Sequence[Article]], list[Result]]
Load = Callable[..., Work]  # models, least confidence, threads, bytes of the cache → the work

COLLECT_AFTER = 20_000  # objects: those of some ten articles
KILLED = "the process that worked on it was killed (out of memory?); make it smaller"


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
    if minimum <= 0:
        return annotation
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
        self._work: Work | None = None

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
    """`jobs` processes with a parser and one thread each; results come in the order of batches.

    A process that dies costs the article that it died of: what was under way is done again. `load`
    makes the work in each process.
    """

    def __init__(
        self,
        models: ModelSet,
        jobs: int,
        minimum: float = 0.0,
        cache: int = 0,
        load: Load | None = None,
    ) -> None:
        self._jobs = jobs
        self._arguments = (models, minimum, 1, cache)
        self._load = load or _load
        self._pool: ProcessPoolExecutor | None = None

    def map(self, batches: Iterator[Sequence[Article]]) -> Iterator[list[Result]]:
        """The results of each batch, in order; a few batches are read ahead."""
        _mend_cache(*self._arguments)
        queue: deque[tuple[Sequence[Article], Future[list[Result]]]] = deque()
        try:
            for batch in batches:
                queue.append((batch, self._submit(batch)))
                if len(queue) > 2 * self._jobs:
                    yield self._take(queue)
            while queue:
                yield self._take(queue)
        except BaseException:  # Ctrl-C above all: what is under way is not waited for
            if self._pool:
                stop_processes(self._pool)
            raise
        finally:
            self._close()

    def _submit(self, batch: Sequence[Article], processes: int = 0) -> Future[list[Result]]:
        if not batch:
            nothing: Future[list[Result]] = Future()
            nothing.set_result([])
            return nothing
        if self._pool is None:
            arguments = (self._load, *self._arguments)
            context = get_context("spawn")
            self._pool = ProcessPoolExecutor(
                processes or self._jobs, context, _start_process, arguments
            )
        try:
            return self._pool.submit(_work_in_process, batch)
        except BrokenProcessPool as error:  # a process died since; told when the result is asked
            broken: Future[list[Result]] = Future()
            broken.set_exception(error)
            return broken

    def _take(self, queue: deque[tuple[Sequence[Article], Future[list[Result]]]]) -> list[Result]:
        """The result of the first batch; where a process died, it and the others go out again."""
        batch, future = queue.popleft()
        try:
            return future.result()
        except BrokenProcessPool:
            self._close()
            results = [result for article in batch for result in self._alone(article)]
            self._close()
            again = [waiting for waiting, _ in queue]
            queue.clear()
            queue.extend((waiting, self._submit(waiting)) for waiting in again)
            return results

    def _alone(self, article: Article) -> list[Result]:
        """The result of one article with nothing beside it: if the process dies, it is to blame."""
        try:
            return self._submit([article], processes=1).result()
        except BrokenProcessPool:
            self._close()
            return [ArticleError(f"{article.path}: {KILLED}", "system")]

    def _close(self) -> None:
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = None


def collect_seldom() -> None:
    """For processes of our own: extraction makes thousands of objects, and no rings of them.

    Looking through them after every 700 new ones, as Python does, takes a tenth of its time.
    """
    gc.set_threshold(COLLECT_AFTER)


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


def _load(models: ModelSet, minimum: float, threads: int | None, cache: int) -> Work:
    """The work on a batch; torch and Stanza are loaded when a text has to be parsed.

    What the gate says no to is not parsed: it has no findings.
    """
    from annotator.gate import open_gate
    from annotator.nlp.cached import CachedParser, open_cache
    from annotator.pipeline import annotate

    parser = CachedParser(models, open_cache(models, cache), threads, open_gate())

    def work(batch: Sequence[Article]) -> list[Result]:
        return annotate_batch(batch, parser.parse, lambda p: drop_doubtful(annotate(p), minimum))

    return work


_make_work: Callable[[], Work] | None = None
_process_work: Work | None = None


def _start_process(load: Load, *arguments: Any) -> None:
    """Keep what the work is made of; Ctrl-C is the parent's business."""
    global _make_work  # noqa: PLW0603 - the one way to hand a process its state
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collect_seldom()
    Thread(target=end_with_parent, daemon=True).start()
    _make_work = partial(load, *arguments)


def end_with_parent() -> None:
    """A parent that was killed leaves nobody to work for: without this its processes would wait."""
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _work_in_process(batch: Sequence[Article]) -> list[Result]:
    """The work is made with the first batch: in the start an error would pass for a death."""
    global _process_work  # noqa: PLW0603 - as above
    assert _make_work is not None  # noqa: S101 - `_start_process` ran first
    _process_work = _process_work or _make_work()
    return _process_work(batch)
