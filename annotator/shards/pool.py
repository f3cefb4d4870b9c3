"""Shards over the processes of this machine; a process that dies costs one shard at most."""

from __future__ import annotations

import signal
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from itertools import islice
from multiprocessing import get_context
from threading import Thread

from annotator.errors import ArticleError
from annotator.shards.setup import Setup
from annotator.shards.task import Report, Task, failed_report
from annotator.shards.work import Work, annotate_shard
from annotator.workers import KILLED, collect_seldom, end_with_parent, stop_processes


def run_here(tasks: Iterable[Task], setup: Setup) -> Iterator[Report]:
    """One after the other, in this process."""
    work = setup.make_work()
    return (annotate_shard(task, work) for task in tasks)


def run_in_pool(tasks: Iterable[Task], setup: Setup, jobs: int) -> Iterator[Report]:
    """As many at a time as there are processes, in the order in which they are done.

    When a process dies, nobody knows which of the shards under way was too much for it: these are
    done again one at a time, and one that kills its process then is given up.
    """
    coming = iter(tasks)
    suspects: list[Task] = []
    while True:
        alone = suspects[:1]
        some, suspects = alone or coming, suspects[1:]
        lost = yield from _run(some, setup, 1 if alone else jobs)
        if alone:
            yield from (failed_report(task, _killed(task)) for task in lost)
            continue
        if not lost:
            return
        suspects = lost


def _killed(task: Task) -> ArticleError:
    return ArticleError(f"{task.source.url}: {KILLED}", "system")


def _run(tasks: Iterable[Task], setup: Setup, jobs: int) -> Generator[Report, None, list[Task]]:
    """Generator of reports that returns the tasks that were under way when a process died."""
    coming = iter(tasks)
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), _start, (setup,))
    busy: dict[Future[Report], Task] = {}
    lost: list[Task] = []
    try:
        while True:
            room = 0 if lost else jobs - len(busy)
            busy |= {pool.submit(_annotate_in_process, task): task for task in islice(coming, room)}
            if not busy:
                return lost
            for future in wait(busy, return_when=FIRST_COMPLETED).done:
                task = busy.pop(future)
                try:
                    yield future.result()
                except BrokenProcessPool:
                    lost.append(task)
    except BaseException:  # Ctrl-C above all: what is under way is not waited for
        stop_processes(pool)
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


_setup: Setup | None = None


def _start(setup: Setup) -> None:
    """Keep what the work is made of; Ctrl-C is the parent's business."""
    global _setup  # noqa: PLW0603 - the one way to hand a process its state
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collect_seldom()
    Thread(target=end_with_parent, daemon=True).start()
    _setup = setup


def _annotate_in_process(task: Task) -> Report:
    assert _setup is not None  # noqa: S101 - `_start` ran first
    return annotate_shard(task, _make_work(_setup))


@cache
def _make_work(setup: Setup) -> Work:
    """Once per process; not in `_start`, where an error would be taken for the process's death."""
    return setup.make_work()
