"""Time and memory against the number of articles.

    python benchmarks/growth.py corpus/ build/growth --sizes 100,1000,10000 --large 100000
    python benchmarks/growth.py corpus/ build/growth --plot docs/growth.svg

Articles are put together from the samples (see invented.py) and go through the command as a user
would run it, with caches of its own, in a process of its own:

    full        the first run: everything is parsed
    unchanged   the same once more
    cached      annotated again with the parses of the first run (--force)
    changed     the lexicon has changed: `drone*`, which 13 of 100 articles have, is in no set of
                words any more
    screened    one file of JSON Lines, of which 95 in 100 articles are about something else, with
                --screen

`--large` goes through all but `full`; its texts are those of the largest size, several times. Each
measurement is kept in `results.json` and not made again, so that a run that was stopped goes on
where it was. `--sizes 100,1000,10000 --large 100000` takes two to three hours of one idle core,
most of them for 100,000 cached and 100,000 screened articles.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from invented import Inventor, write_folder, write_lines

from annotator.datafiles import PACKAGE

OTHER = 0.95
WORD = "drone*, "  # of words.yaml
Result = dict[str, float]


def main() -> None:
    options = read_options()
    growth = Growth(options.samples, options.folder, options.jobs)
    for size in options.sizes:
        growth.measure(size, options.only)
    if options.large:
        growth.measure_large(options.large, max(options.sizes), options.only)
    print(table(growth.results))
    if options.plot:
        plot(growth.results, options.plot)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("samples", type=Path)
    parser.add_argument("folder", type=Path, help="for articles, annotations, caches and results")
    parser.add_argument("--sizes", type=_numbers, default=[100, 1000])
    parser.add_argument("--large", type=int, default=0)
    parser.add_argument("--only", type=lambda text: text.split(","), default=list(PATHS))
    parser.add_argument("--jobs", default="1")
    parser.add_argument("--plot", type=Path, metavar="SVG")
    return parser.parse_args()


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


class Growth:
    """The measurements in a folder: path → size → seconds, CPU seconds, peak megabytes."""

    def __init__(self, samples: Path, folder: Path, jobs: str) -> None:
        self.samples, self.folder, self.jobs = samples, folder, jobs
        self.file = folder / "results.json"
        self.results: dict[str, dict[str, Result]] = {}
        if self.file.exists():
            self.results = json.loads(self.file.read_text(encoding="utf-8"))

    def measure(self, size: int, only: list[str]) -> None:
        """All paths for one size."""
        place = self.folder / str(size)
        if not (place / "whole").exists():
            self._make(place, size, 0)
        for path in PATHS:
            if path in only:
                self._keep(path, size, place, self.folder / str(size) / "cache")

    def measure_large(self, size: int, distinct: int, only: list[str]) -> None:
        """The paths that need no parse; caches are those of the largest size."""
        place = self.folder / str(size)
        if not (place / "whole").exists():
            self._make(place, size, distinct)
        for path in ("cached", "unchanged", "changed", "screened"):
            if path in only:
                self._keep(path, size, place, self.folder / str(distinct) / "cache")

    def _make(self, place: Path, size: int, distinct: int) -> None:
        print(f"{size} articles are written", file=sys.stderr)
        shutil.rmtree(place, ignore_errors=True)
        write_folder(Inventor(self.samples), size, place / "articles", distinct)
        write_lines(Inventor(self.samples, 1, OTHER), size, place / "mixed.jsonl")
        (place / "whole").touch()

    def _keep(self, path: str, size: int, place: Path, cache: Path) -> None:
        sizes = self.results.setdefault(path, {})
        if str(size) in sizes:
            return
        print(f"{path}, {size} articles", file=sys.stderr)
        time.sleep(2.1)  # what was only just written is read again by the next run
        command = [*PATHS[path](place), "--jobs", self.jobs, "-q"]
        environment = os.environ | {"ANNOTATOR_CACHE": str(cache)}
        if path == "changed":
            environment["ANNOTATOR_LEXICON"] = str(change_lexicon(self.folder / "lexicon"))
        sizes[str(size)] = run(command, environment)
        self.file.write_text(json.dumps(self.results, indent=1), encoding="utf-8")


def _full(place: Path) -> list[str]:
    return [str(place / "articles"), "--out", str(place / "out")]


def _cached(place: Path) -> list[str]:
    return [*_full(place), "--force"]


def _screened(place: Path) -> list[str]:
    shards = [str(place / "mixed.jsonl"), "--out", str(place / "shards"), "--format", "jsonl"]
    return [*shards, "--screen", "--force"]


PATHS: dict[str, Callable[[Path], list[str]]] = {
    "full": _full,
    "unchanged": _full,
    "cached": _cached,
    "changed": _full,
    "screened": _screened,
}


def change_lexicon(folder: Path) -> Path:
    """A folder with the one file of the lexicon that has changed."""
    words = PACKAGE.joinpath("words.yaml").read_text(encoding="utf-8")
    folder.mkdir(parents=True, exist_ok=True)
    folder.joinpath("words.yaml").write_text(words.replace(WORD, ""), encoding="utf-8")
    return folder


def run(command: list[str], environment: dict[str, str]) -> Result:
    """Run `annotate` and wait for it; memory is that of the largest process."""
    call = [sys.executable, "-c", "from annotator.cli import main; main()", "run", *command]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    process = subprocess.Popen(call, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"annotate ended with {process.returncode}; run this again to go on")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"seconds": seconds, "cpu": cpu, "peak": usage.ru_maxrss / 1024}


def table(results: dict[str, dict[str, Result]]) -> str:
    """A Markdown table. `off` is how far the cost of each further article is from that before."""
    lines = [
        "| | articles | seconds | CPU seconds | ms for each further article | off | peak MB |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for path, sizes in results.items():
        before: tuple[int, float] | None = None
        slope = None
        for size, found in sorted((int(s), r) for s, r in sizes.items()):
            step = before and (found["cpu"] - before[1]) / (size - before[0])
            off = f"{step / slope - 1:+.1%}" if step and slope else ""
            each = f"{1000 * step:.2f}" if step else ""
            lines.append(
                f"| {path} | {size:,} | {found['seconds']:,.1f} | {found['cpu']:,.1f} "
                f"| {each} | {off} | {found['peak']:,.0f} |"
            )
            before, slope = (size, found["cpu"]), step or slope
    return "\n".join(lines)


def plot(results: dict[str, dict[str, Result]], target: Path) -> None:
    """CPU time and memory against articles, as SVG."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "growth"  # the same results give the same file
    from matplotlib import pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    for path, sizes in results.items():
        points = sorted((int(size), found) for size, found in sizes.items())
        x = [size for size, _ in points]
        left.plot(x, [found["cpu"] for _, found in points], marker="o", label=path)
        right.plot(x, [found["peak"] for _, found in points], marker="o", label=path)
    _label(left, "CPU seconds", log=True)
    _label(right, "peak memory, MB", log=False)
    left.legend()
    figure.tight_layout()
    figure.savefig(target, metadata={"Date": None})


def _label(axes: Any, what: str, *, log: bool) -> None:
    axes.set_xscale("log")
    axes.set_xlabel("articles")
    axes.set_ylabel(what)
    axes.grid(visible=True, alpha=0.3)
    if log:
        axes.set_yscale("log")
    else:
        axes.set_ylim(bottom=0)


if __name__ == "__main__":
    main()
