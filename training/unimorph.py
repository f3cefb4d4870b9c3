"""Read UniMorph tags as universal parts of speech and features.

They leave some choices open (être and avoir as verb or auxiliary, types of pronouns); the tagger
trained on the treebanks settles those, within what the UniMorph tag allows.
"""

from __future__ import annotations

import random
from pathlib import Path

from training import augment, conllu, tagger
from training.conllu import FEATS, MISC, UPOS, format_feats, parse_feats

ALLOWED = {
    "N": ("NOUN",),
    "PROPN": ("PROPN",),
    "ADJ": ("ADJ",),
    "ADV": ("ADV",),
    "ADP": ("ADP",),
    "DET": ("DET",),
    "NUM": ("NUM",),
    "INTJ": ("INTJ",),
    "PRO": ("PRON",),
    "CONJ": ("CCONJ", "SCONJ"),
    "V": ("VERB", "AUX"),
    "PART": (),
}
FEATURES = {
    "FEM": ("Gender", "Fem"),
    "MASC": ("Gender", "Masc"),
    "SG": ("Number", "Sing"),
    "PL": ("Number", "Plur"),
    "1": ("Person", "1"),
    "2": ("Person", "2"),
    "3": ("Person", "3"),
    "IND": ("Mood", "Ind"),
    "SBJV": ("Mood", "Sub"),
    "COND": ("Mood", "Cnd"),
    "IMP": ("Mood", "Imp"),
    "PRS": ("Tense", "Pres"),
    "PST": ("Tense", "Past"),
    "IPFV": ("Tense", "Imp"),
    "FUT": ("Tense", "Fut"),
    "FIN": ("VerbForm", "Fin"),
    "NFIN": ("VerbForm", "Inf"),
    "V.PTCP": ("VerbForm", "Part"),
    "NEG": ("Polarity", "Neg"),
    "REFL": ("Reflex", "Yes"),
}
OPEN = frozenset(("NOUN", "VERB", "ADJ", "PROPN"))
SEED = 8
MARK = "UniMorph="
VERBAL = frozenset(("Mood", "Tense", "VerbForm", "Person", "Number", "Gender"))


def read_tag(tag: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """The parts of speech that a tag allows, and the features that it states."""
    parts = tag.removeprefix(MARK).split(";")
    allowed = next((ALLOWED[p] for p in parts if p in ALLOWED), ())
    feats = dict(FEATURES[p] for p in parts if p in FEATURES)
    if "PRS" in parts and "COND" in parts:
        feats["Mood"], feats["Tense"] = "Cnd", "Pres"
    return allowed, feats


def settle(tag: str, upos: str, feats: str) -> tuple[str, str]:
    """The tagger's analysis, completed by the tag; the tag's own where open classes differ.

    On closed classes the two follow different conventions (« y », « toutes », « jusqu' »).
    """
    allowed, stated = read_tag(tag)
    found = parse_feats(feats)
    if not allowed or upos in allowed:
        if upos in OPEN:
            if stated.get("VerbForm", found.get("VerbForm")) != found.get("VerbForm"):
                found = {k: v for k, v in found.items() if k not in VERBAL}
            found.update({k: v for k, v in stated.items() if k in found or k in VERBAL})
        return upos, format_feats(found)
    if upos in OPEN and allowed[0] in OPEN and found.get("NumType") != "Ord":
        return allowed[0], format_feats(stated)
    return upos, feats


def run(work: Path) -> None:
    """Write the sentences with universal parts of speech and features."""
    source = work / "unimorph.conllu"
    predicted = tagger.tag(work / "fold0.pt", work / "vectors.pt", source)
    sentences = conllu.read(source)
    for sentence, tags in zip(sentences, predicted, strict=True):
        for word, (upos, _, feats) in zip(sentence.words, tags, strict=True):
            word[UPOS], word[FEATS] = settle(word[MISC], upos, feats)
    rng = random.Random(SEED)
    conllu.write(work / "unimorph-settled.conllu", [augment.vary(s, rng) for s in sentences])
