"""Annotation files against their schema, their meaning and their article."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import jsonschema_rs

from annotator.checks import (
    WARNINGS,
    Finding,
    check_meaning,
    check_offsets,
    check_quotes,
    check_words,
)
from annotator.corpus.article import annotated_bytes, referred_path
from annotator.corpus.encoding import decode
from annotator.corpus.files import read_bytes
from annotator.errors import AnnotationError, ArticleError
from annotator.opening import open_regular
from annotator.problems import Problem
from annotator.schema import annotation_schema
from annotator.yamlfile import MAX_BYTES, Document, YamlError, load, read_text

SUFFIXES = (".yaml", ".yml")
_LOOKS_LIKE = re.compile(
    r"^(cooperation|rationale|relevant):|\$schema=.*annotation\.schema", re.MULTILINE
)


_KEY = re.compile(r"^(\w+):", re.MULTILINE)
_FINDINGS = {"relevant", "parties", "cooperation", "rationale"}


def iter_annotations(paths: Iterable[Path]) -> Iterator[Path]:
    """The annotation files under `paths`: files as given, in folders those that look like one.

    Gold as `annotate evaluate` reads it has the findings and nothing else; it is passed over.
    """
    for path in paths:
        if path.is_dir():
            files = (file for file in _walk(path) if looks_like_annotation(file))
            yield from (file for file in files if not _is_gold(file))
        else:
            yield path


def looks_like_annotation(path: Path) -> bool:
    """Whether a YAML file is meant as an annotation, be it right or not."""
    try:
        with open_regular(path) as file:
            return bool(_LOOKS_LIKE.search(file.read(MAX_BYTES).decode("utf-8", errors="replace")))
    except OSError:
        return True  # the error is told when the file is read


def _is_gold(path: Path) -> bool:
    try:
        text = read_text(path)
    except AnnotationError:
        return False  # the error is told when the file is read
    return "$schema=" not in text and set(_KEY.findall(text)) == _FINDINGS


def _walk(folder: Path) -> Iterator[Path]:
    """YAML files, sorted; hidden folders and linked folders are left out."""
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        if not os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises where rights are lacking
            yield path
            continue
        try:
            entries = sorted(path.iterdir(), reverse=True)
        except OSError:
            yield path  # told when it is read
            continue
        waiting += [entry for entry in entries if _is_wanted(entry)]


def _is_wanted(entry: Path) -> bool:
    if os.path.isdir(entry):  # noqa: PTH112 - as above
        return not entry.name.startswith(".") and not entry.is_symlink()
    return entry.suffix in SUFFIXES


class Validator:
    """Checks files; the schema is compiled once. `codes` are the party codes in force."""

    def __init__(self, codes: Iterable[str] = ()) -> None:
        self._codes = sorted(codes)

    @cached_property
    def _schema(self) -> Any:
        return jsonschema_rs.validator_for(annotation_schema(self._codes))

    def check_file(self, path: Path) -> list[Problem]:
        """All that is wrong with one file, in the order of its lines."""
        try:
            document = load(read_text(path))
        except YamlError as error:
            return [Problem(str(path), error.line, error.column, "yaml", str(error))]
        except AnnotationError as error:
            return [Problem(str(path), 1, 1, "file", str(error).removeprefix(f"{path}: "))]
        return sorted(self._check_document(document, path))

    def _check_document(self, document: Document, path: Path) -> Iterator[Problem]:
        findings = list(self._check_schema(document.data))
        if not findings:
            findings = [*check_meaning(document.data), *_check_article(document.data, path)]
        for way, kind, message in findings:
            place = document.place(way)
            level = "warning" if kind in WARNINGS else "error"
            yield Problem(str(path), place.line, place.column, kind, message, level)

    def _check_schema(self, data: Any) -> Iterator[Finding]:
        if not isinstance(data, dict):
            yield (), "schema", "an annotation is a mapping with article, relevant, cooperation …"
            return
        errors = list(self._schema.iter_errors(data))
        yield from map(self._finding, errors) if errors else check_offsets(data)

    def _finding(self, error: jsonschema_rs.ValidationError) -> Finding:
        kind: Any = error.kind  # one class per keyword, each with its own attributes
        way = tuple(error.instance_path)
        name = str(way[-1]) if way else "the annotation"
        match kind.name:
            case "additionalProperties":
                unknown = kind.unexpected[0]
                return (*way, unknown), "schema", f"unknown key {unknown!r}"
            case "required":
                return way, "schema", f"the key {kind.property!r} is missing"
            case "enum":
                return way, "schema", _suggest(name, error.instance, kind.options)
            case "anyOf" if "code" in error.schema_path or "id" in way:
                return way, "code", _suggest("party", error.instance, self._codes)
            case "anyOf":
                return way, "schema", f"{name} is `article`, or has a name or a party"
            case _:
                return way, "schema", f"{name}: {error.message}"


def _check_article(data: Any, path: Path) -> Iterator[Finding]:
    """Findings that need the article's text; without the article, that it is missing."""
    way = ("article", "file")
    try:
        raw, name = annotated_bytes(data, path.parent)
        text, _ = decode(raw, name)
    except ArticleError as error:
        yield way, "article", f"the article cannot be read: {error}"
        return
    if sha256(raw).hexdigest() != data["article"]["sha256"]:
        yield ("article", "sha256"), "stale", "the article has changed since; annotate it again"
    yield from _check_source(data["article"], path)
    yield from check_quotes(data, text)
    yield from check_words(data, text)


def _check_source(article: Any, path: Path) -> Iterator[Finding]:
    """Whether an extracted text is still that of its original; originals need not be kept."""
    file, expected = article.get("source_file"), article.get("source_sha256")
    if file is None or expected is None:
        return
    try:
        raw = read_bytes(referred_path(file, path.parent))
    except ArticleError:
        return
    if sha256(raw).hexdigest() != expected:
        message = f"{file} has changed since its text was extracted; annotate it again"
        yield ("article", "source_sha256"), "stale", message


def _suggest(name: str, value: Any, known: Iterable[str]) -> str:
    """`unknown status 'finished'; did you mean 'done'?`, or the values that there are."""
    options = [str(option) for option in known]
    near = get_close_matches(str(value), options, n=1)
    if near:
        return f"unknown {name} {value!r}; did you mean {near[0]!r}?"
    few = f"; it is one of {', '.join(options)}" if 0 < len(options) <= 20 else ""
    return f"unknown {name} {value!r}{few}"
