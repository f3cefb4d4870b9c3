"""The texts of a benchmark: a folder of .txt files, a JSONL file, or a CoNLL-U file's raw text."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path

from annotator.model import Article, Segment

SENTENCES = 10  # of a CoNLL-U file that make one article


def read_all(sources: Sequence[Path], limit: int | None = None) -> list[list[str]]:
    """The texts of all sources, at most `limit` of each."""
    return [text for source in sources for text in read_texts(source, limit)]


def read_texts(source: Path, limit: int | None = None) -> list[list[str]]:
    """The paragraphs of each text, white space folded; at most `limit` texts."""
    if source.is_dir():
        raw = [path.read_text(encoding="utf-8") for path in sorted(source.rglob("*.txt"))]
    elif source.suffix == ".jsonl":
        with source.open(encoding="utf-8") as lines:
            raw = [json.loads(line)["text"] for line in lines]
    else:
        raw = _read_conllu(source)
    paragraphs = [[" ".join(p.split()) for p in re.split(r"\n\s*\n", text)] for text in raw]
    return [[p for p in text if p] for text in paragraphs[:limit]]


def _read_conllu(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as lines:
        sentences = [line[9:].strip() for line in lines if line.startswith("# text = ")]
    return [
        " ".join(sentences[start : start + SENTENCES])
        for start in range(0, len(sentences), SENTENCES)
    ]


def make_article(paragraphs: list[str], path: str) -> Article:
    """An article with a segment a paragraph, blank lines between them."""
    segments, start = [], 0
    for paragraph in paragraphs:
        offsets = tuple(range(start, start + len(paragraph) + 1))
        segments.append(Segment("body", paragraph, offsets))
        start += len(paragraph) + 2
    text = "\n\n".join(paragraphs)
    return Article(path, text, hashlib.sha256(text.encode()).hexdigest(), "fr", tuple(segments))
