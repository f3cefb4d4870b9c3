"""Articles from a stream (`-`) to their annotations, as text."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

from annotator.corpus import article_from_bytes
from annotator.errors import AnnotatorError
from annotator.intake import Form, read_stream
from annotator.model import Annotation, Article
from annotator.record import Machine, Record, to_record
from annotator.run import BATCH_CHARACTERS, Workers
from annotator.writers import WRITERS

NAME = "-"


def annotate_stream(
    stream: BinaryIO, form: Form, machine: Machine, workers: Workers, format_: str
) -> Iterator[str | AnnotatorError]:
    """Each article's annotation as text, or the error that stands in its place.

    Offsets of plain text count in what was sent. A text that had to be extracted goes with its
    annotation, under `article.text`.
    """
    waiting: deque[list[Article | AnnotatorError]] = deque()

    def batches() -> Iterator[list[Article]]:
        for batch in _batches(BytesIO(stream.read()), form):
            waiting.append(batch)
            yield [item for item in batch if isinstance(item, Article)]

    several = False
    for results in workers.map(batches()):
        done = iter(results)
        for item in waiting.popleft():
            result = next(done) if isinstance(item, Article) else item
            if isinstance(result, Annotation):
                yield _write(_record(result, machine), format_, several=several)
                several = True
            else:
                yield result


def _batches(stream: BinaryIO, form: Form) -> Iterator[list[Article | AnnotatorError]]:
    batch: list[Article | AnnotatorError] = []
    size = 0
    for content in read_stream(stream, NAME, form):
        article = _article(content)
        batch.append(article)
        size += len(article.text) if isinstance(article, Article) else 0
        if size >= BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _article(content: bytes | AnnotatorError) -> Article | AnnotatorError:
    try:
        return content if isinstance(content, AnnotatorError) else article_from_bytes(content, NAME)
    except AnnotatorError as error:
        return error


def _record(annotation: Annotation, machine: Machine) -> Record:
    record = to_record(annotation, machine, NAME)
    if annotation.article.origin is not None:
        record["article"]["text"] = annotation.article.text
    return record


def _write(record: Record, format_: str, *, several: bool) -> str:
    """The text of one annotation; YAML documents after the first begin with their mark."""
    text = WRITERS[format_][1](record)
    return f"---\n{text}" if several and format_ == "yaml" else text
