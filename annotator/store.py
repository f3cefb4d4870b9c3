"""Where annotation files lie, whether they are up to date, and how they are written."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from annotator.corpus.files import iter_paths, require_path
from annotator.errors import AnnotationError, ArticleError, writing
from annotator.modes import mode_for
from annotator.record import Machine
from annotator.schema import FILE_NAME
from annotator.syncing import sync_file, sync_folder
from annotator.yamlfile import read_text

LEFT_OVER = 600  # seconds after which nobody is still writing a temporary file


@dataclass(frozen=True, slots=True)
class Job:
    """One article and the file that its annotation goes to; `root` is the folder to stay in.

    `text` is where the article's text goes when the file itself is not plain text.
    """

    article: Path
    target: Path
    root: Path
    text: Path | None = None


def plan_jobs(
    paths: Iterable[Path], out: Path | None, suffix: str, format_: str | None = None
) -> Iterator[Job]:
    """A job for each article under `paths`; each article once, each target once.

    Without `out` an annotation lies beside its article, else under `out` in the same tree.
    Raises UsageError for a path that is not there, ArticleError where a folder cannot be listed.
    """
    seen: set[Path] = set()
    for root in paths:
        require_path(root)
        base = root if root.is_dir() else root.parent
        for article in iter_paths([root], format_):
            if article not in seen:
                seen.add(article)
                folder = out or base
                yield Job(article, folder / article.relative_to(base).with_suffix(suffix), folder)


def article_reference(job: Job) -> str:
    """The way from the annotation's folder to the text that its offsets count in."""
    return way_from(job.target.parent, job.text or job.article)


def way_from(folder: Path, file: Path) -> str:
    """The way from a folder to a file, with forward slashes.

    Raises ArticleError for a name that no text file can hold.
    """
    way = Path(os.path.relpath(file.resolve(), folder.resolve())).as_posix()
    try:
        return os.fsencode(way).decode("utf-8")  # whatever the locale takes its bytes for
    except UnicodeDecodeError:
        message = f"{file}: the name is not UTF-8, so that no annotation can give it; rename it"
        raise ArticleError(message, "name") from None


def job_for_text(job: Job, document: str | None = None) -> Job:
    """The job where the text has to be taken out of the file: `page.html.txt`, `page.html.yaml`.

    Of several documents in one file each lies under its own name in `feed.rss.d/`. The file's whole
    name is kept so that `page.txt` beside `page.html` is in nobody's way.
    """
    folder, stem = job.target.parent, job.article.name
    if document is not None:
        folder, stem = folder / f"{stem}.d", document
    target, text = (folder / f"{stem}{suffix}" for suffix in (job.target.suffix, ".txt"))
    return replace(job, target=target, text=text)


def lacks_text(job: Job, content: bytes) -> bool:
    """Whether the article's text has to be written, because it is not there or another."""
    if job.text is None:
        return False
    try:
        return job.text.read_bytes() != content
    except OSError:
        return True


@lru_cache(maxsize=1024)
def schema_reference(folder: Path) -> str | None:
    """The way from `folder` to the nearest `schemas/annotation.schema.json` above it, if any."""
    here = folder.resolve()
    for parent in (here, *here.parents):
        schema = parent / "schemas" / FILE_NAME
        if schema.is_file():
            return Path(os.path.relpath(schema, here)).as_posix()
    return None


def outdated_reason(data: Any, sha256: str, machine: Machine) -> str | None:
    """Why an annotation does not fit its article and this program any more, None if it does."""
    if not isinstance(data, Mapping):
        return "it is no annotation"
    article, made_by = data.get("article"), data.get("machine")
    if not isinstance(article, Mapping) or article.get("sha256") != sha256:
        return "the article has changed"
    if not isinstance(made_by, Mapping):
        return "it was written by hand"
    if is_screened(data) and not machine.screen:
        return "it was only screened"
    now = machine.fields()
    changed = [
        f"{key} {made_by.get(key, 'none')} → {now.get(key, 'none')}"
        for key in ("version", "models", "lexicon", "min_confidence")
        if made_by.get(key) != now.get(key)
    ]
    return f"the program has changed: {', '.join(changed)}" if changed else None


def is_screened(data: Any) -> bool:
    """Whether an annotation says that nothing was looked into but words."""
    made_by = data.get("machine") if isinstance(data, Mapping) else None
    return isinstance(made_by, Mapping) and made_by.get("screened") is True


def read_existing(path: Path) -> str | None:
    """The text of the annotation as it is, line ends included; None where there is none.

    Raises AnnotationError for what is no UTF-8 text.
    """
    try:
        return read_text(path)
    except AnnotationError as error:
        if isinstance(error.__cause__, FileNotFoundError | NotADirectoryError):
            return None
        raise


def write_file(job: Job, text: str, *, by_hand: bool = False) -> None:
    """Put `text` in the place of the target at once: never half a file, its mode kept.

    What a person has just entered (`by_hand`) is on the disk when this returns; what the program
    made may yet give way to the older file, whole, if the power fails. Raises AnnotationError where
    it cannot be written, or a symbolic link leads elsewhere.
    """
    _write(job.target, text.encode("utf-8"), job.root, by_hand=by_hand)


def write_text(job: Job, content: bytes) -> None:
    """The same for the text that the annotation's offsets count in, where it is not there yet."""
    if job.text is not None and lacks_text(job, content):
        _write(job.text, content, job.root)


def _write(target: Path, data: bytes, root: Path, *, by_hand: bool = False) -> None:
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        _refuse_links(target, root)
        _remove_scratch(target.parent)
        _replace(target, data)
        if by_hand:
            sync_folder(target.parent)


def _refuse_links(target: Path, root: Path) -> None:
    if target.is_symlink():
        raise AnnotationError(f"{target}: is a symbolic link; left alone", "link")
    if not target.parent.resolve().is_relative_to(root.resolve()):
        message = f"{target}: a symbolic link leads out of {root}; left alone"
        raise AnnotationError(message, "link")


@lru_cache(maxsize=1024)
def _remove_scratch(folder: Path) -> None:
    """Take away what runs that were killed have left, once for each folder of a run."""
    for scratch in folder.glob(".annotate-*.tmp"):
        with suppress(OSError):
            if time.time() - scratch.lstat().st_mtime > LEFT_OVER:
                scratch.unlink()


def _replace(target: Path, data: bytes) -> None:
    """Write beside the target, then rename; only a killed run leaves its temporary file."""
    handle, name = tempfile.mkstemp(prefix=".annotate-", suffix=".tmp", dir=target.parent)
    scratch = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            sync_file(stream)
        scratch.chmod(mode_for(target))
        scratch.replace(target)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise
