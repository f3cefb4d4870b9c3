"""Running text for the tokenizer: sentences put back into paragraphs, with news typography."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from training import augment
from training.conllu import FORM, ID, MISC, Sentence, read, write

CONTRACTIONS = {
    "du": ("de", "le"), "des": ("de", "les"), "au": ("à", "le"), "aux": ("à", "les"),
    "duquel": ("de", "lequel"), "desquels": ("de", "lesquels"), "desquelles": ("de", "lesquelles"),
    "auquel": ("à", "lequel"), "auxquels": ("à", "lesquels"), "auxquelles": ("à", "lesquelles"),
    "desdites": ("de", "lesdites"), "desdits": ("de", "lesdits"), "dudit": ("de", "ledit"),
    "audit": ("à", "ledit"), "ès": ("en", "les"),
}  # fmt: skip
PARAGRAPH = (1, 2, 2, 3, 4, 5, 7)
TITLES = ("M.", "MM.")
ABBREVIATIONS = ("Gén.", "gén.", "Col.", "col.", "Cap.", "Lt.", "lt-col.", "Lt-Col.", "Dr.", "Cdt.",
                 "Sgt.", "Adm.", "Mgr.", "Pr.", "Me.")  # fmt: skip
CITIES = ("TOKYO", "Hanoï", "PARIS", "Moscou", "Bamako", "PÉKIN", "New Delhi", "DAKAR", "Berlin",
          "Le Caire", "BRUXELLES", "Alger", "N'Djamena", "Séoul", "Ouagadougou")  # fmt: skip
AGENCIES = ("AFP", "VNA", "Reuters", "APS", "Xinhua", "MAP", "AIB")
P_ABBREVIATION, P_DATELINE, P_TIGHT, P_NO_STOP = 0.5, 0.03, 0.3, 0.05


def restore(sentence: Sentence) -> Sentence | None:
    """Align words with their text, finding contracted tokens and missing spaces."""
    rows: list[list[str]] = []
    at, index, words = 0, 0, sentence.rows
    while index < len(words):
        while at < len(sentence.text) and sentence.text[at].isspace():
            at += 1
        form = words[index][FORM]
        if sentence.text.startswith(form, at):
            rows.append(words[index][:])
            index += 1
        else:
            form = contraction(
                sentence.text, at, [w[FORM].lower() for w in words[index : index + 2]]
            )
            if not form:
                return None
            first, second = words[index][:], words[index + 1][:]
            rows += [[f"{first[ID]}-{second[ID]}", form, *["_"] * 8], first, second]
            index += 2
        at += len(form)
        owner = rows[-3] if len(rows) > 2 and "-" in rows[-3][ID] else rows[-1]
        if at < len(sentence.text) and not sentence.text[at].isspace():
            owner[MISC] = "SpaceAfter=No"
    return Sentence(sentence.text, rows, sentence.sent_id)


def contraction(text: str, at: int, words: list[str]) -> str:
    match = re.match(r"\w+", text[at:])
    form = match.group() if match else ""
    return form if CONTRACTIONS.get(form.lower()) == tuple(words) else ""


def tokens(sentence: Sentence) -> Iterator[list[str]]:
    """The rows that stand for stretches of text: contracted tokens and other words."""
    covered = 0
    for row in sentence.rows:
        if "-" in row[ID]:
            covered = int(row[ID].split("-")[1])
            yield row
        elif int(row[ID]) > covered:
            yield row


def dress(sentence: Sentence, rng: random.Random) -> Sentence:
    """News typography of one sentence: abbreviated ranks, datelines, tight quotation marks."""
    copy = augment.vary(sentence, rng)
    for row in copy.rows:
        if row[FORM] in TITLES and rng.random() < P_ABBREVIATION:
            row[FORM] = rng.choice(ABBREVIATIONS)
    if rng.random() < P_DATELINE:
        copy.rows = dateline(rng) + copy.rows
        renumber(copy)
    last = copy.rows[-1]
    if last[FORM] == "." and len(copy.rows) > 3 and rng.random() < P_NO_STOP:
        copy.rows.pop()
    tight = rng.random() < P_TIGHT
    owners = list(tokens(copy))
    for row, following in pairwise(owners):
        if tight and (row[FORM] in "«“" or following[FORM] in "»”"):
            row[MISC] = "SpaceAfter=No"
    copy.text = text_of(copy)
    return copy


def dateline(rng: random.Random) -> list[list[str]]:
    city, dash = rng.choice(CITIES).split(), rng.choice(("-", "–", "—"))
    forms = [*city, "(", rng.choice(AGENCIES), ")", dash] if rng.random() < 0.4 else [*city, dash]
    glued = {"(": 1}
    rows = [["0", form, *["_"] * 8] for form in forms]
    for row, following in pairwise(rows):
        if row[FORM] in glued or following[FORM] == ")":
            row[MISC] = "SpaceAfter=No"
    return rows


def text_of(sentence: Sentence) -> str:
    parts = [r[FORM] + ("" if "SpaceAfter=No" in r[MISC] else " ") for r in tokens(sentence)]
    return "".join(parts).strip()


def renumber(sentence: Sentence) -> Sentence:
    """Consecutive identifiers, after rows were put in front."""
    number = 0
    for row in sentence.rows:
        if "-" in row[ID]:
            first, last = map(int, row[ID].split("-"))
            row[ID] = f"{number + 1}-{number + 1 + last - first}"
        else:
            number += 1
            row[ID] = str(number)
    return sentence


def write_paragraphs(
    sentences: list[Sentence], text: Path, conllu: Path, rng: random.Random
) -> None:
    """The text in paragraphs, and the sentences in the same order."""
    paragraphs, at = [], 0
    while at < len(sentences):
        size = rng.choice(PARAGRAPH)
        paragraphs.append(" ".join(s.text for s in sentences[at : at + size]))
        at += size
    text.write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
    write(conllu, sentences)


def ordered(path: Path) -> list[Sentence]:
    """The sentences by corpus and number, so that neighbours follow each other."""
    return sorted(read(path), key=lambda s: s.sent_id)


def build(work: Path, seed: int, copies: int = 3) -> None:
    rng = random.Random(seed)
    restored = [restore(s) for s in read(work / "unimorph.conllu")]
    plain = ordered(work / "train.conllu") + [s for s in restored if s]
    print(f"{sum(s is not None for s in restored)} of {len(restored)} sentences aligned")
    dressed = [dress(s, rng) for _ in range(copies) for s in plain]
    write_paragraphs(plain + dressed, work / "tokens.txt", work / "tokens.conllu", rng)
    write_paragraphs(read(work / "dev.conllu"), work / "dev.txt", work / "dev-text.conllu", rng)
