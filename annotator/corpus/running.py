"""The body of the file to its parts: title, paragraphs, captions, and the facts beside them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from annotator.corpus.boilerplate import Boilerplate, Found
from annotator.corpus.furniture import mark_furniture
from annotator.corpus.joining import join_lines
from annotator.corpus.lines import Line, Wrapping, group, read_lines, unglue
from annotator.corpus.marking import mark_boilerplate
from annotator.corpus.title import find_title, glued_title
from annotator.corpus.traced import Traced
from annotator.corpus.vocabulary import vocabulary

CAPTION = 300  # characters: what is longer and ends in a photo credit is a paragraph with one
DATELINES = 4  # paragraphs at the top that may begin with a place
_TITLE = Found("title", 0, 0)


@dataclass(frozen=True, slots=True)
class Part:
    """A segment in the making."""

    kind: str
    text: Traced


@dataclass(slots=True)
class Facts:
    """What lines beside the text and its datelines say; the first word counts."""

    source: str | None = None
    place: str | None = None
    dates: list[str] = field(default_factory=list)

    def add(self, facts: dict[str, str]) -> None:
        self.source = self.source or facts.get("source")
        self.place = self.place or facts.get("place")
        if "date" in facts:
            self.dates.append(facts["date"])


def read_parts(body: Traced, patterns: Boilerplate, *, titled: bool) -> tuple[list[Part], Facts]:
    """The parts in their order in the file; `titled` when the front matter has the title."""
    lines = mark_boilerplate(mark_furniture(read_lines(body), body), patterns)
    wrapping = Wrapping.of(lines)
    lines = unglue(lines, wrapping)
    text = [line for line in lines if not line.found]
    known = vocabulary(body.text)
    title = range(0) if titled else find_title(text, wrapping, patterns)
    parts = [_title([text[i].text for i in title], known, patterns)] if title else []
    taken = {text[i].text.starts[0] for i in title}
    rest = [replace(ln, found=_TITLE) if ln.text.starts[0] in taken else ln for ln in lines]
    paragraphs = [
        Part("body", join_lines([line.text for line in paragraph], known))
        for paragraph in _drop_edges(group(rest, wrapping), patterns)
    ]
    facts = Facts()
    parts += _cut(paragraphs, patterns, facts, titled=titled or bool(parts))
    for line in lines:
        if line.found:
            facts.add(line.found.facts)
    return parts, facts


def _title(lines: list[Traced], known: frozenset[str], patterns: Boilerplate) -> Part:
    text = join_lines(lines, known)
    head = patterns.head(text.text)
    return Part("title", text.cut(head.end) if head and head.end < len(text.text) else text)


def _drop_edges(paragraphs: list[list[Line]], patterns: Boilerplate) -> list[list[Line]]:
    """Names and rubrics before the first and after the last sentence are no text."""
    sentences = [i for i, lines in enumerate(paragraphs) if _is_text(lines)]
    if not sentences:
        return paragraphs
    inner = range(sentences[0], sentences[-1] + 1)
    return [
        lines
        for i, lines in enumerate(paragraphs)
        if i in inner or len(lines) > 1 or not patterns.edge(lines[0].text.text)
    ]


def _is_text(paragraph: list[Line]) -> bool:
    return sum(line.length for line in paragraph) >= 80 or paragraph[-1].ends_sentence


def _cut(parts: list[Part], patterns: Boilerplate, facts: Facts, *, titled: bool) -> list[Part]:
    """Paragraphs without datelines at the head and credits and agency marks at the end."""
    result: list[Part] = []
    marks: list[Found] = []
    for i, part in enumerate(parts):
        text = part.text
        if i == 0 and not titled:
            at = glued_title(text.text, patterns)
            result.append(Part("title", text.cut(0, at).strip()))
            text = text.cut(at).strip()
        if i < DATELINES:
            text = _cut_head(text, patterns, facts)
        result.append(_cut_tail(replace(part, text=text), patterns, marks))
    for mark in marks:
        facts.add(mark.facts)
    return [part for part in result if part.text.text]


def _cut_head(text: Traced, patterns: Boilerplate, facts: Facts) -> Traced:
    """The text behind its dateline and what stands before that."""
    for find in (patterns.head, patterns.dateline):
        if found := find(text.text):
            facts.add(found.facts)
            text = text.cut(found.end).strip()
    return text


def _cut_tail(part: Part, patterns: Boilerplate, marks: list[Found]) -> Part:
    """The part before a credit or an agency's mark, which goes to `marks`."""
    tail = patterns.tail(part.text.text)
    if not tail:
        return part
    text = part.text.cut(0, tail.start).strip()
    if not tail.caption:
        marks.append(tail)
    return Part("caption" if tail.caption and tail.start <= CAPTION else part.kind, text)
