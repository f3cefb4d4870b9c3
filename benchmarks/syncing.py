"""What it costs to have each annotation on the disk before it takes its name.

    python -m benchmarks.syncing [--files 10000] [FOLDER]

In turns, on the disk of FOLDER (the current one, if none is given): it matters which one that is.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path
from unittest.mock import patch

from annotator.store import Job, write_file

TEXT = "x" * 3000
TURNS = 3


def write_all(count: int, place: Path) -> float:
    """Seconds for so many files of 3 kB in a new folder."""
    with tempfile.TemporaryDirectory(dir=place) as name:
        folder = Path(name)
        targets = [folder / f"{number}.yaml" for number in range(count)]
        start = time.monotonic()
        for target in targets:
            write_file(Job(target.with_suffix(".txt"), target, folder), TEXT)
        return time.monotonic() - start


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.syncing")
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("folder", type=Path, nargs="?", default=Path())
    options = parser.parse_args()
    for _ in range(TURNS):
        with patch.object(os, "fsync", lambda _: None):
            without = write_all(options.files, options.folder)
        synced = write_all(options.files, options.folder)
        each = (synced - without) / options.files * 1000
        print(
            f"{options.files:,} files: {without:.1f} s, synced {synced:.1f} s: {each:.2f} ms each"
        )


if __name__ == "__main__":
    main()
