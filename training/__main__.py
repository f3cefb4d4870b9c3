"""Command line of the recipe: python -m training STAGE --data DIR --work DIR.

The weights of the ranker need no treebank: `python -m training ranker` (see `ranker.py`).
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable
from pathlib import Path

import torch

from training import (
    assemble,
    crossfit,
    fast,
    lemmatizer,
    ner,
    ner_data,
    parser,
    prepare,
    ranker,
    tagger,
    tokenizer,
    unimorph,
    vectors,
)
from training.loop import Plan

DIMENSIONS = 150
PLANS = {
    "tagger": Plan(steps=2600, peak=0.004, every=400),
    "parser": Plan(steps=4200, peak=0.002, every=400),
    "parser-again": Plan(steps=1300, peak=0.0013, warmup=50, every=260, decay=0.996),
    "ner": Plan(steps=2000, peak=0.003, every=250),
    "ner-again": Plan(steps=800, peak=0.0015, warmup=50, every=200, decay=0.995),
}
DEFAULT_OUT = Path(__file__).parents[1] / "annotator" / "data" / "models" / "default"


def plan(args: argparse.Namespace, stage: str) -> Plan:
    chosen = PLANS[stage]
    chosen.steps = args.steps or chosen.steps
    return chosen


def train_tagger(args: argparse.Namespace) -> None:
    work = args.work
    files = [work / "train-varied.conllu", work / "unimorph-settled.conllu"]
    tagger.train(
        files, work / "dev.conllu", work / "vectors.pt", work / "tagger.pt", plan(args, "tagger")
    )


def train_parser(args: argparse.Namespace) -> None:
    work = args.work
    train, dev = work / "train-tagged.conllu", work / "dev-tagged.conllu"
    first, vector_file = work / "parser-first.pt", work / "vectors.pt"
    parser.train(train, dev, vector_file, first, plan(args, "parser"))
    parser.train(train, dev, vector_file, work / "parser.pt", plan(args, "parser-again"), first)


def train_ner(args: argparse.Namespace) -> None:
    ner_data.run(args.data, args.work)
    first = args.work / "ner-first.pt"
    ner.train(args.work, first, plan(args, "ner"))
    ner.train(args.work, args.work / "ner.pt", plan(args, "ner-again"), first)


# The stages in the order in which they need each other's results.
STAGES: dict[str, Callable[[argparse.Namespace], None]] = {
    "prepare": lambda args: prepare.run(args.data, args.work),
    "vectors": lambda args: vectors.build(args.work / "vectors.pt", DIMENSIONS),
    "tokenizer": lambda args: tokenizer.train(args.work, args.steps or tokenizer.STEPS),
    "mwt": lambda args: tokenizer.train_mwt(args.work),
    "crossfit": lambda args: crossfit.run(args.work),
    "unimorph": lambda args: unimorph.run(args.work),
    "tagger": train_tagger,
    "lemmatizer": lambda args: lemmatizer.train(args.work),
    "parser": train_parser,
    "ner": train_ner,
    "assemble": lambda args: assemble.run(args.work, args.out, args.scores),
}


def main() -> None:
    if sys.argv[1:2] == ["ranker"]:  # has options of its own
        ranker.main(sys.argv[2:])
        return
    reader = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    reader.add_argument("stage", choices=[*STAGES, "all"])
    reader.add_argument("--data", type=Path, help="folder with ud/, ner/ and text/")
    reader.add_argument("--work", type=Path, required=True, help="folder for everything made")
    reader.add_argument("--out", type=Path, default=DEFAULT_OUT, help="where assemble puts the set")
    reader.add_argument("--scores", type=Path, help="JSON of scores for the manifest")
    reader.add_argument("--steps", type=int, help="training steps, instead of the stage's own")
    reader.add_argument("--threads", type=int, default=2)
    args = reader.parse_args()
    if args.data is None and args.stage in ("prepare", "ner", "all"):
        reader.error(f"{args.stage} needs --data")
    logging.getLogger("stanza").setLevel(logging.WARNING)
    torch.set_num_threads(args.threads)
    fast.install()
    args.work.mkdir(parents=True, exist_ok=True)
    for stage in STAGES if args.stage == "all" else [args.stage]:
        STAGES[stage](args)


if __name__ == "__main__":
    main()
