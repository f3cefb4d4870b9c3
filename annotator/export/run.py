"""One export: annotations read one by one, written in one format, what is wrong told."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from annotator.errors import UsageError
from annotator.export.document import Document, documents
from annotator.export.format import Format, Options
from annotator.export.target import Target
from annotator.problems import Problem
from annotator.report.collect import Item, iter_found


@dataclass(slots=True)
class Outcome:
    """What became of an export; filled while it runs."""

    annotations: int = 0
    findings: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.level == "error"]


class Export:
    """Reads the annotations under `paths`; `codes` are the party codes in force."""

    def __init__(self, paths: Sequence[Path], codes: Iterable[str], form: Format) -> None:
        self._paths = paths
        self._codes = codes
        self._form = form
        self.outcome = Outcome()

    def to_target(self, target: Target, options: Options) -> None:
        """Write the file or the folder, or nothing. Raises AnnotatorError."""
        if self._form.files is not None:
            target.folder(self._form.files(self._documents(target.sources)))
            return
        with target.file() as stream:
            self._write(stream, target.sources, options)

    def to_bytes(self, options: Options) -> bytes:
        """The whole file in memory, so that nothing is printed when something fails."""
        stream = io.BytesIO()
        self._write(stream, set(), options)
        return stream.getvalue()

    def _write(self, stream: BinaryIO, sources: set[Path], options: Options) -> None:
        if self._form.write is None:
            raise UsageError("this format is written into a folder: give one with -o")
        self._form.write(self._documents(sources), stream, options)

    def _documents(self, sources: set[Path]) -> Iterator[Document]:
        for document in documents(self._items(sources)):
            self.outcome.annotations += 1
            self.outcome.findings += len(document.findings)
            yield document
        if not self.outcome.annotations:
            raise UsageError("no annotation to export; `annotate PATH` writes them", "missing")

    def _items(self, sources: set[Path]) -> Iterator[Item]:
        for found in iter_found(self._paths, self._codes):
            self.outcome.problems += found.problems
            item = found.item
            if item is None:
                continue
            sources |= {item.path, item.path.parent / item.record["article"]["file"]}
            if item.article is not None or not self._form.needs_text:
                yield item
