"""Give the training data the tags that a tagger predicts for text it has not seen.

A parser trained on gold tags trusts them too much.  The data is cut into folds; each fold is tagged
by a tagger trained briefly on the others.
"""

from __future__ import annotations

import random
from pathlib import Path

from training import augment, conllu, tagger
from training.conllu import FEATS, UPOS
from training.loop import Plan
from training.prepare import FOLDS, SEED

PLAN = Plan(steps=600, peak=0.004, every=300)


def train_fold(work: Path, fold: int) -> None:
    others = [work / f"fold{i}.conllu" for i in range(FOLDS) if i != fold]
    tagger.train(others, work / "dev.conllu", work / "vectors.pt", work / f"fold{fold}.pt", PLAN)


def relabel(source: Path, tags: list[list[list[str]]]) -> list[conllu.Sentence]:
    sentences = conllu.read(source)
    for sentence, found in zip(sentences, tags, strict=True):
        for word, (upos, _, feats) in zip(sentence.words, found, strict=True):
            word[UPOS], word[FEATS] = upos, feats
    return sentences


def run(work: Path) -> None:
    tagged: list[list[conllu.Sentence]] = []
    for fold in range(FOLDS):
        if not (work / f"fold{fold}.pt").exists():
            train_fold(work, fold)
        source = work / f"fold{fold}.conllu"
        tagged.append(
            relabel(source, tagger.tag(work / f"fold{fold}.pt", work / "vectors.pt", source))
        )
    rng = random.Random(SEED)
    conllu.write(
        work / "train-tagged.conllu", [augment.vary(s, rng) for part in tagged for s in part]
    )
    dev = work / "dev.conllu"
    conllu.write(
        work / "dev-tagged.conllu",
        relabel(dev, tagger.tag(work / "fold0.pt", work / "vectors.pt", dev)),
    )
