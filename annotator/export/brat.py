"""brat: for each article a `.txt` and a `.ann`, and an `annotation.conf` for the folder.

brat counts code points, takes the two characters of a Windows line end for one, and wants no line
end inside a stretch. So a carriage return becomes a blank (one for one: offsets stay those of the
YAML), and a stretch over several lines becomes one of several pieces.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from annotator.export.document import Document, Finding
from annotator.export.format import Files, Format
from annotator.model import DOMAINS, KINDS, STATUSES, THEMES, TYPES, Span
from annotator.problems import escape_json

_LINE = re.compile(r"[^\n]*[^\s]")
# What Python takes for a line end, and so brat's server.
_LINE_ENDS = re.compile("[\v\f\x1c-\x1e\x85\u2028\u2029]")


def files(documents: Iterable[Document]) -> Files:
    """The text and the annotations of each document; the settings first."""
    yield "annotation.conf", configuration().encode()
    for document in documents:
        text = plain_text(document.text)
        yield f"{document.name}.txt", text.encode()
        lines = "".join(f"{line}\n" for line in annotation_lines(document, text))
        yield f"{document.name}.ann", lines.encode()


def plain_text(text: str) -> str:
    """The text with line feeds as its only line ends, as long as it was."""
    return _LINE_ENDS.sub(" ", text.replace("\r\n", " \n").replace("\r", "\n"))


def annotation_lines(document: Document, text: str) -> Iterator[str]:
    """Entities, their attributes and notes, and the relations between them."""
    numbers: dict[str, int] = {}
    attributes = 0
    for finding in document.findings:
        pieces = [piece for span in _joined(finding.placed) for piece in _pieces(span, text)]
        if not pieces:
            continue
        number = numbers[finding.id] = len(numbers) + 1
        yield _entity(number, finding.label, pieces, text)
        for name, value in _attributes(finding):
            attributes += 1
            yield f"A{attributes}\t{name} T{number} {value}".rstrip()
        yield f"#{number}\tAnnotatorNotes T{number}\t{_note(finding)}"
    yield from _relations(document, numbers)


def configuration() -> str:
    """`annotation.conf`: the labels, relations and attributes that the files use."""
    labels = "|".join(KINDS)
    acts = "|".join(TYPES)
    lines = [
        "[entities]",
        *TYPES,
        *KINDS,
        "[relations]",
        f"supports\tArg1:{labels}, Arg2:{acts}",
        "[events]",
        "[attributes]",
        f"Status\tArg:{acts}, Value:{'|'.join(STATUSES)}",
        f"Theme\tArg:{labels}, Value:{'|'.join(THEMES)}",
        *(f"{name}\tArg:{acts}" for name in map(_domain, DOMAINS)),
    ]
    return "".join(f"{line}\n" for line in lines)


def _entity(number: int, label: str, pieces: list[Span], text: str) -> str:
    places = ";".join(f"{piece.start} {piece.end}" for piece in pieces)
    words = " ".join(text[piece.start : piece.end] for piece in pieces)
    return f"T{number}\t{label} {places}\t{words}"


def _joined(spans: Iterable[Span]) -> list[Span]:
    """In their order, those that overlap or touch as one: brat refuses overlapping pieces."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _pieces(span: Span, text: str) -> Iterator[Span]:
    """The stretch line by line, without white space at the ends of lines."""
    for match in _LINE.finditer(text, span.start, span.end):
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        yield Span(start, match.end())


def _attributes(finding: Finding) -> Iterator[tuple[str, str]]:
    entry = finding.entry
    if finding.list == "rationale":
        yield "Theme", entry["theme"]
        return
    yield "Status", entry["status"]
    for name in entry.get("domains", ()):
        yield _domain(name), ""


def _domain(name: str) -> str:
    return f"Domain_{name}"


def _note(finding: Finding) -> str:
    """The rest of the entry as JSON, which has no line end in it."""
    shown = {"evidence", "text", "start", "end", "status", "theme", "domains", "supports"}
    rest: dict[str, Any] = {k: v for k, v in finding.entry.items() if k not in shown}
    return escape_json(json.dumps(rest, ensure_ascii=False))


def _relations(document: Document, numbers: dict[str, int]) -> Iterator[str]:
    pairs = (
        (finding.id, name)
        for finding in document.of("rationale")
        for name in finding.entry.get("supports", ())
    )
    known = (pair for pair in pairs if set(pair) <= set(numbers))
    for number, (reason, act) in enumerate(known, start=1):
        yield f"R{number}\tsupports Arg1:T{numbers[reason]} Arg2:T{numbers[act]}"


FORMAT = Format("text and standoff annotation of each article", files=files, needs_text=True)
