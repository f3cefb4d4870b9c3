"""An annotation as a piece of HTML for notebooks: no script, no style sheet, all text escaped.

Each finding has a number, which stands in brackets at both ends of its words, so that colour says
nothing that the brackets do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from annotator.model import Annotation, Cooperation, Rationale, Speaker
from annotator.problems import clean

_TEXT = (
    "white-space:pre-wrap;overflow-wrap:anywhere;max-height:30em;overflow:auto;line-height:1.6;"
    "border:1px solid #888;padding:.5em;margin-bottom:.5em"
)
_MARKS = {
    "cooperation": "background:#ffe08266;color:inherit;border-bottom:2px solid #b26a00",
    "rationale": "background:#80cbc466;color:inherit;border-bottom:2px dotted #00695c",
}
_HEAD = ("", "what", "who", "status or speaker", "when", "words", "confidence")
_CELL = "text-align:left;vertical-align:top"


@dataclass(frozen=True, slots=True)
class _Mark:
    """One stretch of a finding, by the finding's number and list."""

    start: int
    end: int
    number: int
    kind: str


def render(annotation: Annotation) -> str:
    """One `div`; the same annotation gives the same text."""
    text = _marked_text(annotation.article.text, list(_marks(annotation)))
    rows = list(_rows(annotation))
    table = _table(rows) if rows else f"<p>{_why_nothing(annotation)}</p>"
    return f'<div><div style="{_TEXT}" tabindex="0">{text}</div>{table}</div>'


def _why_nothing(annotation: Annotation) -> str:
    if annotation.article.language != "fr":
        return f"Not French ({_shown(annotation.article.language)}): nothing was looked for."
    return "No defence cooperation found."


def _marks(annotation: Annotation) -> Iterator[_Mark]:
    for number, entry in enumerate(annotation.cooperation, start=1):
        for quote in entry.evidence:
            yield _Mark(quote.start, quote.end, number, "cooperation")
    for number, reason in enumerate(annotation.rationale, start=len(annotation.cooperation) + 1):
        yield _Mark(reason.start, reason.end, number, "rationale")


def _marked_text(text: str, marks: Sequence[_Mark]) -> str:
    """The text cut where a mark begins or ends; stretches that are marked twice show the last."""
    cuts = sorted({0, len(text), *(m.start for m in marks), *(m.end for m in marks)})
    parts = [_brackets(0, marks)]
    for start, end in pairwise(cuts):
        over = [mark for mark in marks if mark.start <= start and end <= mark.end]
        words = _shown(text[start:end], lines=True)
        if over:
            words = f'<mark style="{_MARKS[over[-1].kind]}">{words}</mark>'
        parts += [words, _brackets(end, marks)]
    return "".join(parts)


def _brackets(at: int, marks: Sequence[_Mark]) -> str:
    """Ends before beginnings; of those that begin together the longest stands outside."""
    ends = sorted((m for m in marks if m.end == at), key=lambda m: -m.start)
    begins = sorted((m for m in marks if m.start == at), key=lambda m: -m.end)
    signs = [f"&nbsp;{m.number}]" for m in ends] + [f"[{m.number}&nbsp;" for m in begins]
    return "".join(f"<b><small>{sign}</small></b>" for sign in signs)


def _rows(annotation: Annotation) -> Iterator[tuple[str, ...]]:
    for number, entry in enumerate(annotation.cooperation, start=1):
        yield (f"[{number}]", *_act(entry))
    for number, reason in enumerate(annotation.rationale, start=len(annotation.cooperation) + 1):
        yield (f"[{number}]", *_reason(reason))


def _act(entry: Cooperation) -> tuple[str, ...]:
    when = (entry.when.date or entry.when.text) if entry.when else ""
    words = " … ".join(quote.quote for quote in entry.evidence)
    who = ", ".join(entry.parties)
    return entry.type, who, entry.status, when, words, f"{entry.confidence:.2f}"


def _reason(entry: Rationale) -> tuple[str, ...]:
    what = f"{entry.kind}: {entry.theme}"
    who = f"against {', '.join(entry.targets)}" if entry.targets else ""
    return what, who, _speaker(entry.stated_by), "", entry.text, f"{entry.confidence:.2f}"


def _speaker(speaker: Speaker) -> str:
    return ", ".join(part for part in (speaker.name, speaker.party) if part) or "article"


def _table(rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col" style="{_CELL}">{name}</th>' for name in _HEAD)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: str) -> str:
    return f'<td style="{_CELL}">{_shown(value)}</td>'


def _shown(text: str, *, lines: bool = False) -> str:
    """Escaped, with control characters and those that turn the text's direction made visible."""
    parts = text.split("\n") if lines else [text]
    return "\n".join(escape(clean(part.rstrip("\r"))) for part in parts)
