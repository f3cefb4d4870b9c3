"""Pack the trained files into the folder that is shipped, in the form of training/plain.py."""

from __future__ import annotations

import datetime
import importlib.metadata
import json
from pathlib import Path

import torch

from annotator.nlp.models import MANIFEST
from training.plain import RESOURCES, list_files, write_json, write_plain

VERSION = "1.0"
FILES = {
    "tokenizer.pt": "tokenizer.json", "mwt.pt": "mwt.json", "tagger.pt": "tagger.json",
    "lemma.pt": "lemma.json", "parser.pt": "parser.json", "ner.pt": "ner.json",
    "vectors.pt": "fr.pretrain.json",
}  # fmt: skip
PIPELINE = {
    "lang": "fr", "processors": "tokenize,mwt,pos,lemma,depparse,ner",
    "tokenize_model_path": "tokenizer.json", "mwt_model_path": "mwt.json",
    "pos_model_path": "tagger.json", "pos_pretrain_path": "fr.pretrain.json",
    "lemma_model_path": "lemma.json", "depparse_model_path": "parser.json",
    "depparse_pretrain_path": "fr.pretrain.json", "ner_model_path": "ner.json",
    "ner_pretrain_path": "fr.pretrain.json",
}  # fmt: skip
DATA = [
    {
        "name": "UD French Sequoia",
        "licence": "LGPL-LR",
        "used_for": "tokenizer, tagger, lemmatizer, parser",
    },
    {
        "name": "UD French GSD (dev, a sample of train, UniMorph-annotated sentences)",
        "licence": "CC BY-SA 4.0",
        "used_for": "tokenizer, tagger, lemmatizer, parser",
    },
    {
        "name": "UD French PUD",
        "licence": "CC BY-SA 3.0",
        "used_for": "tokenizer, tagger, lemmatizer, parser",
    },
    {
        "name": "UD French FQB (QuestionBank)",
        "licence": "LGPL-LR",
        "used_for": "tokenizer, tagger, lemmatizer, parser",
    },
    {"name": "Sequoia FrSemCor / PARSEME names", "licence": "LGPL-LR", "used_for": "NER"},
    {"name": "POPCORN (train)", "licence": "MIT", "used_for": "NER"},
    {"name": "WikiANN French", "licence": "derived from Wikipedia, CC BY-SA", "used_for": "NER"},
    {
        "name": "Le Renseignor, radio news items, silver labels by fr_core_news_md",
        "licence": "MIT (text), LGPL-LR (labelling model)",
        "used_for": "NER",
    },
    {
        "name": "Explosion fastText vectors, from fr_core_news_md",
        "licence": "CC0",
        "used_for": "word vectors",
    },
]
# Settings that describe the machine of the training run and mean nothing to a user.
PLACES = ("_file", "_dir", "_name", "file", "wandb", "device")


def strip_config(config: dict) -> dict:
    kept = {}
    for key, value in config.items():
        if isinstance(value, str) and (key.endswith(PLACES) or Path(value).is_absolute()):
            kept[key] = ""
        else:
            kept[key] = value
    return kept


def halve(value):
    """Weights as 16-bit floats: Stanza copies them into its 32-bit parameters on loading."""
    if isinstance(value, torch.Tensor) and value.dtype == torch.float32:
        return value.half()
    if isinstance(value, dict):
        return type(value)((k, halve(v)) for k, v in value.items())
    return value


def pack(source: Path, target: Path) -> list[Path]:
    """What was written."""
    content = torch.load(source, map_location="cpu", weights_only=True)
    if "config" in content:
        content["config"] = strip_config(content["config"])
    for needless in ("optimizer_state_dict", "scheduler_state_dict", "dev_score_history"):
        content.pop(needless, None)
    if "model" in content and content["model"] is not None:
        content["model"] = halve(content["model"])
    return write_plain(content, target)


def describe(written: list[Path], scores: dict) -> dict:
    return {
        "name": "default", "version": VERSION, "date": datetime.date.today().isoformat(),
        "language": "fr", "stanza": importlib.metadata.version("stanza"),
        "licence": "CC BY-SA 4.0 (see training_data for attribution)",
        "pipeline": PIPELINE, "files": list_files(sorted(written)), "training_data": DATA,
        "scores": scores,
    }  # fmt: skip


def run(work: Path, out: Path, scores: Path | None = None) -> None:
    out.mkdir(parents=True, exist_ok=True)
    written = [
        path
        for name, target in FILES.items()
        if (work / name).exists()
        for path in pack(work / name, out / target)
    ]
    manifest = describe(written, json.loads(scores.read_text(encoding="utf-8")) if scores else {})
    write_json(manifest, out / MANIFEST, indent=1)
    write_json(RESOURCES, out / "resources.json")
    total = sum(f["bytes"] for f in manifest["files"].values())
    print(f"{len(manifest['files'])} files, {total / 1e6:.1f} MB in {out}")
