"""CSV: one row for each finding."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from annotator.export.cells import write_table
from annotator.export.document import Document
from annotator.export.format import Format, Options
from annotator.export.rows import COLUMNS, finding_row


def write(documents: Iterable[Document], out: BinaryIO, _options: Options) -> None:
    """All findings of all documents."""
    rows = (finding_row(d, finding) for d in documents for finding in d.findings)
    write_table(list(COLUMNS), rows, out)


FORMAT = Format("a table, one row for each finding", write)
