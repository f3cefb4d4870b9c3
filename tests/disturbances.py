"""What can go wrong around a run other than its death: disk, rights, changing files, clock, locale.

Each takes an empty folder, holds that all files are whole and that the next run completes, and gives
why it was left out where this machine does not allow it.
"""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from faults import Corpus, annotate, command, environment

COUNT = 36  # articles of a corpus
YEAR = 365 * 86_400


def _one_line_each(stderr: str) -> None:
    """Nothing but problems with a code and the summary."""
    assert "Traceback" not in stderr, stderr
    assert "ANN9" not in stderr, stderr


def disk_full(folder: Path) -> str:
    """A small tmpfs; where none can be mounted, the next one does."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=240k,mode=755", "annotator", str(folder)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        return "left out: no tmpfs can be mounted here"
    try:
        corpus = Corpus.build(folder, 10)
        filler = folder / "filler"
        with filler.open("wb", buffering=0) as stream, suppress(OSError):
            while stream.write(b"x" * 512):
                pass
        for number in range(3):
            done = annotate(f"full-{number}", folder)
            assert done.returncode == 1
            assert "cannot be written: No space left on device" in done.stderr, done.stderr
            _one_line_each(done.stderr)
            assert corpus.faults() == []
            assert corpus.scratch() == []
        filler.unlink(missing_ok=True)
        corpus.require_complete("after")
    finally:
        subprocess.run(["umount", str(folder)], check=True)
    return ""


def disk_fills_up(folder: Path) -> str:
    """No room from the n-th file on, for the annotations or for a long one alone."""
    corpus = Corpus.build(folder, COUNT)
    for full in (0, 1, 7):
        done = annotate(f"full-{full}", folder, options=("--full", full))
        assert done.returncode == 1
        assert "ANN501 cannot be written: No space left on device" in done.stderr, done.stderr
        _one_line_each(done.stderr)
        assert corpus.faults() == []
        assert corpus.scratch() == []
    done = annotate("limited", folder, options=("--file-limit", 600))
    assert "ANN501 cannot be written: File too large" in done.stderr, done.stderr
    assert corpus.faults() == []
    assert corpus.scratch() == []
    corpus.require_complete("after")
    return ""


def read_only_folder(folder: Path) -> str:
    """Nothing may be written in one folder; the others get done."""
    corpus = Corpus.build(folder, COUNT)
    shut, options = folder / "mois-3", ()
    if os.geteuid() == 0:
        options = ("--nobody", _open_to_all(folder.with_name(f"{folder.name}-warm"), folder))
    shut.chmod(0o555)
    done = annotate("shut", folder, options=options)
    inside = len(list(shut.glob("*.txt")))
    told = done.stderr.count("ANN501 cannot be written: Permission denied")
    assert done.returncode == 1
    assert inside - 3 <= told <= inside, done.stderr
    _one_line_each(done.stderr)
    assert corpus.faults() == []
    assert corpus.versions()["shut"] > COUNT // 2
    shut.chmod(0o755)
    corpus.require_complete("after")
    return ""


def _open_to_all(warm: Path, folder: Path) -> Path:
    """Rights for a user who is not root, and a folder of one article to warm up in."""
    warm.mkdir()
    (warm / "a.txt").write_text("Un exercice.\n", encoding="utf-8")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, 65534, 65534)
    for parent in (*folder.parents, folder):
        if parent.stat().st_uid == os.geteuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | stat.S_IXOTH | stat.S_IROTH)
    return warm


def unreadable_files(folder: Path) -> str:
    """An article, an annotation and a folder that may not be read; the others get done."""
    corpus = Corpus.build(folder, COUNT)
    options: tuple[object, ...] = ()
    if os.geteuid() == 0:
        options = ("--nobody", _open_to_all(folder.with_name(f"{folder.name}-warm"), folder))
    article, plain = sorted(set(corpus.articles) - {p.with_suffix(".txt") for p in corpus.people})[
        :2
    ]
    annotation, closed = plain.with_suffix(".yaml"), folder / "mois-6"
    for path in (article, annotation, closed):
        path.chmod(0)
    done = annotate("hidden", folder, options=options)
    for path in (article, annotation):
        assert f"{path}:1:1: ANN" in done.stderr, done.stderr
    assert f"{closed}:1:1: ANN" in done.stderr, done.stderr
    assert done.stderr.count("cannot be read: Permission denied") == 2, done.stderr
    _one_line_each(done.stderr)
    for path in (article, annotation, closed):
        path.chmod(0o755 if path == closed else 0o644)
    assert corpus.faults() == []
    corpus.require_complete("after")
    return ""


def articles_change(folder: Path) -> str:
    """An article is changed, removed, or replaced by a link, a pipe or a folder meanwhile."""
    for number, deed in enumerate(("rewrite", "remove", "link", "pipe", "folder")):
        corpus = Corpus.build(folder / deed, COUNT, seed=number)
        last = max(corpus.articles)
        options = ("--deed", deed, "--path", last)
        done = annotate("changed", corpus.folder, options=options)
        _one_line_each(done.stderr)
        del corpus.articles[last]  # as somebody wants it
        assert [fault for fault in corpus.faults() if last.stem not in fault] == []
        _remove(last)
        last.with_suffix(".yaml").unlink(missing_ok=True)
        for known in (corpus.people, corpus.texts):
            known.pop(last.with_suffix(".yaml"), None)
        corpus.require_complete("after")
    return ""


def annotations_change(folder: Path) -> str:
    """An annotation is removed or replaced by a link, a pipe or a folder meanwhile."""
    for number, deed in enumerate(("remove", "link", "pipe", "folder")):
        corpus = Corpus.build(folder / deed, COUNT, seed=number)
        free = {path.with_suffix(".yaml") for path in corpus.articles} - set(corpus.people)
        last = max(free)
        done = annotate("changed", corpus.folder, options=("--deed", deed, "--path", last))
        _one_line_each(done.stderr)
        told = {"link": "ANN214", "pipe": "ANN201", "folder": "ANN201"}.get(deed, "")
        assert not told or f"{last}:1:1: {told} " in done.stderr, done.stderr
        if deed == "link":
            assert last.is_symlink()
        if told:
            _remove(last)
        assert corpus.faults() == []
        corpus.require_complete("after")
    return ""


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    else:
        path.unlink(missing_ok=True)


def two_runs_at_once(folder: Path) -> str:
    """Of the same version and of two, with and without caches."""
    corpus = Corpus.build(folder, COUNT)
    cache = {"ANNOTATOR_CACHE": str(folder.with_name(f"{folder.name}-cache"))}
    for versions in (("same", "same"), ("one", "other")):
        for changes in (None, cache):
            runs = [
                subprocess.Popen(
                    command(version, folder, options=("--pause", "0.02")),
                    env=environment(changes), stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE, text=True,
                )
                for version in versions
            ]  # fmt: skip
            for run in runs:
                _, stderr = run.communicate(timeout=300)
                assert run.returncode == 1, stderr
                _one_line_each(stderr)
            assert corpus.faults() == []
            assert corpus.scratch() == []
    corpus.require_complete("after")
    return ""


def clock_set_back(folder: Path) -> str:
    """All files come from the future; nothing that has changed is taken for unchanged."""
    cache = {"ANNOTATOR_CACHE": str(folder.with_name(f"{folder.name}-cache"))}
    corpus = Corpus.build(folder, COUNT)
    for number, options in enumerate((("--clock-back",), (), ("--clock-back",))):
        done = annotate(f"clock-{number}", folder, options=options, changes=cache)
        _one_line_each(done.stderr)
        assert corpus.faults() == []
    # the same size, the time of the clock that was set back: only the content differs
    article = max(set(corpus.articles) - {path.with_suffix(".txt") for path in corpus.people})
    before = article.stat()
    data = article.read_bytes().replace(b"hier", b"jadis"[:4])
    article.write_bytes(data)
    os.utime(article, ns=(before.st_atime_ns, before.st_mtime_ns))
    corpus.articles[article] = data
    future = time.time() + YEAR
    for path in list(corpus.articles)[:5]:
        os.utime(path, (future, future))
    done = annotate("clock-2", folder, "--check", changes=cache)
    assert f"{article.with_suffix('.yaml')}:1:1: ANN218" in done.stdout, done.stdout
    corpus.require_complete("after")
    return ""


def plain_locales(folder: Path) -> str:
    """LC_ALL=C, a locale that knows no UTF-8, and one that does not exist."""
    corpus = Corpus.build(folder, COUNT)
    strange = folder / "mois-0" / "Été 🛰 n°.txt"
    strange.write_text("La Norvège et le Portugal ont mené un exercice.\n", encoding="utf-8")
    corpus.articles[strange] = strange.read_bytes()
    bare = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LANG": None}
    places = ({"LC_ALL": "C"}, bare, bare | {"LC_ALL": "POSIX"}, {"LC_ALL": "xx_YY.nothing"})
    for number, changes in enumerate(places):
        for words in (["--diff"], ["--verbose"], ["--check"]):
            done = annotate(f"locale-{number}", folder, *words, changes=changes)
            assert done.returncode in {0, 1}, done.stderr
            _one_line_each(done.stderr)
            assert corpus.faults() == []
    corpus.require_complete("after")
    return ""


def no_home(folder: Path) -> str:
    """HOME unset, not there, not writable; no cache and no models of a user then."""
    corpus = Corpus.build(folder, COUNT)
    for home in (None, "/nonexistent", "/dev/null", "/proc"):
        names = {"HOME": home, "ANNOTATOR_CACHE": None, "XDG_CACHE_HOME": None}
        if home is None:  # else the cache of whoever runs this is used
            names |= {"ANNOTATOR_CACHE": str(folder.with_name(f"{folder.name}-cache"))}
        done = annotate("homeless", folder, changes=names, folder=folder)
        assert done.returncode == 1, done.stderr
        assert "Traceback" not in done.stderr, done.stderr
        assert not (folder / "~").exists()
        assert corpus.faults() == []
    corpus.require_complete("after")
    return ""


def output_closed(folder: Path) -> str:
    """The reader of a pipe goes away, or stdout is full."""
    Corpus.build(folder, COUNT)
    run = f"{sys.executable} -c 'from annotator.cli import main; main()'"
    for line in (f"{run} vocabulary | head -n 1", f"{run} validate {folder} | head -c 1"):
        done = subprocess.run(
            ["/bin/sh", "-c", line], env=environment(), capture_output=True, text=True, check=False
        )
        assert not re.search(r"Traceback|BrokenPipe|Exception", done.stderr), done.stderr
    if Path("/dev/full").exists():
        done = subprocess.run(
            ["/bin/sh", "-c", f"{run} schema > /dev/full"],
            env=environment(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 1
        assert done.stderr == "annotate: ANN902 OSError: [Errno 28] No space left on device\n"
    return ""


DISTURBANCES: dict[str, Callable[[Path], str]] = {
    "disk full (tmpfs)": disk_full,
    "disk fills up": disk_fills_up,
    "read-only folder": read_only_folder,
    "unreadable files": unreadable_files,
    "articles change": articles_change,
    "annotations change": annotations_change,
    "two runs at once": two_runs_at_once,
    "clock set back": clock_set_back,
    "plain locales": plain_locales,
    "no home": no_home,
    "output closed": output_closed,
}
