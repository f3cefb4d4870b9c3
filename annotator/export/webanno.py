"""W3C Web Annotations as JSON-LD: one collection, one annotation for each finding.

The data model counts code points; each stretch is given by its position and, for texts that have
changed, by its words with what stands around them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any, BinaryIO
from urllib.parse import quote

from annotator.export.document import Document, Finding
from annotator.export.format import Format, Options
from annotator.export.jsonl import json_line
from annotator.model import Span
from annotator.version import __version__

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
PAGE = '{"id": "#page", "type": "AnnotationPage", "startIndex": 0}'
AROUND = 32  # characters before and after the words
_NOT_IN_BODY = frozenset({"evidence", "text", "start", "end"})


def write(documents: Iterable[Document], out: BinaryIO, _options: Options) -> None:
    """An AnnotationCollection with all annotations in its first page, written as they come."""
    head = {
        "@context": CONTEXT,
        "id": "#annotations",
        "type": "AnnotationCollection",
        "generator": {"type": "Software", "name": f"annotator {__version__}"},
    }
    start = json_line(head)[:-1]
    out.write(f'{start}, "first": {PAGE[:-1]}, "items": ['.encode())
    total = 0
    for item in (item for document in documents for item in web_annotations(document)):
        comma = "," if total else ""
        out.write(f"{comma}\n{json_line(item)}".encode())
        total += 1
    out.write(f'\n]}}, "total": {total}}}\n'.encode())


def web_annotations(document: Document) -> Iterator[dict[str, Any]]:
    """One annotation for each finding whose words stand in the text."""
    for finding in document.findings:
        if finding.placed:
            yield _annotation(document, finding)


def _annotation(document: Document, finding: Finding) -> dict[str, Any]:
    targets = [_target(document, span) for span in finding.placed]
    return {
        "id": _iri(document, finding.id),
        "type": "Annotation",
        "motivation": "classifying",
        "body": [_tag(finding.label), _tag(finding.list), _details(document, finding)],
        "target": targets[0] if len(targets) == 1 else targets,
    }


def _tag(value: str) -> dict[str, str]:
    return {"type": "TextualBody", "purpose": "tagging", "value": value}


def _details(document: Document, finding: Finding) -> dict[str, str]:
    """The entry as JSON text: the model has no terms of its own for what it says."""
    rest = {k: v for k, v in finding.entry.items() if k not in _NOT_IN_BODY}
    rest["supports"] = [_iri(document, name) for name in finding.entry.get("supports", ())]
    if not rest["supports"]:
        del rest["supports"]
    return {
        "type": "TextualBody",
        "purpose": "describing",
        "format": "application/json",
        "value": json.dumps(rest, ensure_ascii=False),
    }


def _target(document: Document, span: Span) -> dict[str, Any]:
    text = document.text
    position = {"type": "TextPositionSelector", "start": span.start, "end": span.end}
    words = {
        "type": "TextQuoteSelector",
        "exact": text[span.start : span.end],
        "prefix": text[max(0, span.start - AROUND) : span.start],
        "suffix": text[span.end : span.end + AROUND],
    }
    return {"source": _source(document), "selector": [position, words]}


def _source(document: Document) -> str:
    """The way to the article from the folder that was asked for, as a relative IRI."""
    way = PurePosixPath(document.file).parent / document.record["article"]["file"]
    return quote(str(way), safe="/")


def _iri(document: Document, name: str) -> str:
    """The annotation file and the entry in it, relative to the folder that was asked for."""
    return f"{quote(document.file, safe='/')}#{name}"


FORMAT = Format("W3C Web Annotations", write, needs_text=True)
