"""Shards over a Dask cluster: each worker loads the models once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import islice
from threading import Lock
from typing import Any

from annotator.errors import ArticleError, UsageError
from annotator.shards.setup import Setup
from annotator.shards.task import Report, Task, failed_report
from annotator.shards.work import Work, annotate_shard
from annotator.workers import KILLED

AHEAD = 4  # shards for each thread of a worker that the scheduler knows of
TIMEOUT = "10s"  # for the scheduler to answer


class AnnotatorPlugin:
    """What a worker keeps: the work, and a lock, since a parser serves one thread at a time.

    Its name goes by what it is set up for, so that runs with other models do not meet in it.
    """

    def __init__(self, setup: Setup) -> None:
        self.name = f"annotator-{sha256(repr(setup).encode()).hexdigest()[:12]}"
        self._setup = setup
        self._work: Work | None = None

    def setup(self, worker: Any) -> None:  # noqa: ARG002 - Dask names it
        """Called by Dask in each worker that there is and that joins later."""
        self._lock = Lock()

    def teardown(self, worker: Any) -> None:
        """Called by Dask when a worker leaves."""

    def annotate(self, task: Task) -> Report:
        """Do a shard; the first one loads the models."""
        with self._lock:
            self._work = self._work or self._setup.make_work()
            return annotate_shard(task, self._work)


def run_on_cluster(tasks: Iterable[Task], setup: Setup, address: str) -> Iterator[Report]:
    """Shards in the order in which they are done, wherever there is room; workers may come and go.

    A shard whose worker dies is done by another one; after several deaths it is given up. Raises
    UsageError where no scheduler answers, or for what makes every shard fail.
    """
    client = _connect(address)
    try:
        plugin = _as_plugin(setup)
        client.register_plugin(plugin, name=plugin.name)
        yield from _submit_all(client, iter(tasks), plugin.name)
    finally:
        client.close()


def _connect(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        message = "--scheduler needs Dask; pip install 'annotator[dask]'"
        raise UsageError(message) from None
    try:
        return Client(address, timeout=TIMEOUT, set_as_default=False)
    except (OSError, ValueError) as error:
        why = " ".join(str(error).split())
        raise UsageError(f"--scheduler {address}: no scheduler answers ({why[:120]})") from error


def _as_plugin(setup: Setup) -> Any:
    from distributed import WorkerPlugin

    return type("AnnotatorWorkerPlugin", (AnnotatorPlugin, WorkerPlugin), {})(setup)


def _submit_all(client: Any, tasks: Iterator[Task], plugin: str) -> Iterator[Report]:
    """Keep a few shards for each thread with the scheduler, so that it need not hold millions."""
    from distributed import as_completed

    under_way: dict[str, Task] = {}

    def submit(count: int) -> list[Any]:
        futures = []
        for task in islice(tasks, count):
            future = client.submit(annotate_on_worker, task, plugin, pure=False)
            under_way[future.key] = task
            futures.append(future)
        return futures

    completed = as_completed(submit(_room(client)), loop=client.loop)
    for future in completed:
        yield _report(future, under_way.pop(future.key))
        for following in submit(_room(client) - len(under_way)):
            completed.add(following)


def _room(client: Any) -> int:
    threads: int = sum(client.nthreads().values())
    return AHEAD * max(1, threads)


def annotate_on_worker(task: Task, plugin: str) -> Report:
    """Runs in a worker, with the plugin of that name."""
    from distributed import get_worker

    report: Report = get_worker().plugins[plugin].annotate(task)
    return report


def _report(future: Any, task: Task) -> Report:
    from distributed import KilledWorker

    error = future.exception()
    if error is None:
        report: Report = future.result()
        return report
    if isinstance(error, UsageError):
        raise error
    if isinstance(error, KilledWorker):
        return failed_report(task, ArticleError(f"{task.source.url}: {KILLED}", "system"))
    why = f"{type(error).__name__}: {error}"
    return failed_report(task, ArticleError(f"{task.source.url}: {why}", "internal"))
