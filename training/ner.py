# ruff: noqa: SLF001 - Stanza has no public way to shorten a vocabulary
"""Train the NER tagger."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import torch
from stanza.models import ner_tagger
from stanza.models.common.doc import Document
from stanza.models.common.pretrain import Pretrain
from stanza.models.common.utils import set_random_seed
from stanza.models.ner.data import DataLoader
from stanza.models.ner.trainer import Trainer

from training.device import DEVICE, FLAGS
from training.loop import Plan, Run, buckets

SEED = 1234
WORDS_PER_BATCH = 1000
MOST_WORDS = 120_000  # the model file carries its own list of words
OPTIONS = [
    "--shorthand", "fr_news", "--hidden_dim", "200", "--char_hidden_dim", "100",
    "--char_emb_dim", "50", "--no_emb_finetune", "--no_input_transform", "--dropout", "0.4",
    "--word_dropout", "0.02", "--optim", "adam", "--lr", "0.002",
]  # fmt: skip
Entity = tuple[int, int, str]


def entities(tags: list[str]) -> set[Entity]:
    found, start = set(), 0
    for index, tag in enumerate(tags):
        if tag[:2] in ("B-", "S-"):
            start = index
        if tag[:2] in ("E-", "S-"):
            found.add((start, index + 1, tag[2:]))
    return found


def score(gold: list[list[str]], predicted: list[list[str]]) -> dict[str, float]:
    right, own, theirs = Counter(), Counter(), Counter()
    for tags, guesses in zip(gold, predicted, strict=True):
        a, b = entities(tags), entities(guesses)
        for counter, part in ((right, a & b), (own, a), (theirs, b)):
            counter.update(label for *_, label in part)
            counter["F1"] += len(part)
    return {k: 200 * right[k] / max(1, own[k] + theirs[k]) for k in ("F1", "PER", "LOC", "ORG")}


def shorten(pretrain: Pretrain) -> None:
    """Keep the most frequent words only; the rows stay as they are."""
    vocab = pretrain.vocab
    vocab._unit2id = dict(list(vocab._unit2id.items())[:MOST_WORDS])


class Data(DataLoader):
    """Stanza's loader, cut into batches of a given number of words."""

    def init_vocab(self, data):
        # no fine-tuned copy of the vectors: it would double the size of the model
        vocab = super().init_vocab(data)
        vocab._vocabs.pop("delta")
        return vocab

    def chunk_batches(self, data):
        return [data]

    def batches(self, rng: random.Random):
        pool = self.data[0]
        for part in buckets([len(s[0]) for s in pool], WORDS_PER_BATCH, rng):
            self.data = [[pool[i] for i in part]]
            yield self[0]


def predict(trainer: Trainer, data: Data) -> list[list[str]]:
    pool = data.data[0]
    order = sorted(range(len(pool)), key=lambda i: len(pool[i][0]))
    found: dict[int, list[str]] = {}
    with torch.no_grad():
        for start in range(0, len(order), 50):
            part = order[start : start + 50]
            data.data = [[pool[i] for i in part]]
            found.update(zip(part, trainer.predict(data[0]), strict=True))
    data.data = [pool]
    return [found[i] for i in range(len(pool))]


def load(path: Path) -> tuple[Document, list[list[str]]]:
    content = json.loads(path.read_text(encoding="utf-8"))
    return Document(content), [[t["ner"] for t in s] for s in content]


def train(work: Path, out: Path, plan: Plan, start: Path | None = None) -> None:
    """Train on the names of `work`; from the weights of another model if one is given."""
    args = ner_tagger.parse_args([*OPTIONS, *FLAGS])
    set_random_seed(SEED)
    pretrain = Pretrain(str(work / "vectors.pt"))
    shorten(pretrain)
    args["word_emb_dim"] = pretrain.emb.shape[1]
    trainer = (
        Trainer(args=args, model_file=str(start), pretrain=pretrain, device=DEVICE)
        if start
        else None
    )
    document, _ = load(work / "ner-train.json")
    data = Data(document, 1, args, pretrain, vocab=trainer.vocab if trainer else None)
    dev_document, gold = load(work / "ner-dev.json")
    dev = Data(dev_document, 1, args, pretrain, vocab=data.vocab, evaluation=True)
    trainer = trainer or Trainer(args=args, vocab=data.vocab, pretrain=pretrain, device=DEVICE)
    run = Run(trainer, [trainer.optimizer], out, plan)
    batches = data.batches(random.Random(SEED + run.step + plan.steps))
    run.fit(batches, lambda: score(gold, predict(trainer, dev)))
