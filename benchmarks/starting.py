"""How long the command takes to answer: `--help`, and from start to one annotation."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

ARTICLE = """Rabat, 4 mars 2025 – Le Maroc et le Portugal ont mené lundi un exercice naval commun.

Les deux marines veulent ainsi lutter contre la piraterie.
"""


def measure_start(models: str, rounds: int) -> str:
    """Two lines of a table: seconds, and what they should be."""
    with TemporaryDirectory() as folder:
        article = Path(folder, "article.txt")
        article.write_text(ARTICLE, encoding="utf-8")
        command = ["--models", models, "--no-cache", "--force", "--quiet", str(article)]
        help_ = [_seconds(["--help"]) for _ in range(rounds)]
        first = [_seconds(command) for _ in range(rounds)]
    return "\n".join(
        [
            "",
            "| | seconds, median | best | should be |",
            "|---|---:|---:|---:|",
            _row("`annotate --help`", help_, "0.2"),
            _row("start to annotation of one article", first, "4"),
        ]
    )


def _row(name: str, seconds: Sequence[float], aim: str) -> str:
    return f"| {name} | {statistics.median(seconds):.2f} | {min(seconds):.2f} | < {aim} |"


def _seconds(arguments: Sequence[str]) -> float:
    command = [sys.executable, "-c", "from annotator.cli import main; main()", *arguments]
    start = time.perf_counter()
    done = subprocess.run(command, check=False, capture_output=True)
    if done.returncode:
        raise SystemExit(done.stderr.decode())
    return time.perf_counter() - start
