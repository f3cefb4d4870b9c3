"""What a format is: how it is written, and what it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from annotator.errors import UsageError
from annotator.export.document import Document

if TYPE_CHECKING:
    from annotator.nlp.models import ModelSet

Files = Iterator[tuple[str, bytes]]  # way in the folder, content


@dataclass(frozen=True, slots=True)
class Options:
    """What some formats ask for beside the documents."""

    models: ModelSet | None = None  # conllu parses with them


@dataclass(frozen=True, slots=True)
class Format:
    """One format: `write` puts all documents into one file, or `files` gives those of a folder."""

    about: str  # for `--help` and the documents
    write: Callable[[Iterable[Document], BinaryIO, Options], None] | None = None
    files: Callable[[Iterable[Document]], Files] | None = None
    needs_text: bool = False  # an annotation without its article cannot be written
    binary: bool = False  # not for a terminal
    extra: str | None = None  # of pyproject.toml
    modules: tuple[str, ...] = field(default=())  # that the extra brings


def require_modules(name: str, form: Format) -> None:
    """Raise UsageError where the libraries of a format are not installed."""
    from importlib.util import find_spec

    for module in form.modules:
        if find_spec(module) is None:
            message = f"{name} needs {module}: pip install 'annotator[{form.extra}]'"
            raise UsageError(message, "extra")
