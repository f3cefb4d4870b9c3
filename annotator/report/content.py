"""Items → the data of the page: plain mappings and lists, small, made for the scripts to read.

Offsets stay what they are in the annotation files: code points of the article as decoded.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from typing import Any

from annotator.entries import anchored
from annotator.ids import unique
from annotator.model import Article
from annotator.problems import Problem
from annotator.report.collect import Item
from annotator.version import __version__
from annotator.yaml12 import load

Content = dict[str, Any]
OTHER = "other"  # a block of text that no segment covers: by-lines, links, share counters
_NOT_IN_IDS = re.compile(r"[^a-z0-9_.]+")
_SUFFIX = re.compile(r"\.ya?ml$")
_NOT_SHOWN = frozenset({"evidence", "text", "start", "end"})


def page_content(items: Sequence[Item], title: str) -> Content:
    """All that the page shows; `articles` in the order of `items`."""
    names = article_ids([item.name for item in items])
    return {
        "title": title,
        "version": __version__,
        "vocabulary": read_vocabulary(),
        "parties": _party_names(items),
        "articles": [_article(item, name) for item, name in zip(items, names, strict=True)],
    }


def read_vocabulary() -> dict[str, dict[str, dict[str, str]]]:
    """List (types, statuses, …) → value → how it is shown: `label`, `fr`, for some `mark`."""
    file = resources.files("annotator").joinpath("report/assets/vocabulary.yaml")
    vocabulary: dict[str, dict[str, dict[str, str]]] = load(file.read_text("utf-8"), file.name)
    return vocabulary


def article_ids(names: Sequence[str]) -> list[str]:
    """A word for each file name that can stand in a link; those that meet get a digest added."""
    return unique([_slug(name) for name in names], names)


def _slug(name: str) -> str:
    """`afrique/07 Été.yaml` → `afrique-07-ete`."""
    letters = unicodedata.normalize("NFKD", _SUFFIX.sub("", name))
    ascii_ = letters.encode("ascii", "ignore").decode().lower()
    return _NOT_IN_IDS.sub("-", ascii_).strip("-.") or "article"


def _party_names(items: Iterable[Item]) -> list[tuple[str, str]]:
    """Code and the name that most articles give it, by code."""
    names: dict[str, Counter[str]] = {}
    for item in items:
        for party in item.record["parties"]:
            names.setdefault(party["id"], Counter())[party["name"]] += 1
    return [(code, found.most_common(1)[0][0]) for code, found in sorted(names.items())]


def _article(item: Item, name: str) -> Content:
    record, article = item.record, item.article
    text = article.text if article else ""
    about = {k: v for k, v in record["article"].items() if k not in {"sha256", "encoding"}}
    return {
        "id": name,
        "name": item.name,
        **about,
        "text": text,
        "blocks": text_blocks(article) if article else [],
        "relevant": record["relevant"],
        "people": _people(record),
        "cooperation": [_finding("cooperation", e, text) for e in record["cooperation"]],
        "rationale": [_finding("rationale", e, text) for e in record["rationale"]],
        "machine": {k: v for k, v in record.get("machine", {}).items() if isinstance(v, str)},
        "review": record.get("review", {"status": "unreviewed"}),
        "problems": [_message(problem) for problem in item.problems],
    }


def _people(record: Mapping[str, Any]) -> list[list[str]]:
    return [
        [party["id"], person["name"], person.get("role", "")]
        for party in record["parties"]
        for person in party.get("people", ())
    ]


def _finding(kind: str, entry: Mapping[str, Any], text: str) -> Content:
    """An entry with `spans` in place of its quotes; `missing` are quotes not in the text."""
    fixed, _ = anchored(kind, dict(entry), text)
    key = "quote" if kind == "cooperation" else "text"
    quotes = fixed["evidence"] if kind == "cooperation" else [fixed]
    spans = [[quote["start"], quote["end"]] for quote in quotes if _stands(quote, key, text)]
    missing = [quote[key] for quote in quotes if not _stands(quote, key, text)]
    shown = {k: v for k, v in fixed.items() if k not in _NOT_SHOWN and v not in ([], "")}
    return {**shown, "spans": spans} | ({"missing": missing} if missing else {})


def _stands(quote: Mapping[str, Any], key: str, text: str) -> bool:
    found = text[quote["start"] : quote["end"]]
    return bool(found.strip()) and found.split() == quote[key].split()


def _message(problem: Problem) -> str:
    return f"{problem.message} (line {problem.line})"


def text_blocks(article: Article) -> list[tuple[str, int, int]]:
    """Kind, start and end of the parts of the text, which they cover from end to end.

    A part is one of the article's segments or, between them, what the program does not read;
    white space belongs to the part before it.
    """
    blocks: list[tuple[str, int, int]] = []
    at = 0
    for kind, start, end in _segments(article):
        if start < at:  # read twice: it stays where it stood first
            continue
        blocks += [(OTHER, at, start), (kind, start, end)]
        at = end
    blocks.append((OTHER, at, len(article.text)))
    return _without_blank(blocks, article.text)


def _segments(article: Article) -> list[tuple[str, int, int]]:
    parts = [
        (part.kind, part.offsets[0], part.offsets[len(part.text)])
        for part in article.segments
        if part.text
    ]
    return sorted(parts, key=lambda part: part[1:])


def _without_blank(blocks: Iterable[tuple[str, int, int]], text: str) -> list[tuple[str, int, int]]:
    kept: list[tuple[str, int, int]] = []
    for kind, start, end in blocks:
        if text[start:end].strip():
            kept.append((kind, kept[-1][2] if kept else 0, end))
        elif kept:
            kept[-1] = (kept[-1][0], kept[-1][1], end)
    return kept
