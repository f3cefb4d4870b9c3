"""Train the tagger for parts of speech and features; tag files with it."""

from __future__ import annotations

import random
from pathlib import Path

import torch
from stanza.models import tagger as stanza_tagger
from stanza.models.common.doc import FEATS, UPOS, Document
from stanza.models.common.pretrain import Pretrain
from stanza.models.common.utils import set_random_seed
from stanza.models.pos.data import Dataset
from stanza.models.pos.trainer import Trainer
from stanza.utils.conll import CoNLL

from training.device import DEVICE, FLAGS
from training.loop import Plan, Run, buckets

SEED = 1234
WORDS_PER_BATCH = 1000
OPTIONS = [
    "--lang", "fr", "--shorthand", "fr_news", "--hidden_dim", "200", "--char_hidden_dim", "120",
    "--char_emb_dim", "50", "--deep_biaff_hidden_dim", "200", "--transformed_dim", "125",
    "--composite_deep_biaff_hidden_dim", "100", "--tag_emb_dim", "50", "--word_emb_dim", "75",
    "--word_cutoff", "3", "--dropout", "0.4", "--beta2", "0.98", "--augment_nopunct", "0.1",
]  # fmt: skip


def load_doc(path: Path) -> Document:
    return CoNLL.conll2doc(str(path))


def predict(trainer: Trainer, data: Dataset) -> list[list[list[str]]]:
    """UPOS and features of every word, sentence by sentence in the file's order."""
    found: dict[int, list[list[str]]] = {}
    order = sorted(range(len(data)), key=lambda i: len(data.data[i].text))
    with torch.no_grad():
        for start in range(0, len(order), 60):
            part = order[start : start + 60]
            batch = data.collate_fn([data[i] for i in part])
            found.update(zip(part, trainer.predict(batch), strict=True))
    return [found[i] for i in range(len(data))]


def score(gold: list, predicted: list) -> dict[str, float]:
    words = upos = feats = 0
    for sentence, tags in zip(gold, predicted, strict=True):
        for (own_upos, own_feats), (tag, _, feature) in zip(sentence, tags, strict=True):
            words += 1
            upos += own_upos == tag
            feats += (own_feats or "_") == feature
    return {
        "mean": 50 * (upos + feats) / words,
        "UPOS": 100 * upos / words,
        "UFeats": 100 * feats / words,
    }


def train(files: list[Path], dev: Path, vectors: Path, out: Path, plan: Plan) -> None:
    args = stanza_tagger.parse_args([*OPTIONS, *FLAGS])
    set_random_seed(SEED)
    pretrain = Pretrain(str(vectors))
    docs = [load_doc(path) for path in files]
    vocab = Dataset.init_vocab(docs, args)
    joined = [Dataset(doc, args, pretrain, vocab=vocab) for doc in docs]
    data = joined[0]
    for more in joined[1:]:
        data.data += more.data
    dev_doc = load_doc(dev)
    dev_data = Dataset(dev_doc, args, pretrain, vocab=vocab, evaluation=True)
    gold = dev_doc.get([UPOS, FEATS], as_sentences=True)
    trainer = Trainer(args=args, vocab=vocab, pretrain=pretrain, device=DEVICE)
    lengths = [len(sample.text) for sample in data.data]
    out.parent.mkdir(parents=True, exist_ok=True)
    run = Run(trainer, trainer.optimizers.values(), out, plan)
    rng = random.Random(SEED + run.step)
    batches = (
        data.collate_fn([data[i] for i in part]) for part in buckets(lengths, WORDS_PER_BATCH, rng)
    )
    run.fit(batches, lambda: score(gold, predict(trainer, dev_data)))


def tag(model: Path, vectors: Path, source: Path) -> list[list[list[str]]]:
    """UPOS, XPOS and features predicted for the words of a CoNLL-U file."""
    pretrain = Pretrain(str(vectors))
    trainer = Trainer(pretrain=pretrain, model_file=str(model), device=DEVICE)
    data = Dataset(load_doc(source), trainer.args, pretrain, vocab=trainer.vocab, evaluation=True)
    return predict(trainer, data)
