"""Choose, clean and split the treebanks; write what the other stages read."""

from __future__ import annotations

import random
from pathlib import Path

from training import augment, obliques, unimorph
from training.conllu import DEPREL, FEATS, FORM, HEAD, MISC, UPOS, Sentence, read, write
from training.features import Reference, harmonise, strip_foreign

TREEBANKS = {
    "sequoia": "fr_sequoia-ud-train.conllu",
    "gsd": "fr_gsd-ud-dev.conllu",
    "sample": "fr_gsd-ud-train-sample.conllu",
    "pud": "fr_pud-ud-test.conllu",
    "fqb": "fr_fqb-ud-test.conllu",
}
HAS_VOICE = {"sequoia", "gsd"}
UNIMORPH = ("gsd_unimorph_dev.conllu", "gsd_unimorph_test.conllu")
# Never in training: the sets that scores are reported on, and the one that models are chosen on.
HELD_OUT = ("fr_sequoia-ud-dev.conllu", "fr_sequoia-ud-test.conllu", "fr_gsd-ud-test.conllu")
FOLDS = 2
SEED = 7


def is_whole(sentence: Sentence) -> bool:
    """No blank tags, heads or relations (some sentences of the GSD sample have them)."""
    return bool(sentence.rows) and all(
        w[UPOS] != "_" and w[HEAD].isdigit() and w[DEPREL] != "_" and w[FORM] != "_"
        for w in sentence.words
    )


def held_out(ud: Path) -> set[str]:
    return {s.key() for name in HELD_OUT for s in read(ud / name)}


def load_treebanks(ud: Path, banned: set[str]) -> dict[str, list[Sentence]]:
    banks = {}
    for name, file in TREEBANKS.items():
        whole = [s for s in read(ud / file) if is_whole(s) and s.key() not in banned]
        for sentence in whole:
            strip_foreign(sentence)
        banks[name] = whole
    reference = Reference(banks["sequoia"])
    for name, sentences in banks.items():
        if name != "sequoia":
            for sentence in sentences:
                harmonise(sentence, reference, voice=name in HAS_VOICE)
    table = obliques.learn(banks["sequoia"] + banks["gsd"])
    for sentence in banks["pud"]:
        obliques.apply(sentence, table)
    return banks


def load_unimorph(ud: Path, banned: set[str]) -> list[Sentence]:
    """GSD sentences with lemmas and UniMorph features alone, each once."""
    kept: dict[str, Sentence] = {}
    for file in UNIMORPH:
        for sentence in read(ud / file):
            if sentence.key() not in banned:
                for word in sentence.words:  # Stanza wants universal features in their column
                    word[MISC], word[FEATS] = unimorph.MARK + word[FEATS], "_"
                kept.setdefault(sentence.key(), sentence)
    return list(kept.values())


def run(data: Path, work: Path) -> None:
    ud = data / "ud"
    rng = random.Random(SEED)
    banned = held_out(ud)
    banks = load_treebanks(ud, banned)
    train = [s for bank in banks.values() for s in bank]
    trees = {s.key() for s in train}
    rng.shuffle(train)
    write(work / "train.conllu", train)
    for fold in range(FOLDS):
        write(work / f"fold{fold}.conllu", train[fold::FOLDS])
    write(work / "train-varied.conllu", [augment.vary(s, rng) for s in train])
    extra = load_unimorph(ud, banned | trees)
    write(work / "unimorph.conllu", extra)
    dev = read(ud / "fr_sequoia-ud-dev.conllu")
    for sentence in dev:
        strip_foreign(sentence)
    write(work / "dev.conllu", dev)
    words = sum(len(s.words) for s in train)
    print(f"{len(train)} trees, {words} words; {len(extra)} more sentences without trees")
