"""An article or an annotation → the parsed article and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.corpus import article_from_bytes, read_annotated
from annotator.corpus.files import open_file
from annotator.errors import AnnotationError, AnnotatorError, UsageError
from annotator.identity import describe_machine
from annotator.intake import read_stream
from annotator.model import Article, ParsedArticle
from annotator.record import to_record
from annotator.validate import SUFFIXES, Validator
from annotator.yamlfile import load, read_text

if TYPE_CHECKING:
    from annotator.nlp.models import ModelSet


def read_source(path: Path, models: ModelSet) -> tuple[ParsedArticle, Mapping[str, Any]]:
    """Parse the article of `path`; an annotation speaks for itself, an article is annotated.

    Raises AnnotationError for an annotation that does not hold to its schema, ArticleError for an
    article that cannot be read.
    """
    from annotator.nlp.parser import Parser

    if path.suffix in SUFFIXES:
        record = _read_annotation(path)
        article = read_annotated(record, path.parent)
        return next(Parser(models).parse([article])), record
    from annotator.pipeline import annotate

    parsed = next(Parser(models).parse([_read_only(path)]))
    return parsed, to_record(annotate(parsed), describe_machine(models), path.name)


def _read_only(path: Path) -> Article:
    """The article of a file that holds one, whatever its format."""
    with open_file(path) as file:
        contents = list(islice(read_stream(file, str(path)), 2))
    if len(contents) != 1:
        raise UsageError(f"{path}: holds more than one article; annotate it, then explain one")
    if isinstance(contents[0], AnnotatorError):
        raise contents[0]
    return article_from_bytes(contents[0], str(path))


def _read_annotation(path: Path) -> Mapping[str, Any]:
    errors = [p for p in Validator().check_file(path) if p.level == "error"]
    if errors:
        first = errors[0]
        message = f"{path}:{first.line}: {first.message}; see `annotate validate`"
        raise AnnotationError(message, first.kind)
    record: Mapping[str, Any] = load(read_text(path)).data
    return record
