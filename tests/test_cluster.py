"""Shards on a real cluster of two worker processes, with all that may happen to it."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

distributed = pytest.importorskip("distributed")

from annotator.errors import UsageError  # noqa: E402
from annotator.shards import cluster as cluster_module  # noqa: E402
from shard_samples import Silent, go, once, text, write_shard, written  # noqa: E402

TESTS = Path(__file__).parent


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    import dask

    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
        ) as local,
    ):
        yield local.scheduler_address


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(4):
        write_shard(tmp_path / "in" / f"{number}.jsonl", range(10 * number, 10 * number + 10))
    return tmp_path / "in"


ALL = once(range(40))


def test_every_article_once_and_the_second_run_does_nothing(
    folder: Path, tmp_path: Path, address: str
) -> None:
    out = tmp_path / "out"
    first = go(folder, out, address)
    assert (first.written, first.articles.relevant, first.clean) == (4, 40, True)
    assert written(out) == ALL
    second = go(folder, out, address)
    assert (second.written, second.unchanged, second.articles.relevant) == (0, 4, 40)


def test_a_worker_killed_in_the_middle(folder: Path, tmp_path: Path, address: str) -> None:
    mark = tmp_path / "mark"
    write_shard(folder / "1.jsonl", range(10, 20), {15: f"MEURT={mark}"})
    summary = go(folder, tmp_path / "out", address)
    assert mark.exists()
    assert (summary.written, summary.failed) == (4, 0)
    assert written(tmp_path / "out") == ALL


def test_a_poisoned_article_costs_itself(folder: Path, tmp_path: Path, address: str) -> None:
    write_shard(folder / "2.jsonl", range(20, 30), {23: "PANNE"})
    summary = go(folder, tmp_path / "out", address)
    assert (summary.written, summary.articles.relevant) == (4, 39)
    assert summary.articles.states == {"written": 39, "failed": 1}
    assert not summary.clean
    (problem,) = summary.articles.problems
    assert (problem.line, problem.message) == (4, "ValueError: oh")
    assert written(tmp_path / "out") == ALL


def test_poisoned_shards_cost_themselves(folder: Path, tmp_path: Path, address: str) -> None:
    write_shard(folder / "1.jsonl", range(10, 20), {15: "MORT"})
    (folder / "2.jsonl").unlink()
    whole = gzip.compress(text(0).encode() * 50)
    (folder / "2.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    summary = go(folder, tmp_path / "out", address)
    assert (summary.written, summary.failed, summary.clean) == (2, 2, False)
    told = sorted((Path(p.file).name, p.kind) for p in summary.articles.problems)
    assert told == [("1.jsonl", "system"), ("2.jsonl.gz", "broken")]
    assert written(tmp_path / "out") == once(range(10), range(30, 40))
    write_shard(folder / "1.jsonl", range(10, 20))
    (folder / "2.jsonl.gz").unlink()
    write_shard(folder / "2.jsonl", range(20, 30))
    summary = go(folder, tmp_path / "out", address)
    assert summary.clean
    # a worker that dies may take the mark of a shard with it that was done: it is done again
    assert summary.written + summary.unchanged == 4
    assert summary.written >= 2
    assert written(tmp_path / "out") == ALL


def test_the_client_killed_in_the_middle(folder: Path, tmp_path: Path, address: str) -> None:
    out = tmp_path / "out"
    for number in range(4):
        some = range(10 * number, 10 * number + 10)
        write_shard(folder / f"{number}.jsonl", some, dict.fromkeys(some, f"LENT={number / 20}"))
    client = subprocess.Popen(
        [sys.executable, str(TESTS / "shard_samples.py"), str(folder), str(out), address],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    end = time.monotonic() + 60
    while not list((out / "_shards").glob("*.json")) and time.monotonic() < end:
        time.sleep(0.05)
    client.send_signal(signal.SIGKILL)
    client.wait(10)
    done = written(out)
    assert done
    assert done < ALL, "some, but not all"
    summary = go(folder, out, address)
    assert summary.written + summary.unchanged == 4
    assert summary.unchanged >= 1
    assert written(out) == ALL
    assert not list(out.rglob("*.tmp"))


def test_no_scheduler_is_one_line(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_module, "TIMEOUT", "1s")
    with pytest.raises(UsageError, match="no scheduler answers"):
        go(folder, tmp_path / "out", "tcp://127.0.0.1:9")


@pytest.mark.models
def test_the_real_models_say_the_same_on_a_cluster(tmp_path: Path, address: str) -> None:
    from annotator.identity import describe_machine
    from annotator.nlp.models import find_models
    from annotator.shards.run import run_shards
    from annotator.shards.setup import Setup
    from annotator.shards.task import plan_tasks

    for number, name in enumerate(("08-suisse-autriche-communique", "12-colombie-equateur-breve")):
        words = (TESTS.parent / "corpus" / f"{name}.txt").read_text(encoding="utf-8")
        path = tmp_path / "in" / f"{number}.jsonl"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps({"id": name, "text": words}) + "\n", encoding="utf-8")
    machine = describe_machine(find_models("default"))
    for where, out in ((address, tmp_path / "there"), (1, tmp_path / "here")):
        planned = plan_tasks([str(tmp_path / "in")], str(out), "jsonl", machine)
        summary = run_shards(planned, Setup("default", machine), where, Silent(), force=False)
        assert (summary.written, summary.articles.relevant) == (2, 2)
    for path in (tmp_path / "here").glob("*.jsonl"):
        assert path.read_bytes() == (tmp_path / "there" / path.name).read_bytes()
