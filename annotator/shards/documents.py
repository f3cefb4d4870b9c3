"""A shard → its documents: JSON Lines, Parquet, WARC."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from annotator.corpus.files import LIMIT
from annotator.errors import AnnotatorError, ArticleError, UsageError
from annotator.fields import USUAL_FIELDS, Fields
from annotator.formats import inner_name
from annotator.readers import READERS, Document
from annotator.readers.compressed import open_layers
from annotator.readers.jsonl import read_lines

Documents = Iterator[Document | ArticleError]

KINDS = {"jsonl": (".jsonl", ".ndjson"), "parquet": (".parquet",), "warc": (".warc",)}
ROWS = 256  # of a Parquet file at a time
LARGEST = 2**40  # bytes of JSON that a compressed shard may hold: it is read line by line


def kind_of(name: str) -> str | None:
    """The kind of shard that a file's name stands for, whatever compresses it."""
    suffix = inner_name(name).suffix.lower()
    return next((kind for kind, suffixes in KINDS.items() if suffix in suffixes), None)


def read_documents(file: BinaryIO, name: str, fields: Fields = USUAL_FIELDS) -> Documents:
    """The documents of a shard in their order, one that cannot be read as its error.

    `fields` are what its records call the facts.

    Raises ArticleError where the shard itself is broken: nothing after that place can be read.
    """
    try:
        yield from _READ[kind_of(name) or "jsonl"](file, name, fields)
    except AnnotatorError:
        raise
    except Exception as error:  # whatever a library raises of a file that is broken
        why = " ".join(str(error).split())[:200]
        raise ArticleError(f"{name}: is broken ({why}); make it anew", "broken") from error


def _read_lines(file: BinaryIO, name: str, fields: Fields) -> Documents:
    opened, _ = open_layers(file, name, LARGEST)
    return read_lines(iter(lambda: opened.readline(LIMIT + 1), b""), name, fields)


def _read_parquet(file: BinaryIO, name: str, fields: Fields) -> Documents:
    try:
        from pyarrow.parquet import ParquetFile
    except ImportError:
        message = f"{name}: needs pyarrow; pip install 'annotator[parquet]'"
        raise UsageError(message) from None
    table = ParquetFile(file)
    wanted = {part for field in fields.all_names() for part in (field, field.split(".")[0])}
    columns = [column for column in table.schema_arrow.names if column in wanted]
    if not columns:
        there = ", ".join(table.schema_arrow.names[:8])
        raise ArticleError(f"{name}: no column with a text (its columns: {there})", "no-text")
    rows = (
        row
        for batch in table.iter_batches(batch_size=ROWS, columns=columns)
        for row in batch.to_pylist()
    )
    lines = (json.dumps(row, ensure_ascii=False, default=str).encode() for row in rows)
    return read_lines(lines, name, fields)


def _read_warc(file: BinaryIO, name: str, _: Fields) -> Documents:
    """The pages of a web archive: responses that are HTML and came with status 200."""
    try:
        from warcio.archiveiterator import ArchiveIterator
    except ImportError:
        message = f"{name}: needs warcio; pip install 'annotator[warc]'"
        raise UsageError(message) from None
    for record in ArchiveIterator(file):
        if _is_page(record):
            yield _read_page(record, name)


def _is_page(record: Any) -> bool:
    headers = record.http_headers
    if record.rec_type != "response" or headers is None or headers.get_statuscode() != "200":
        return False
    return "html" in (headers.get_header("Content-Type") or "html").lower()


def _read_page(record: Any, name: str) -> Document | ArticleError:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    place = f"{name}: {url}"
    try:
        data = record.content_stream().read(LIMIT + 1)
        if len(data) > LIMIT:
            return ArticleError(f"{place}: is larger than {LIMIT // 2**20} MB", "too-large")
        document = next(iter(READERS["html"](data, place)))
    except ArticleError as error:
        return error
    if isinstance(document, ArticleError):
        return document
    return Document(document.text, document.title, document.date, document.source, url or None, url)


_READ: dict[str, Callable[[BinaryIO, str, Fields], Documents]] = {
    "jsonl": _read_lines,
    "parquet": _read_parquet,
    "warc": _read_warc,
}
