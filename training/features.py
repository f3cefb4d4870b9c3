"""Bring the feature inventories of the treebanks together.

Sequoia is the reference: PUD gives epicene adjectives and « les » a gender, GSD numbers its
numerals and marks possessors, PUD and the QuestionBank have no passive voice.  A tagger trained on
the plain mixture has to guess the treebank before it can guess the feature.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from training.conllu import (
    DEPREL,
    FEATS,
    FORM,
    HEAD,
    ID,
    LEMMA,
    UPOS,
    Sentence,
    format_feats,
    parse_feats,
)

# The features that the CoNLL 2018 scorer compares and that Sequoia uses.
KEPT = frozenset(
    [
        "PronType",
        "NumType",
        "Poss",
        "Reflex",
        "Foreign",
        "Gender",
        "Number",
        "Definite",
        "VerbForm",
        "Mood",
        "Tense",
        "Voice",
        "Polarity",
        "Person",
    ]
)
# Parts of speech whose forms have a fixed analysis, so that missing features may be added.
CLOSED = frozenset(["DET", "PRON", "AUX", "ADP", "CCONJ", "SCONJ", "ADV"])
MIN_SEEN, RARE, USUAL = 3, 0.1, 0.9


class Reference:
    """What the reference treebank says about each form, as shares of features."""

    def __init__(self, sentences: list[Sentence]) -> None:
        self.seen: Counter[tuple[str, str]] = Counter()
        self.pairs: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
        self.lemmas: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self.ordinals: Counter[str] = Counter()
        for sentence in sentences:
            for word in sentence.words:
                feats = parse_feats(word[FEATS])
                key = (word[UPOS], word[FORM].lower())
                self.seen[key] += 1
                self.pairs[key].update(feats.items())
                self.lemmas[key][word[LEMMA]] += 1
                if feats.get("NumType") == "Ord":
                    self.ordinals[word[LEMMA].lower()] += 1

    def share(self, key: tuple[str, str], name: str) -> float:
        total = sum(n for (k, _), n in self.pairs[key].items() if k == name)
        return total / self.seen[key]

    def usual(self, key: tuple[str, str]) -> dict[str, str]:
        seen = self.seen[key]
        return {k: v for (k, v), n in self.pairs[key].items() if n >= USUAL * seen}


def strip_foreign(sentence: Sentence) -> None:
    """Keep only the features of the common inventory, and no language-specific tags."""
    for word in sentence.words:
        feats = parse_feats(word[FEATS])
        word[FEATS] = format_feats({k: v for k, v in feats.items() if k in KEPT})
        word[4] = "_"


def align_lemmas(sentence: Sentence, reference: Reference) -> None:
    """Closed classes take the reference's lemmas: « il » is « lui » there, « se » is « soi »."""
    for word in sentence.words:
        known = reference.lemmas.get((word[UPOS], word[FORM].lower().replace("’", "'")))
        if word[UPOS] in CLOSED and known and word[LEMMA] not in known:
            word[LEMMA] = known.most_common(1)[0][0]


def harmonise(sentence: Sentence, reference: Reference, *, voice: bool) -> None:
    """Rewrite the features of a sentence of another treebank as the reference would have them."""
    for word in sentence.words:
        feats = parse_feats(word[FEATS])
        upos, key = word[UPOS], (word[UPOS], word[FORM].lower())
        if feats.get("Voice") == "Act":
            del feats["Voice"]
        if upos == "NUM":
            feats = {"NumType": "Card"}
        elif upos == "DET" and "Poss" in feats:
            feats.pop("PronType", None)
            feats.pop("Person", None)
        elif upos == "ADJ" and word[LEMMA].lower() in reference.ordinals:
            feats["NumType"] = "Ord"
        if reference.seen[key] >= MIN_SEEN:
            align(feats, key, reference)
        elif upos in ("ADJ", "DET") and word[LEMMA].endswith("e"):
            feats.pop("Gender", None)  # epicene: one form for both genders
        elif upos == "PROPN":
            feats.pop("Gender", None)
            feats.pop("Number", None)
        word[FEATS] = format_feats(feats)
    align_lemmas(sentence, reference)
    if not voice:
        add_voice(sentence)


def align(feats: dict[str, str], key: tuple[str, str], reference: Reference) -> None:
    for name in list(feats):
        if name != "Voice" and reference.share(key, name) < RARE:
            del feats[name]
    if key[0] in CLOSED:
        for name, value in reference.usual(key).items():
            feats.setdefault(name, value)


def add_voice(sentence: Sentence) -> None:
    """Past participles that are not the head of a perfect are passive in Sequoia."""
    children: dict[str, set[str]] = defaultdict(set)
    for word in sentence.words:
        children[word[HEAD]].add(word[DEPREL])
    for word in sentence.words:
        feats = parse_feats(word[FEATS])
        if word[UPOS] != "VERB" or feats.get("VerbForm") != "Part" or feats.get("Tense") != "Past":
            continue
        mine = children[word[ID]]
        if "aux:pass" in mine or "nsubj:pass" in mine or "aux:tense" not in mine:
            feats["Voice"] = "Pass"
            word[FEATS] = format_feats(feats)
