"""Minimal reading and writing of CoNLL-U: enough for the treebanks of this recipe."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ID, FORM, LEMMA, UPOS, XPOS, FEATS, HEAD, DEPREL, DEPS, MISC = range(10)
FIELDS = 10


@dataclass
class Sentence:
    """One sentence: the raw text and its rows (words and multi-word token lines)."""

    text: str
    rows: list[list[str]]
    sent_id: str = ""
    extra: list[list[str]] = field(default_factory=list)  # columns after the tenth, per row

    @property
    def words(self) -> list[list[str]]:
        return [row for row in self.rows if row[ID].isdigit()]

    def key(self) -> str:
        """What identifies the sentence across corpora: its text without white space."""
        return re.sub(r"\s+", "", self.text)

    def copy(self) -> Sentence:
        return Sentence(self.text, [row[:] for row in self.rows], self.sent_id)


def read(path: Path) -> list[Sentence]:
    return list(iterate(path.read_text(encoding="utf-8")))


def iterate(content: str) -> Iterator[Sentence]:
    for block in re.split(r"\n\s*\n", content):
        sentence = parse_block(block)
        if sentence.rows:
            yield sentence


def parse_block(block: str) -> Sentence:
    text, sent_id = "", ""
    rows: list[list[str]] = []
    extra: list[list[str]] = []
    for line in block.split("\n"):
        if line.startswith("# text = "):
            text = line[9:].strip()
        elif line.startswith("# sent_id = "):
            sent_id = line[12:].strip()
        elif line and not line.startswith("#"):
            columns = line.split("\t")
            if "." in columns[ID]:  # empty nodes carry no text
                continue
            rows.append(columns[:FIELDS])
            extra.append(columns[FIELDS:])
    return Sentence(text, rows, sent_id, extra)


def parse_feats(feats: str) -> dict[str, str]:
    if feats in ("_", ""):
        return {}
    return dict(pair.split("=", 1) for pair in feats.split("|"))


def format_feats(feats: dict[str, str]) -> str:
    return "|".join(f"{k}={v}" for k, v in sorted(feats.items())) or "_"


def space_after(misc: str) -> bool:
    return "SpaceAfter=No" not in misc


def write(path: Path, sentences: Iterable[Sentence]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as out:
        for number, sentence in enumerate(sentences, 1):
            out.write(f"# sent_id = {sentence.sent_id or number}\n# text = {sentence.text}\n")
            out.writelines("\t".join(row) + "\n" for row in sentence.rows)
            out.write("\n")
