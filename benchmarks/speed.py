"""Words a second, peak memory and times to start, side by side.

    python benchmarks/speed.py fr_sequoia-ud-test.conllu texts.jsonl --limit 100
    python benchmarks/speed.py texts.jsonl --threads 1 2 --processes 2 --only parse,stanza-loop

Each contender lives in a process of its own, loads its models and runs once unmeasured. Then the
contenders take turns, one round after the other, each round in another order; while one runs the
others wait. The table gives the median round. CPU seconds, summed over threads and processes, are
what to look at on a machine that is busy with something else.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from starting import measure_start
from texts import read_all

WITH_TORCH = ["stanza-loop", "stanza-bulk", "parse", "parse-warm", "annotate", "annotate-all"]
WITHOUT = ["spacy-md", "spacy-sm"]
IN_PROCESSES = ["parse", "annotate", "spacy-md"]


def main() -> None:
    options = read_options()
    if options.worker:
        work(options)
        return
    workers = {
        f"{name}{label}": Worker(name, threads, processes)
        for name, label, threads, processes in plan(options)
    }
    try:
        measured = measure(workers, options.rounds)
    finally:
        for worker in workers.values():
            worker.stop()
    print(report(measured, options))
    if not options.only:
        print(measure_start(options.models, options.rounds))


def plan(options: argparse.Namespace) -> Iterator[tuple[str, str, int, int]]:
    """Contenders: name, what the table adds to it, threads, processes (0: in the worker itself)."""
    wanted = options.only.split(",") if options.only else [*WITH_TORCH, *WITHOUT]
    for threads in options.threads:
        label = f", {threads} threads" if threads > 1 else ""
        yield from ((name, label, threads, 0) for name in wanted if name not in WITHOUT)
    yield from ((name, "", 1, 0) for name in wanted if name in WITHOUT)
    if count := options.processes:
        yield from (
            (name, f", {count} processes", 1, count) for name in IN_PROCESSES if name in wanted
        )


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument(
        "sources", type=Path, nargs="+", help="folders of .txt, .jsonl and .conllu files"
    )
    parser.add_argument("--limit", type=int, help="at most this many texts of each")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--models", default="default", help="name or directory")
    parser.add_argument("--threads", type=int, nargs="+", default=[1], help="of torch: 1, 2 or 1 2")
    parser.add_argument("--processes", type=int, default=0, help="also with so many processes")
    names = ",".join([*WITH_TORCH, *WITHOUT])
    parser.add_argument("--only", help=f"names of contenders, with commas: {names}")
    parser.add_argument("--worker", nargs=3, help=argparse.SUPPRESS)
    return parser.parse_args()


def measure(workers: dict[str, Worker], rounds: int) -> dict[str, list[dict[str, Any]]]:
    """The answers of every contender, one a round; those that cannot run are left out."""
    for worker in workers.values():  # one after the other: loading is not measured
        worker.ask("warm")
    able = [name for name, worker in workers.items() if worker.alive()]
    measured: dict[str, list[dict[str, Any]]] = {name: [] for name in able}
    for number in range(rounds):
        turn = number % len(able)
        for name in able[turn:] + able[:turn]:
            measured[name].append(workers[name].ask("run"))
        print(f"round {number + 1} of {rounds}", file=sys.stderr)
    return measured


def report(measured: dict[str, list[dict[str, Any]]], options: argparse.Namespace) -> str:
    """A Markdown table. Words are those of our parse, for all contenders alike."""
    own = next((rounds for name, rounds in measured.items() if name.startswith("parse")), None)
    words = (own or next(iter(measured.values())))[0]["words"]
    seconds, cpu = middle(measured, "seconds"), middle(measured, "cpu")
    base, base_cpu = seconds.get("stanza-loop"), cpu.get("stanza-loop")
    lines = [
        f"{words:,} words, median of {options.rounds} rounds, {os.cpu_count()} cores",
        "",
        "| | words/s | × loop | words per CPU second | × loop | peak MB | loading s |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name, rounds in measured.items():
        lines.append(
            f"| {name} | {words / seconds[name]:,.0f} | {times(base, seconds[name])} "
            f"| {words / cpu[name]:,.0f} | {times(base_cpu, cpu[name])} "
            f"| {max(r['peak'] for r in rounds):,.0f} | {rounds[0]['loading']:.1f} |"
        )
    return "\n".join(lines)


def middle(measured: dict[str, list[dict[str, Any]]], key: str) -> dict[str, float]:
    return {name: statistics.median(r[key] for r in rounds) for name, rounds in measured.items()}


def times(base: float | None, seconds: float) -> str:
    return f"{base / seconds:.2f}" if base else ""


class Worker:
    """The process of one contender. It answers a line of JSON to each line that it gets."""

    def __init__(self, name: str, threads: int, processes: int) -> None:
        which = ["--worker", name, str(threads), str(processes)]
        command = [sys.executable, __file__, *sys.argv[1:], *which]
        self.name = name
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, what: str) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        try:
            self.process.stdin.write(what + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            return {}
        line = self.process.stdout.readline()
        if not line:
            print(f"{self.name}: cannot run, left out", file=sys.stderr)
            self.process.wait()
        return json.loads(line or "{}")

    def alive(self) -> bool:
        return self.process.poll() is None

    def stop(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(30)


def work(options: argparse.Namespace) -> None:
    """The worker's side. The first line loads the models and runs once, unmeasured."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever libraries print is no answer
    texts = read_all(options.sources, options.limit)
    sys.stdin.readline()
    from contenders import make_contender, peak_memory

    name, threads, processes = options.worker
    start = time.perf_counter()
    run = make_contender(name, options.models, int(threads), int(processes))
    loading = time.perf_counter() - start
    run(texts)
    answers.write("{}\n")
    answers.flush()
    for _ in sys.stdin:
        start, busy = time.perf_counter(), time.process_time()
        words = run(texts)
        answer = {
            "words": words,
            "seconds": time.perf_counter() - start,
            "cpu": getattr(run, "cpu", 0) or time.process_time() - busy,
            "peak": getattr(run, "peak", 0) or peak_memory(),
            "loading": loading,
        }
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
