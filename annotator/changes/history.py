"""Annotations as git has them: which files differ between two states, and their contents."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.changes.meaning import Change, find_changes
from annotator.errors import UsageError
from annotator.opening import read_regular
from annotator.validate import SUFFIXES
from annotator.yamlfile import MAX_BYTES, YamlError, load


@dataclass(frozen=True, slots=True)
class ArticleChanges:
    """What changed in the annotation at `file` (relative to the repository)."""

    file: str
    changes: tuple[Change, ...]
    error: str = ""  # why the two states could not be compared


def changed_articles(folder: Path, range_: str, paths: Sequence[Path]) -> list[ArticleChanges]:
    """The annotations under `paths` that say something else than before.

    `range_` is `REV` (against the files on disk), `REV..REV`, or empty for HEAD. Raises UsageError
    where git, the repository or a revision is missing.
    """
    root = Path(_git(folder, "rev-parse", "--show-toplevel").strip("\n"))
    old, new = _ends(folder, range_)
    names = _changed_files(folder, root, old, new, paths)
    found = [_compare(root, name, old, new) for name in names]
    return [article for article in found if article.changes or article.error]


def _ends(folder: Path, range_: str) -> tuple[str, str | None]:
    """The two states; None is what lies on disk."""
    first, dots, second = range_.partition("..")
    old = _commit(folder, first or "HEAD")
    return old, (_commit(folder, second.lstrip(".") or "HEAD") if dots else None)


def _commit(folder: Path, revision: str) -> str:
    name = f"{revision}^{{commit}}"
    return _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", name).strip()


def _changed_files(
    folder: Path, root: Path, old: str, new: str | None, paths: Sequence[Path]
) -> Iterator[str]:
    """YAML files that differ, by their names from the root; those git does not know yet as well."""
    where = [str(path.resolve()) for path in paths] or [str(root)]
    ends = [old] if new is None else [old, new]
    listed = _git(folder, "diff", "--name-only", "--no-renames", "-z", *ends, "--", *where)
    if new is None:
        full = ["ls-files", "--full-name", "--others", "--exclude-standard", "-z"]
        listed += _git(folder, *full, "--", *where)
    names = sorted(set(filter(None, listed.split("\0"))))
    yield from (name for name in names if name.endswith(SUFFIXES))


def _compare(root: Path, name: str, old: str, new: str | None) -> ArticleChanges:
    try:
        before = _record(_at(root, name, old))
        after = _record(_on_disk(root / name) if new is None else _at(root, name, new))
    except YamlError as error:
        return ArticleChanges(name, (), f"line {error.line}: {error}")
    return ArticleChanges(name, tuple(find_changes(before, after)))


def _record(text: str | None) -> Any:
    """The annotation in a text; None for no file, and for YAML that is no annotation."""
    data = None if text is None else load(text).data
    return data if isinstance(data, dict) and "cooperation" in data else None


def _on_disk(path: Path) -> str | None:
    try:
        return read_regular(path, MAX_BYTES).decode("utf-8", errors="replace")
    except OSError:
        return None


def _at(root: Path, name: str, commit: str) -> str | None:
    try:
        return _git(root, "cat-file", "blob", f"{commit}:{name}")
    except UsageError:
        return None


def _git(folder: Path, *arguments: str) -> str:
    """What a git command prints. Raises UsageError with git's own message."""
    # a repository from elsewhere may name a program for git to start
    command = ["git", "-c", "core.fsmonitor=false", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - no shell
    except OSError as error:
        raise UsageError(f"git cannot be started: {error.strerror}", "git") from error
    if done.returncode:
        message = done.stderr.decode("utf-8", errors="replace").strip()
        unknown = f"git knows no {arguments[-1].removesuffix('^{commit}')}"
        raise UsageError(message or unknown, "git")
    return done.stdout.decode("utf-8", errors="replace")
