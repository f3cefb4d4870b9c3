"""One run of `annotate` to be disturbed: `python tests/faulty.py OPTIONS VERSION WORDS…`.

The real program with workers that read nothing but one word, so that hundreds of runs take minutes.
Another VERSION makes all annotations out of date. The options do things that cannot be done from
outside, or not at the right moment; `DEEDS` are done once, while the first articles are parsed.
"""

from __future__ import annotations

import argparse
import errno
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))  # as pytest does: the tests are no package

import annotator.identity
import annotator.nlp.models
import annotator.run
import annotator.workers
from annotator.cli import main
from annotator.corpus import language
from annotator.model import Article
from annotator.nlp.models import ModelSet
from annotator.record import Machine
from test_run import FakeWorkers

YEAR = 365 * 86_400


class Steps(FakeWorkers):
    """Says on stdout that it has begun; does a deed in the middle; may take its time."""

    def __init__(self, deed: Callable[[], object], pause: float) -> None:
        super().__init__()
        self.deed, self.pause = deed, pause

    def map(self, batches: Iterator[Sequence[Article]]) -> Iterator[list[Any]]:
        for number, results in enumerate(super().map(batches)):
            if number == 0:
                os.write(1, b"begun\n")
                self.deed()
            time.sleep(self.pause)
            yield results


def rewrite(path: Path) -> None:
    path.write_text("Tout autre chose : un exercice.\n", encoding="utf-8")


def link(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to("/etc/passwd")


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DEEDS: dict[str, Callable[[Path], object]] = {
    "nothing": lambda path: None,
    "rewrite": rewrite,
    "remove": lambda path: path.unlink(),
    "link": link,
    "pipe": pipe,
    "folder": folder,
}


def fill_disk(after: int) -> None:
    """From then on nothing can be written any more, as on a full disk."""
    real, left = os.fdopen, [after]

    def fdopen(handle: int, *words: Any, **named: Any) -> Any:
        stream = real(handle, *words, **named)
        left[0] -= "w" in str(words[:1])
        if left[0] >= 0:
            return stream
        stream.close()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    os.fdopen = fdopen


def set_clock_back() -> None:
    """The clock is a year slow: every file comes from the future."""
    now, now_ns = time.time, time.time_ns
    time.time = lambda: now() - YEAR
    time.time_ns = lambda: now_ns() - YEAR * 10**9


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="faulty", allow_abbrev=False)
    parser.add_argument("--deed", choices=DEEDS, default="nothing")
    parser.add_argument(
        "--path", type=Path, default=Path("nowhere"), help="what the deed is done to"
    )
    parser.add_argument("--pause", type=float, default=0.0, help="seconds between batches")
    parser.add_argument(
        "--full", type=int, help="files that can be written before the disk is full"
    )
    parser.add_argument("--file-limit", type=int, help="bytes that a file may have")
    parser.add_argument("--clock-back", action="store_true")
    parser.add_argument("--nobody", type=Path, help="another folder to warm up in as root")
    parser.add_argument("version")
    parser.add_argument("words", nargs=argparse.REMAINDER)
    return parser.parse_args()


def prepare(options: argparse.Namespace) -> None:
    machine = Machine(options.version, "quick", "words")
    annotator.identity.describe_machine = lambda *_, **__: machine
    annotator.nlp.models.find_models = lambda name: ModelSet("fake", "1", Path("/"), {}, {})
    annotator.run.BATCH_CHARACTERS = 500  # a handful of articles
    deed = DEEDS[options.deed]
    steps = Steps(lambda: deed(options.path), options.pause)
    annotator.workers.make_workers = lambda *_, **__: steps
    language._ranker()("unpacks its model into a temporary file")


def start() -> None:
    options = read_options()
    prepare(options)
    if options.nobody:
        try:
            main([str(options.nobody)])  # all that is imported, while it can be
        except SystemExit:
            os.setgroups([])
            os.setegid(65534)
            os.seteuid(65534)
    if options.full is not None:
        fill_disk(options.full)
    if options.file_limit is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (options.file_limit, options.file_limit))
    if options.clock_back:
        set_clock_back()
    main(options.words)


if __name__ == "__main__":
    start()
