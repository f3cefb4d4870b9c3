"""A file → the articles in it: each with its bytes and the places that it has on disk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import file_digest
from io import BufferedReader
from typing import BinaryIO

from annotator.corpus.extracted import read_origin
from annotator.corpus.files import LIMIT, open_file, require_size
from annotator.errors import AnnotatorError, ArticleError
from annotator.fields import USUAL_FIELDS, Fields
from annotator.formats import AUTO
from annotator.model import Origin
from annotator.readers import READERS, SEVERAL, Document, is_text_itself, jsonl
from annotator.readers.compressed import open_layers
from annotator.readers.detect import HEAD, detect
from annotator.readers.extract import keep_corrections, render
from annotator.readers.names import Names, document_id
from annotator.store import Job, job_for_text, way_from


@dataclass(frozen=True, slots=True)
class Form:
    """What is known of the files to read: their format, and what their records call the facts."""

    format: str = AUTO
    fields: Fields = USUAL_FIELDS


TOLD_BY_CONTENT = Form()


@dataclass(frozen=True, slots=True)
class Found:
    """One article of a file: its bytes as they are or shall be stored, or why there are none."""

    job: Job
    content: bytes | AnnotatorError


@dataclass(frozen=True, slots=True)
class _Source:
    """An open file: its name in messages, its form, how it begins, whether it was compressed."""

    file: BufferedReader
    name: str
    form: Form
    head: bytes
    compressed: bool

    @classmethod
    def of(cls, file: BinaryIO, name: str, form: Form) -> _Source:
        opened, compressed = open_layers(file, name)
        head = opened.peek(HEAD)
        if form.format == AUTO:
            form = replace(form, format=detect(head, name))
        return cls(opened, name, form, head, compressed)

    @property
    def format(self) -> str:
        return self.form.format

    def read(self) -> bytes:
        data = self.file.read(LIMIT + 1)
        require_size(data, self.name, LIMIT)
        return data

    def is_text(self, data: bytes) -> bool:
        """Whether offsets count in the file itself."""
        return not self.compressed and is_text_itself(self.format, data, self.name)

    def documents(self) -> Iterator[Document | ArticleError]:
        """The documents, line by line where that can be: such files may be long."""
        if self.format != "jsonl":
            return READERS[self.format](self.read(), self.name)
        if jsonl.stands_in_lines(self.head):
            lines = iter(lambda: self.file.readline(LIMIT + 1), b"")
            return jsonl.read_lines(lines, self.name, self.form.fields)
        return jsonl.read(self.read(), self.name, self.form.fields)


def take_in(job: Job, form: Form = TOLD_BY_CONTENT, *, again: bool = False) -> Iterator[Found]:
    """The articles of the file of `job`, one that cannot be read as its error.

    A text that was extracted before is taken as it is stored while its original is the same, save
    `again`. Nothing is written here.
    """
    try:
        with open_file(job.article) as file:
            source = _Source.of(file, str(job.article), form)
            if source.format in SEVERAL:
                yield from _several(job, source)
            else:
                yield _only(job, source, again)
    except AnnotatorError as error:
        yield Found(job, error)
    except OSError as error:
        why = error.strerror or error
        yield Found(job, ArticleError(f"{job.article}: cannot be read: {why}"))


def read_stream(
    file: BinaryIO, name: str, form: Form = TOLD_BY_CONTENT
) -> Iterator[bytes | AnnotatorError]:
    """The articles of an open file, as the bytes that their offsets count in; nothing is stored."""
    try:
        source = _Source.of(file, name, form)
        if source.format in SEVERAL:
            for document in source.documents():
                yield _rendered(document, Origin(name, id=_id(document)))
            return
        data = source.read()
        if source.is_text(data):
            yield data
        else:
            yield _rendered(next(READERS[source.format](data, name)), Origin(name))
    except AnnotatorError as error:
        yield error


def _id(document: Document | ArticleError) -> str | None:
    return document_id(document) if isinstance(document, Document) else None


def _rendered(document: Document | ArticleError, origin: Origin) -> bytes | AnnotatorError:
    return render(document, origin).encode() if isinstance(document, Document) else document


def _several(job: Job, source: _Source) -> Iterator[Found]:
    names = Names()
    for document in source.documents():
        if isinstance(document, ArticleError):
            yield Found(job, document)
            continue
        own = job_for_text(job, names.give(document))
        origin = Origin(way_from(own.target.parent, job.article), id=document_id(document))
        yield _found(own, render(document, origin))


def _only(job: Job, source: _Source, again: bool) -> Found:
    """The one document of a file, extracted again only where it must."""
    data = source.read()
    if source.is_text(data):
        return Found(job, data)
    own = job_for_text(job)
    with open_file(job.article) as file:
        digest = file_digest(file, "sha256").hexdigest()
    origin = Origin(way_from(own.target.parent, job.article), digest)
    stored = _stored(own)
    if stored is not None and not again and read_origin(stored) == origin:
        return Found(own, stored.encode())
    document = next(READERS[source.format](data, source.name))
    if isinstance(document, ArticleError):
        raise document
    return _found(own, render(document, origin))


def _found(job: Job, text: str) -> Found:
    try:
        stored = _stored(job)
        kept = text if stored is None else keep_corrections(stored, text, str(job.text))
        return Found(job, kept.encode())
    except ArticleError as error:
        return Found(job, error)


def _stored(job: Job) -> str | None:
    """The extracted text as it lies there. Raises ArticleError for a file of someone else's."""
    path = job.text
    if path is None or not path.exists():
        return None
    with open_file(path) as file:
        text = file.read(2 * LIMIT).decode("utf-8", "replace")
    if read_origin(text) is None:
        raise ArticleError(
            f"{job.article}: its text would go to {path}, where another file lies; "
            "move that file, or give a folder by --out",
            "taken",
        )
    return text
