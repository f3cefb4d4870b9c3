"""Article files to `Article` values: encoding, title, dateline, date, running text."""

from __future__ import annotations

from annotator.corpus.article import article_from_bytes, read_annotated, read_article
from annotator.corpus.files import LIMIT, iter_paths
from annotator.corpus.traced import span_in_file

__all__ = [
    "LIMIT",
    "article_from_bytes",
    "iter_paths",
    "read_annotated",
    "read_article",
    "span_in_file",
]
