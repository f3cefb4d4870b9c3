"""spaCy's sentences as CoNLL-U, for the scorer."""

from __future__ import annotations

from training.passages import CONTRACTIONS


def spacy_conllu(sentence, expand: bool) -> str:
    """A spaCy sentence as CoNLL-U, with contracted prepositions expanded if asked."""
    words = [t for t in sentence if not t.is_space]
    splits = {
        t.i: CONTRACTIONS[t.lower_]
        for t in words
        if expand and t.lower_ in CONTRACTIONS and t.pos_ == "ADP"
    }
    number, place = 1, {}
    for token in words:
        place[token.i] = number
        number += 2 if token.i in splits else 1
    rows = []
    for token in words:
        rows += spacy_rows(token, place, splits.get(token.i))
    return "\n".join("\t".join(row) for row in rows) + "\n\n" if rows else ""


def spacy_rows(token, place: dict[int, int], parts) -> list[list[str]]:
    head = token.head
    while head.is_space and head.head is not head:
        head = head.head
    root = token.dep_ == "ROOT" or head.i not in place
    above = "0" if root else str(place[head.i])
    label = "root" if root else token.dep_
    number, form = place[token.i], token.text.replace("\n", " ")
    row = [
        str(number),
        form,
        token.lemma_ or "_",
        token.pos_ or "X",
        "_",
        str(token.morph) or "_",
        above,
        label,
        "_",
        "_",
    ]
    if not parts:
        return [row]
    plural = parts[1].endswith("les") or parts[1].endswith("s")
    feats = (
        "Definite=Def|Number=Plur|PronType=Art"
        if plural
        else "Definite=Def|Gender=Masc|Number=Sing|PronType=Art"
    )
    first = [*row[:1], parts[0], parts[0], "ADP", "_", "_", *row[6:]]
    second = [
        str(number + 1),
        parts[1],
        "le",
        "DET",
        "_",
        feats,
        above if not root else row[0],
        "det",
        "_",
        "_",
    ]
    return [[f"{number}-{number + 1}", form, *["_"] * 8], first, second]
