"""One shard from beginning to end: documents → articles → annotations → records in a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from annotator.corpus import article_from_bytes
from annotator.errors import AnnotatorError, ArticleError, UsageError, as_told
from annotator.model import Annotation, Article, Origin
from annotator.readers import Document
from annotator.readers.extract import render
from annotator.record import SCHEMA_VERSION, Record, screened_record, to_record
from annotator.screen import may_matter
from annotator.shards.documents import read_documents
from annotator.shards.formats import WRITERS
from annotator.shards.task import Report, Task, failed_report, locate, write_report
from annotator.summary import FAILED, WRITTEN, Outcome, Summary
from annotator.workers import Result

# Of the articles that are parsed together: enough for sentences of like length to fill matrices.
BATCH_CHARACTERS = 120_000
BATCH_ARTICLES = 1000

Work = Callable[[Sequence[Article]], Sequence[Result]]


@dataclass(frozen=True, slots=True)
class Screened:
    """An article that is not looked into; the digest of its text."""

    sha256: str


Content = Article | Screened | AnnotatorError
Item = tuple[str, Content]  # the article's id in its shard


def annotate_shard(task: Task, work: Work) -> Report:
    """Do the shard and say so in its report; a shard that cannot be done comes as such a report.

    Raises UsageError where no shard can be done: wrong models, a missing package.
    """
    try:
        return _annotate(task, work)
    except UsageError:
        raise
    except Exception as error:  # noqa: BLE001 - one shard must not end the run
        return failed_report(task, as_told(error, task.source.url))


def _annotate(task: Task, work: Work) -> Report:
    task.report.remove()  # from here on it is not done
    version = task.source.version()
    summary = Summary()
    with task.source.open() as source:
        articles = read_articles(source, task)
        records = _count(_records(articles, work, task), task, summary)
        suffix = Path(task.target.name).suffix

        def fill(file: BinaryIO) -> None:
            WRITERS[suffix](records, file)

        task.target.write(fill)
    return write_report(task, version, summary)


def read_articles(file: BinaryIO, task: Task) -> Iterator[Item]:
    """Each article of a shard with its id: what the shard calls it, else its number from 1."""
    documents = read_documents(file, task.source.url, task.fields)
    for number, document in enumerate(documents, 1):
        if isinstance(document, ArticleError):
            if document.kind == "field":  # the shard is not what it was said to be
                raise document
            yield str(number), document
        else:
            id_ = document.id or document.url or str(number)
            yield id_, _content(document, id_, task, f"{task.source.url}:{number}")


def _content(document: Document, id_: str, task: Task, place: str) -> Content:
    origin = Origin(task.source.name, id=id_)
    try:
        if task.machine.screen and not may_matter(f"{document.title or ''}\n{document.text}"):
            return Screened(sha256(render(document, origin).encode()).hexdigest())
        return article_from_bytes(render(document, origin).encode(), place)
    except Exception as error:  # noqa: BLE001 - nor may one article
        return as_told(error, place)


def _records(items: Iterable[Item], work: Work, task: Task) -> Iterator[tuple[Record, Content]]:
    """The record of each article, with what it was made of."""
    for batch in _batches(items):
        done = iter(work([item for _, item in batch if isinstance(item, Article)]))
        for id_, item in batch:
            result = next(done) if isinstance(item, Article) else item
            if isinstance(result, Screened):
                yield _screened(id_, result, task), result
            elif isinstance(result, Annotation):
                yield annotation_record(result, task), result.article
            else:
                yield error_record(id_, result, task), result


def annotation_record(annotation: Annotation, task: Task) -> Record:
    """The record as YAML has it; the text goes with it where quotes want to be checked."""
    record = to_record(annotation, task.machine, task.name)
    if annotation.relevant:
        record["article"]["text"] = annotation.article.text
    return record


def _screened(id_: str, content: Screened, task: Task) -> Record:
    return screened_record(task.name, content.sha256, task.machine, source_id=id_)


def error_record(id_: str, error: AnnotatorError, task: Task) -> Record:
    """What stands in the place of an article that could not be done."""
    return {
        "schema": SCHEMA_VERSION,
        "article": {"file": task.name, "source_id": id_},
        "machine": task.machine.fields(),
        "error": {"code": error.code, "message": str(error)},
    }


def _count(
    found: Iterable[tuple[Record, Content]], task: Task, summary: Summary
) -> Iterator[Record]:
    """The records, counted in the summary as they pass."""
    path, target = Path(task.name), Path(task.target.name)
    for record, item in found:
        if isinstance(item, AnnotatorError):
            problem = locate(item, task.source.url)
            summary.add(Outcome(path, target, FAILED, problems=(problem,)))
        else:
            words = len(item.text.split()) if isinstance(item, Article) else 0
            summary.add(Outcome(path, target, WRITTEN, record, words))
        yield record


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    batch: list[Item] = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(item[1].text) if isinstance(item[1], Article) else 0
        if size >= BATCH_CHARACTERS or len(batch) >= BATCH_ARTICLES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
