"""Pack the trained files into a folder that a plain stanza.Pipeline loads without a network."""

from __future__ import annotations

import datetime
import hashlib
import importlib.metadata
import json
from pathlib import Path

import torch

VERSION = "1.0"
FILES = {
    "tokenizer.pt": "tokenizer.pt", "mwt.pt": "mwt.pt", "tagger.pt": "tagger.pt",
    "lemma.pt": "lemma.pt", "parser.pt": "parser.pt", "ner.pt": "ner.pt",
    "vectors.pt": "fr.pretrain.pt",
}  # fmt: skip
PIPELINE = {
    "lang": "fr", "processors": "tokenize,mwt,pos,lemma,depparse,ner",
    "tokenize_model_path": "tokenizer.pt", "mwt_model_path": "mwt.pt",
    "pos_model_path": "tagger.pt", "pos_pretrain_path": "fr.pretrain.pt",
    "lemma_model_path": "lemma.pt", "depparse_model_path": "parser.pt",
    "depparse_pretrain_path": "fr.pretrain.pt", "ner_model_path": "ner.pt",
    "ner_pretrain_path": "fr.pretrain.pt",
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


def pack(source: Path, target: Path) -> None:
    content = torch.load(source, map_location="cpu", weights_only=True)
    if "config" in content:
        content["config"] = strip_config(content["config"])
    for needless in ("optimizer_state_dict", "scheduler_state_dict", "dev_score_history"):
        content.pop(needless, None)
    if "model" in content and content["model"] is not None:
        content["model"] = halve(content["model"])
    partial = target.with_suffix(".partial")
    torch.save(content, partial)
    torch.load(partial, weights_only=True)  # refuse to ship what users could not load safely
    partial.replace(target)


def describe(folder: Path, scores: dict) -> dict:
    files = {}
    for path in sorted(folder.glob("*.pt")):
        content = path.read_bytes()
        files[path.name] = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    return {
        "name": "default", "version": VERSION, "date": datetime.date.today().isoformat(),
        "language": "fr", "stanza": importlib.metadata.version("stanza"),
        "licence": "CC BY-SA 4.0 (see training_data for attribution)",
        "pipeline": PIPELINE, "files": files, "training_data": DATA, "scores": scores,
    }  # fmt: skip


def run(work: Path, out: Path, scores: Path | None = None) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for name, target in FILES.items():
        if (work / name).exists():
            pack(work / name, out / target)
    (out / "resources.json").write_text(
        json.dumps({"fr": {"packages": {}, "lang_name": "French"}, "url": ""}) + "\n"
    )
    manifest = describe(out, json.loads(scores.read_text(encoding="utf-8")) if scores else {})
    (out / "manifest.json").write_text(
        json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    total = sum(f["bytes"] for f in manifest["files"].values())
    print(f"{len(manifest['files'])} files, {total / 1e6:.1f} MB in {out}")
