"""JSON Lines: one line for each annotation, with the article's text in it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, BinaryIO

from annotator.export.document import Document
from annotator.export.format import Format, Options
from annotator.problems import escape_json


def write(documents: Iterable[Document], out: BinaryIO, _options: Options) -> None:
    """`annotation` (the file), the record's own fields, `text`."""
    for document in documents:
        text = document.article.text if document.article else None
        line = {"annotation": document.file, **document.record, "text": text}
        out.write(json_line(line).encode() + b"\n")


def json_line(data: Any) -> str:
    """JSON on one line, whatever a reader takes for a line end or a terminal obeys."""
    return escape_json(json.dumps(data, ensure_ascii=False, separators=(",", ":")))


FORMAT = Format("one JSON record for each annotation, with its text", write)
