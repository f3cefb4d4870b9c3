"""Sentences with named entities, from gold annotation: FrSemCor, POPCORN, WikiANN, FENEC."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training import conllu
from training.passages import tokens

Span = tuple[int, int, str]
TOKEN = re.compile(
    r"(?:M|MM|Mme|Mlle|Dr|Pr|Me|Gén|gén|Col|col|Lt|St|Ste|[A-Z])\.(?=\s?[A-ZÀ-Ý-])|J\.-C\."
    r"|\d+(?:[.,]\d+)*|\w+(?:[-‑]\w+)*['’]?|[^\w\s]"
)
SENTENCE = re.compile(r'(?<=[.!?…])["»”]?\s+(?=[A-ZÀ-Ý«"“])')
SEMCOR = {"PERS": "PER", "LOC": "LOC", "ORG": "ORG"}
PEOPLE = {"CIVILIAN", "MILITARY", "TERRORIST_OR_CRIMINAL", "TERRORIST"}
NOT_NAMES = frozenset(
    [
        "il",
        "elle",
        "ils",
        "elles",
        "on",
        "ce",
        "cela",
        "celui-ci",
        "celle-ci",
        "ceux-ci",
        "celles-ci",
        "le",
        "la",
        "les",
        "l'",
        "un",
        "une",
        "des",
        "du",
        "ces",
        "cet",
        "cette",
        "son",
        "sa",
        "ses",
        "leur",
        "leurs",
        "deux",
        "trois",
        "quatre",
        "cinq",
        "plusieurs",
        "certains",
        "certaines",
        "tous",
        "toutes",
        "chacun",
        "aucun",
        "quelques",
        "autre",
        "autres",
        "qui",
        "celui",
        "celle",
        "ceux",
        "lui",
        "eux",
        "beaucoup",
        "mon",
        "ma",
        "mes",
    ]
)


@dataclass
class Names:
    """A tokenised sentence with its names, as token positions."""

    words: list[str]
    spans: list[Span]


def clean(spans: list[Span]) -> list[Span]:
    """The longest of overlapping spans, in order."""
    kept: list[Span] = []
    for span in sorted(set(spans), key=lambda s: (s[0] - s[1], s)):
        if span[0] < span[1] and all(span[1] <= s[0] or s[1] <= span[0] for s in kept):
            kept.append(span)
    return sorted(kept)


def cut(text: str) -> list[tuple[int, int]]:
    """Token offsets of a text."""
    return [match.span() for match in TOKEN.finditer(text)]


def sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in SENTENCE.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def from_offsets(text: str, spans: list[Span]) -> Iterator[Names]:
    """Sentence by sentence, the tokens of a text and the names given as character offsets."""
    for start, end in sentences(text):
        places = [(a + start, b + start) for a, b in cut(text[start:end])]
        found = []
        for first, last, label in spans:
            inside = [i for i, (a, b) in enumerate(places) if a >= first and b <= last]
            if inside:
                found.append((inside[0], inside[-1] + 1, label))
        if places:
            yield Names([text[a:b] for a, b in places], clean(found))


def semcor(path: Path) -> Iterator[Names]:
    """Sequoia: the eleventh column numbers the expressions and types them where they begin."""
    for sentence in conllu.read(path):
        yield semcor_sentence(sentence)


def semcor_sentence(sentence: conllu.Sentence) -> Names:
    owners = list(tokens(sentence))
    place: dict[str, int] = {}
    for index, row in enumerate(owners):
        first, _, last = row[0].partition("-")
        for number in range(int(first), int(last or first) + 1):
            place[str(number)] = index
    members: dict[str, list[int]] = {}
    labels: dict[str, str] = {}
    for row, extra in zip(sentence.rows, sentence.extra, strict=True):
        for part in (extra[0] if extra and row[0] in place else "_").split(";"):
            match = re.match(r"(\d+)(?::.*NE-(\w+)\.final)?", part)
            if match:
                members.setdefault(match[1], []).append(place[row[0]])
                if match[2]:
                    labels[match[1]] = SEMCOR.get(match[2], "")
    spans = [(min(m), max(m) + 1, labels[k]) for k, m in members.items() if labels.get(k)]
    return Names([row[1] for row in owners], clean(spans))


def popcorn_label(kind: str) -> str:
    if kind in PEOPLE:
        return "PER"
    return "LOC" if kind == "PLACE" else "ORG" if kind.endswith("ORGANISATION") else ""


def is_name(text: str, start: int, value: str, common: set[str]) -> bool:
    """A mention that is a name: a capital that the start of a sentence does not explain."""
    words = value.replace("’", "'").split()
    if not words or not value[0].isupper() or words[0].lower() in NOT_NAMES:
        return False
    initial = start == 0 or text[:start].rstrip()[-1:] in '.!?…:«"'
    capitals = [w for w in words[1:] if w[0].isupper()]
    return bool(capitals) or not initial or words[0].lower() not in common


def popcorn(path: Path) -> Iterator[tuple[str, list[Span]]]:
    """Each report with its name-like mentions, as character offsets."""
    reports = list(json.loads(path.read_text(encoding="utf-8")).values())
    common = {w for r in reports for w in re.findall(r"(?<!\w)[a-zà-ÿ][\w-]*", r["text"])}
    for report in reports:
        spans = [
            (m["start"], m["end"], popcorn_label(entity["type"]))
            for entity in report["entities"] if popcorn_label(entity["type"])
            for m in entity["mentions"]
            if is_name(report["text"], m["start"], m["value"], common)
        ]  # fmt: skip
        yield report["text"], clean(spans)


WIKIANN = {1: "PER", 2: "PER", 3: "ORG", 4: "ORG", 5: "LOC", 6: "LOC"}


def wikiann(path: Path) -> Iterator[Names]:
    csv.field_size_limit(10**9)
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            quoted = re.findall(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"", row["tokens"])
            words = [a or b for a, b in quoted]
            tags = [int(tag) for tag in re.findall(r"\d+", row["ner_tags"])]
            if len(words) == len(tags):
                yield wiki_sentence(words, tags)


def wiki_sentence(words: list[str], tags: list[int]) -> Names:
    kept: list[str] = []
    spans: list[list] = []
    inside = False
    for word, tag in zip(words, tags, strict=True):
        if word in ("''", "'''", "``", "[[", "]]"):
            continue
        if tag == 0:
            inside = False
        elif tag % 2 or not inside:
            spans.append([len(kept), len(kept) + 1, WIKIANN[tag]])
            inside = True
        else:
            spans[-1][1] = len(kept) + 1
        kept.append(word)
    return Names(kept, [tuple(s) for s in spans])


def fenec(folder: Path, kinds: tuple[str, ...]) -> Iterator[tuple[str, list[Span]]]:
    """FENEC texts with their persons, places and organisations (for evaluation only)."""
    for path in sorted(folder.glob("*.txt")):
        if path.name.startswith(kinds):
            text = path.read_bytes().decode("utf-8")
            lines = path.with_suffix(".ann").read_text(encoding="utf-8").splitlines()
            yield text, clean([s for s in map(fenec_span, lines) if s and text[s[0]].isupper()])


def fenec_span(line: str) -> Span | None:
    match = re.match(r"T\d+\t(\S+) (\d+) (\d+)\t", line)
    if not match:
        return None
    kind = match[1]
    label = (
        "PER"
        if kind == "pers.ind"
        else "ORG"
        if kind.startswith("org.")
        else "LOC"
        if kind.startswith("loc.") and not kind.startswith("loc.add")
        else ""
    )
    return (int(match[2]), int(match[3]), label) if label else None
