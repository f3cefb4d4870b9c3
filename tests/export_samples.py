"""An invented article that makes offsets hard, its annotation, and a folder with both."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from annotator.model import Annotation, Party, Quote, Span, Speaker, When
from annotator.record import to_record
from annotator.writers import WRITERS
from records import EXERCISE, MACHINE, PARTIES, REASON, make_annotation, make_article

# Emoji beyond U+FFFF, one of several code points, letters of two, Windows line ends, U+2028.
TEXT = (
    "=1+1 \U0001f680 Lisbonne et Oslo pre\u0301parent « Brume »\r\n\r\n"
    "\U0001f468\u200d\u2708\ufe0f Le Portugal, dit-on, et la Norve\u0300ge tiendront en mai\r\n"
    "un exercice naval \U0001f6a2 commun, @large; ou près.\r\n"
    "Il s'agit de mieux surveiller\u2028les ca\u0302bles \U0001f30a sous-marins, a explique\u0301 Ana Prates.\r\n"
)


def quote(first: str, last: str, text: str = TEXT) -> Quote:
    """The stretch from the words `first` to the words `last`."""
    start = text.index(first)
    end = text.index(last, start) + len(last)
    return Quote(text[start:end], start, end)


PIECES = (quote("Le Portugal", "Portugal"), quote("la Norv", "commun"))
WORDS = quote("mieux", "sous-marins")
ACT = replace(EXERCISE, evidence=PIECES, where="@large; ou près", domains=("maritime", "cyber"))
VISIT = replace(
    EXERCISE,
    id="visit-nor-prt-x-a-b",
    type="visit",
    parties=("NOR", "PRT", "X:a;b\\c"),
    status="done",
    evidence=(quote("\U0001f680 Lisbonne", "pre\u0301parent"),),
    domains=(),
    when=When("en mai"),
)
WHY = replace(REASON, text=WORDS.quote, start=WORDS.start, end=WORDS.end)
SPANS = {
    ACT.id: [Span(q.start, q.end) for q in PIECES],
    VISIT.id: [Span(q.start, q.end) for q in VISIT.evidence],
    WHY.id: [Span(WORDS.start, WORDS.end)],
}


def sample(**changes: Any) -> Annotation:
    article = make_article(TEXT, "brume.txt", title="=1+1 \U0001f680 Lisbonne", source="-AFP")
    fields = {
        "article": article,
        "cooperation": (ACT, VISIT),
        "rationale": (replace(WHY, stated_by=Speaker("Ana Prates", "NOR, PRT")),),
    } | changes
    codes = sorted({code for entry in fields["cooperation"] for code in entry.parties})
    names = {party.id: party for party in PARTIES}
    return make_annotation(
        **fields,
        relevant=bool(codes),
        parties=tuple(names.get(code, Party(code, code)) for code in codes),
    )


def write_sample(folder: Path, name: str = "brume", **changes: Any) -> Path:
    """Article and annotation in `folder`, which is made; gives the annotation's path."""
    folder.mkdir(parents=True, exist_ok=True)
    annotation = sample(**changes)
    (folder / f"{name}.txt").write_bytes(annotation.article.text.encode())
    path = folder / f"{name}.yaml"
    record = to_record(annotation, MACHINE, f"{name}.txt")
    path.write_text(WRITERS["yaml"][1](record), encoding="utf-8")
    return path
