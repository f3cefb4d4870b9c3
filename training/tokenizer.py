"""Train the tokenizer and the dictionary that expands contracted tokens."""

from __future__ import annotations

from pathlib import Path

import torch
from stanza.models import mwt_expander
from stanza.models import tokenizer as stanza_tokenizer
from stanza.models.tokenization.trainer import Trainer
from stanza.utils.datasets import prepare_tokenizer_data

from training import passages
from training.conllu import Sentence, write
from training.device import FLAGS
from training.passages import CONTRACTIONS

SEED = 11
STEPS = 1250


def label(work: Path, name: str, conllu: str) -> None:
    prepare_tokenizer_data.main([
        str(work / f"{name}.txt"), str(work / conllu), "-o", str(work / f"{name}.toklabels"),
        "-m", str(work / f"{name}-mwt.json"),
    ])  # fmt: skip


def prepare(work: Path) -> None:
    passages.build(work, SEED)
    label(work, "tokens", "tokens.conllu")
    label(work, "dev", "dev-text.conllu")


def train(work: Path, steps: int = STEPS) -> None:
    """Two passes: the second, with less noise and a lower rate, goes on from the first."""
    prepare(work)
    first, second = work / "tokenizer-first.pt", work / "tokenizer.pt"
    if not first.exists():
        fit(work, first, steps, ["--lr0", "0.002"])
    quiet = ["--dropout", "0.2", "--unit_dropout", "0.15", "--feat_unit_dropout", "0.15"]
    Trainer.load = load_weights
    fit(work, second, steps * 2, ["--lr0", "0.0015", *quiet, "--load_name", first.name])


def load_weights(self: Trainer, filename: str, *_: object) -> None:
    """Go on from a model (Stanza's own form of this fails, and would orphan the optimizer)."""
    self.model.load_state_dict(torch.load(filename, weights_only=True)["model"])


def fit(work: Path, out: Path, steps: int, options: list[str]) -> None:
    stanza_tokenizer.main([
        "--mode", "train", "--lang", "fr", "--shorthand", "fr_news", *FLAGS,
        "--txt_file", str(work / "tokens.txt"), "--label_file", str(work / "tokens.toklabels"),
        "--mwt_json_file", str(work / "dev-mwt.json"), "--dev_txt_file", str(work / "dev.txt"),
        "--dev_label_file", str(work / "dev.toklabels"),
        "--dev_conll_gold", str(work / "dev-text.conllu"),
        "--conll_file", str(work / "dev-tokens.conllu"), "--max_seqlen", "300",
        "--batch_size", "32", "--steps", str(steps), "--eval_steps", "300",
        "--anneal", "0.7", "--anneal_after", "600", "--shuffle_steps", "500",
        "--save_dir", str(work), "--save_name", out.name, *options,
    ])  # fmt: skip


def contracted(form: str, parts: tuple[str, str]) -> Sentence:
    """A sentence of one contracted token."""
    blank = ["_"] * 4
    rows = [
        ["1-2", form, *blank, "_", "_", "_", "_"],
        ["1", parts[0], *blank, "0", "root", "_", "_"],
        ["2", parts[1], *blank, "1", "dep", "_", "_"],
    ]
    return Sentence(form, rows)


def write_contractions(path: Path) -> None:
    """The table of contractions in every capitalisation, so that none is guessed."""
    sentences = []
    for form, parts in CONTRACTIONS.items():
        for change in (str.lower, str.capitalize, str.upper):
            last = str.upper if change is str.upper else str.lower
            sentences.append(contracted(change(form), (change(parts[0]), last(parts[1]))))
    write(path, sentences)


def train_mwt(work: Path) -> None:
    write_contractions(work / "contractions.conllu")
    mwt_expander.main([
        "--mode", "train", "--data_dir", str(work), *FLAGS,
        "--train_file", str(work / "contractions.conllu"),
        "--eval_file", str(work / "contractions.conllu"), "--lang", "fr",
        "--gold_file", str(work / "contractions.conllu"), "--dict_only", "--shorthand", "fr_news",
        "--output_file", str(work / "dev-mwt.conllu"),
        "--save_dir", str(work), "--save_name", "mwt.pt",
    ])  # fmt: skip
