"""An article or an annotation → the parsed article and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.corpus import read_article
from annotator.errors import AnnotationError
from annotator.identity import describe_machine
from annotator.model import ParsedArticle
from annotator.record import to_record
from annotator.validate import SUFFIXES, Validator
from annotator.yamlfile import load

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
        article = read_article(path.parent / record["article"]["file"])
        return next(Parser(models).parse([article])), record
    from annotator.pipeline import annotate

    parsed = next(Parser(models).parse([read_article(path)]))
    return parsed, to_record(annotate(parsed), describe_machine(models), path.name)


def _read_annotation(path: Path) -> Mapping[str, Any]:
    errors = [p for p in Validator().check_file(path) if p.level == "error"]
    if errors:
        first = errors[0]
        message = f"{path}:{first.line}: {first.message}; see `annotate validate`"
        raise AnnotationError(message, first.kind)
    record: Mapping[str, Any] = load(path.read_text(encoding="utf-8")).data
    return record
