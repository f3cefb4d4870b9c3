"""Train the dependency parser on trees with predicted tags; parse files with it."""

from __future__ import annotations

import random
from pathlib import Path

import torch
from stanza.models import parser as stanza_parser
from stanza.models.common.doc import DEPREL, HEAD
from stanza.models.common.pretrain import Pretrain
from stanza.models.common.utils import set_random_seed
from stanza.models.depparse.data import DataLoader, Dataset
from stanza.models.depparse.trainer import GraphTrainer, Trainer
from stanza.utils.conll import CoNLL

from training.device import DEVICE, FLAGS
from training.loop import Plan, Run, buckets

SEED = 1234
WORDS_PER_BATCH = 1000
OPTIONS = [
    "--lang", "fr", "--shorthand", "fr_news", "--hidden_dim", "256", "--num_layers", "3",
    "--char_hidden_dim", "120", "--char_emb_dim", "50", "--deep_biaff_hidden_dim", "200",
    "--transformed_dim", "125", "--word_emb_dim", "75", "--tag_emb_dim", "50",
    "--word_cutoff", "3", "--dropout", "0.4", "--no_xpos", "--no_ufeats",
    "--augment_nopunct", "0.1", "--optim", "adam", "--lr", "0.003", "--beta2", "0.95",
    "--weight_decay", "0.0", "--no_plateau", "--no_checkpoint",
]  # fmt: skip


def predict(trainer: Trainer, data: Dataset) -> list[list[list]]:
    """Head and relation of every word, sentence by sentence in the file's order."""
    found: dict[int, list[list]] = {}
    order = sorted(range(len(data)), key=data.lengths.__getitem__)
    with torch.no_grad():
        for start in range(0, len(order), 40):
            part = order[start : start + 40]
            batch = DataLoader.collate([data[i] for i in part])
            found.update(zip(part, trainer.predict(batch), strict=True))
    return [found[i] for i in range(len(data))]


def score(gold: list, predicted: list) -> dict[str, float]:
    words = uas = las = full = 0
    for sentence, tree in zip(gold, predicted, strict=True):
        for (own_head, own_label), (head, label) in zip(sentence, tree, strict=True):
            words += 1
            if int(own_head) == int(head):
                uas += 1
                las += own_label.split(":")[0] == label.split(":")[0]
                full += own_label == label
    return {"LAS": 100 * las / words, "UAS": 100 * uas / words, "full": 100 * full / words}


def train(
    source: Path, dev: Path, vectors: Path, out: Path, plan: Plan, start: Path | None = None
) -> None:
    """Train on a tagged treebank; from the weights of another model if one is given."""
    args = stanza_parser.parse_args([*OPTIONS, *FLAGS])
    set_random_seed(SEED)
    pretrain = Pretrain(str(vectors))
    data = Dataset(CoNLL.conll2doc(str(source)), args, pretrain)
    dev_doc = CoNLL.conll2doc(str(dev))
    dev_data = Dataset(dev_doc, args, pretrain, vocab=data.vocab, evaluation=True)
    gold = dev_doc.get([HEAD, DEPREL], as_sentences=True)
    trainer = GraphTrainer(args=args, vocab=data.vocab, pretrain=pretrain, device=DEVICE)
    out.parent.mkdir(parents=True, exist_ok=True)
    run = Run(trainer, trainer.optimizer.values(), out, plan)
    if start:
        run.start_from(start)
    rng = random.Random(SEED + run.step + plan.steps)
    batches = (
        DataLoader.collate([data[i] for i in part])
        for part in buckets(data.lengths, WORDS_PER_BATCH, rng)
    )
    run.fit(batches, lambda: score(gold, predict(trainer, dev_data)))


def parse(model: Path, vectors: Path, source: Path) -> list[list[list]]:
    """Heads and relations predicted for a tagged CoNLL-U file."""
    pretrain = Pretrain(str(vectors))
    trainer = Trainer.load(str(model), pretrain, device=DEVICE)
    data = Dataset(
        CoNLL.conll2doc(str(source)), trainer.args, pretrain, vocab=trainer.vocab, evaluation=True
    )
    return predict(trainer, data)
