"""Annotation files → Items: what each says, its article, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.corpus import read_annotated
from annotator.corpus.files import require_path
from annotator.errors import AnnotatorError
from annotator.model import Article
from annotator.problems import Problem
from annotator.validate import Validator, iter_annotations
from annotator.yamlfile import load, read_text

UNREADABLE = frozenset({"file", "yaml", "schema", "code"})  # after these nothing can be shown
_HAS_ARTICLE = re.compile(r"^article:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Item:
    """One annotation; `name` is the way to it from the folder that was asked for."""

    name: str
    path: Path
    record: dict[str, Any]  # right by its schema
    article: Article | None  # None where it cannot be read
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Collection:
    """What was found: the annotations that can be shown, and all problems in the order of files."""

    items: tuple[Item, ...]
    problems: tuple[Problem, ...]
    skipped: int = 0  # files that name no article, such as gold records


@dataclass(frozen=True, slots=True)
class Found:
    """One file looked at: what it says, None if nothing can be shown, and what is wrong."""

    item: Item | None
    problems: tuple[Problem, ...]
    skipped: bool = False


def collect(paths: Sequence[Path], codes: Iterable[str] = ()) -> Collection:
    """The annotations under `paths`; `codes` are the party codes in force.

    A file that is no valid annotation is left out and told. Raises UsageError for a path that
    does not exist.
    """
    found = list(iter_found(paths, codes))
    return Collection(
        tuple(one.item for one in found if one.item),
        tuple(problem for one in found for problem in one.problems),
        sum(one.skipped for one in found),
    )


def iter_found(paths: Iterable[Path], codes: Iterable[str] = ()) -> Iterator[Found]:
    """The files under `paths` one by one, so that only one article is held at a time.

    Raises UsageError for a path that does not exist.
    """
    validator = Validator(codes)
    for path, name, listed in _iter_files(paths):
        if listed and not _names_article(path):
            yield Found(None, (), skipped=True)
            continue
        problems = tuple(validator.check_file(path))
        bad = any(problem.kind in UNREADABLE for problem in problems)
        yield Found(None if bad else _read(path, name, problems), problems)


def _iter_files(paths: Iterable[Path]) -> Iterator[tuple[Path, str, bool]]:
    """Each file once, its name, and whether it was only listed in a folder."""
    seen: set[Path] = set()
    for root in paths:
        require_path(root)
        base = root if root.is_dir() else root.parent
        for path in iter_annotations([root]):
            if path.resolve() not in seen:
                seen.add(path.resolve())
                yield path, path.relative_to(base).as_posix(), root.is_dir()


def _names_article(path: Path) -> bool:
    try:
        return bool(_HAS_ARTICLE.search(read_text(path)))
    except AnnotatorError:
        return True  # the validator tells why it cannot be read


def _read(path: Path, name: str, problems: tuple[Problem, ...]) -> Item:
    record = load(read_text(path)).data
    try:
        article = read_annotated(record, path.parent)
    except AnnotatorError:
        article = None  # the validator has told it
    if _is_foreign(path, record, problems):
        article = None
    return Item(name, path, record, article, problems)


def _is_foreign(path: Path, record: Mapping[str, Any], problems: Iterable[Problem]) -> bool:
    """Whether an annotation names a file elsewhere that it was not made from.

    Whoever wrote it could have any file of the reader's published with a report or an export.
    """
    if not any(problem.kind == "stale" for problem in problems):
        return False
    article = (path.parent / record["article"]["file"]).resolve()
    homes = (path.parent.resolve(), Path.cwd())
    return not any(article.is_relative_to(home) for home in homes)
