"""One annotation file as it lies on disk, with its article."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from annotator.corpus.article import annotated_bytes
from annotator.corpus.encoding import decode
from annotator.errors import AnnotationError
from annotator.record import Record
from annotator.store import read_existing
from annotator.yamlfile import load


@dataclass(frozen=True, slots=True)
class Sheet:
    """`text` is the file's, `article` the article's as decoded: offsets count in it."""

    path: Path
    name: str
    text: str
    record: Record  # what the text says, right by its schema
    article: str


def read_sheet(path: Path, name: str) -> Sheet:
    """Read a file that `Validator` has found right.

    Raises AnnotationError where the file is gone or no YAML, ArticleError for its article.
    """
    text = read_existing(path)
    if text is None:
        raise AnnotationError(f"{path}: is not there any more")
    record = load(text).data
    article, _ = decode(*annotated_bytes(record, path.parent))
    return Sheet(path, name, text, record, article)
