"""Where the lexicon's files lie: those of a folder of one's own come before those of the package.

`ANNOTATOR_LEXICON` names that folder, for the processes that this one starts too. What is compiled
from the files is kept, so a process has one lexicon, from the first file that it reads.
"""

from __future__ import annotations

import os
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from annotator.errors import LexiconError, UsageError

VARIABLE = "ANNOTATOR_LEXICON"
PACKAGE = resources.files("annotator").joinpath("data")
_APART = frozenset({"examples", "models", "schemas"})  # no lexicon
_read_from: list[Path | None] = []  # the folder of the first file that was read


def own_folder() -> Path | None:
    """The folder that the environment names. Raises LexiconError where there is none."""
    name = os.environ.get(VARIABLE)
    if not name:
        return None
    folder = Path(name).resolve()
    if not folder.is_dir():
        raise LexiconError(
            f"{name}: no such folder; {VARIABLE} names one with files of the lexicon"
        )
    return folder


def data_file(*parts: str) -> Traversable:
    """A file of the lexicon, by its way in `annotator/data`. Raises LexiconError."""
    folder = own_folder()
    if not _read_from:
        _check_names(folder)
        _read_from.append(folder)
    own = folder.joinpath(*parts) if folder else None
    return own if own and own.is_file() else PACKAGE.joinpath(*parts)


def use_lexicon(folder: Path) -> None:
    """Make a folder the lexicon of this process and of those that it starts.

    Raises UsageError where the process has read another one, LexiconError for a wrong folder.
    """
    real = folder.resolve()
    if _read_from and _read_from[0] != real:
        read = _read_from[0] or "the package's own"
        raise UsageError(f"{folder}: this process has a lexicon, {read}; one is all it can have")
    os.environ[VARIABLE] = str(real)
    _check_names(own_folder())


def _check_names(folder: Path | None) -> None:
    """A file that takes no other's place is a mistake in its name."""
    for path in sorted(folder.rglob("*")) if folder else ():
        parts = path.relative_to(folder).parts if folder else ()
        known = parts[0] not in _APART and PACKAGE.joinpath(*parts).is_file()
        if path.suffix in {".yaml", ".yml", ".json", ".txt"} and not known:
            raise LexiconError(f"{path}: the lexicon has no file of that name")
