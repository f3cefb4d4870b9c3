"""The largest inputs in full size, with time and memory: `python -m tests.limits [--files 200000]`.

Each lies in a folder with a good article. The run must tell of it in one line and do the good one.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))  # as pytest does: the tests are no package

from faults import command, environment

LINE = "La Norvège et le Portugal ont mené hier un exercice naval commun au large de Bergen. "
FOREIGN = "Norway and Portugal held a joint naval exercise off Bergen yesterday."
MEGABYTE = 1024 * 1024


def article_of_100_mb(folder: Path) -> None:
    text = f"{LINE}\n".encode()
    (folder / "huge.txt").write_bytes(text * (100 * MEGABYTE // len(text)))


def line_of_50_mb(folder: Path) -> None:
    text = LINE.encode()
    (folder / "line.txt").write_bytes(text * (50 * MEGABYTE // len(text)))


def line_of_19_mb(folder: Path) -> None:
    text = LINE.encode()
    (folder / "line.txt").write_bytes(text * (19 * MEGABYTE // len(text)))


def longest_article(folder: Path) -> None:
    (folder / "long.txt").write_text((LINE * 12_000)[:999_000], encoding="utf-8")


def nested_annotation(folder: Path) -> None:
    (folder / "a.txt").write_text(LINE, encoding="utf-8")
    (folder / "a.yaml").write_text("[" * 7 * MEGABYTE, encoding="utf-8")


def annotation_of_aliases(folder: Path) -> None:
    (folder / "a.txt").write_text(LINE, encoding="utf-8")
    lines = (f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 100_000))
    (folder / "a.yaml").write_text(f"a0: &a0 [x, x]\n{''.join(lines)}", encoding="utf-8")


def annotation_of_keys(folder: Path) -> None:
    (folder / "a.txt").write_text(LINE, encoding="utf-8")
    lines = "".join(f"k{number}: 1\n" for number in range(600_000))
    (folder / "a.yaml").write_text(lines, encoding="utf-8")


CASES: dict[str, Callable[[Path], None]] = {
    "an article of 100 MB": article_of_100_mb,
    "one line of 50 MB": line_of_50_mb,
    "one line of 19 MB": line_of_19_mb,
    "the longest article that is read": longest_article,
    "an annotation of 7 million brackets": nested_annotation,
    "an annotation of 100,000 doubled aliases": annotation_of_aliases,
    "an annotation of 600,000 keys": annotation_of_keys,
}


def measure(folder: Path, *words: str) -> tuple[float, int, str]:
    """Seconds and megabytes of a run over a folder, and the first line that it told."""
    start = time.monotonic()
    process = subprocess.Popen(
        command("limits", *words, "--quiet", folder), env=environment(),
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr
    lines = process.stderr.read().splitlines()
    _, _, usage = os.wait4(process.pid, 0)
    shown = lines[0].replace(f"{folder}/", "") if lines else "done"
    assert len(lines) <= 1, lines[:3]
    return time.monotonic() - start, usage.ru_maxrss // 1024, shown


def many_files(folder: Path, count: int) -> Iterator[tuple[str, float, int]]:
    """A run over so many tiny files, a thousand to a folder, and one that asks whether all is done.

    They are not French, so that none is parsed: reading and writing is what is measured.
    """
    for number in range(count):
        path = folder / f"{number // 1000:04}" / f"{number:07}.txt"
        if number % 1000 == 0:
            path.parent.mkdir(parents=True)
        path.write_text(f"{FOREIGN} No {number}.\n", encoding="utf-8")
    for name, words in (("annotated", ()), ("asked whether they are", ("--check",))):
        seconds, megabytes, told = measure(folder, *words)
        assert told == "done"
        assert sum(1 for _ in folder.rglob("*.yaml")) == count
        yield name, seconds, megabytes


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.limits")
    parser.add_argument("--files", type=int, default=200_000)
    count = parser.parse_args().files
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory() as place:
        for number, (name, build) in enumerate(CASES.items()):
            folder = Path(place, str(number))
            folder.mkdir()
            (folder / "good.txt").write_text(LINE, encoding="utf-8")
            build(folder)
            seconds, megabytes, told = measure(folder)
            assert (folder / "good.yaml").exists()
            print(f"{name:<42} {seconds:6.1f} s {megabytes:6,} MB  {told[:90]}", flush=True)
        if count:
            for told, seconds, megabytes in many_files(Path(place, "many"), count):
                name = f"{count:,} tiny files"
                print(f"{name:<42} {seconds:6.1f} s {megabytes:6,} MB  {told}", flush=True)


if __name__ == "__main__":
    main()
