"""Whether the parse is Stanza's, word by word.

    python benchmarks/equality.py fr_sequoia-ud-test.conllu fr_gsd-ud-test.conllu texts.jsonl

Texts go through `stanza.Pipeline`, one after the other, and through our engine, 25 at a time.
Sums of floating-point numbers depend on their order, so a decision between two all but equal
scores may fall either way. `--bulk` compares with Stanza's `bulk_process`, which gives here and
there something else than Stanza's pipeline does for the same text. Fails if more than one word in
10,000 differs, or if sentences or tokens do.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

import torch
from texts import read_all

from annotator.nlp.fast import FastEngine
from annotator.nlp.models import find_models
from annotator.nlp.plain import PlainEngine

COLUMNS = ("lemmas", "upos", "feats", "heads", "deprels")
LIMIT = 1 / 10_000
TEXTS = 25  # that are parsed together


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("sources", type=Path, nargs="+", help="folders, .jsonl and .conllu files")
    parser.add_argument("--limit", type=int, default=300, help="texts of each source")
    parser.add_argument("--skip", type=int, default=0, help="texts at the beginning of each source")
    parser.add_argument("--models", default="default")
    parser.add_argument("--bulk", action="store_true", help="against bulk_process: half the time")
    options = parser.parse_args()
    torch.set_num_threads(1)
    models = find_models(options.models)
    fast, plain = FastEngine(models), PlainEngine(models, bulk=options.bulk)
    total: Counter[str] = Counter()
    for source in options.sources:
        some = read_all([source], options.skip + options.limit)[options.skip :]
        found = compare(fast, plain, ["\n\n".join(text) for text in some])
        print(f"{source.name}: {len(some)} texts, {show(found)}", flush=True)
        total += found
    print(f"all: {show(total)}")
    if total["segmentation"] or differing(total) > LIMIT * total["words"]:
        sys.exit("not the same parse")


def compare(fast: Any, plain: Any, texts: Sequence[str]) -> Counter[str]:
    """What differs; where a sentence does, its beginning goes to stderr."""
    counts: Counter[str] = Counter()
    for start in range(0, len(texts), TEXTS):
        some = texts[start : start + TEXTS]
        for ours, theirs in zip(fast.analyse(some), plain.analyse(some), strict=True):
            for sentence, other in zip_longest(ours, theirs):
                found = compare_sentences(sentence, other)
                if found.keys() - {"words"}:
                    print(_beginning(sentence or other), dict(found), file=sys.stderr)
                counts += found
    return counts


def compare_sentences(ours: Any, theirs: Any) -> Counter[str]:
    """Words, and what differs of them; sentences that do not begin and end alike count once."""
    counts = Counter(words=len(theirs.texts) if theirs else 0)
    if not ours or not theirs or _tokens(ours) != _tokens(theirs):
        return counts + Counter(segmentation=1)
    counts += Counter(names=len(set(ours.entities) ^ set(theirs.entities)))
    wrong: set[int] = set()
    for name in COLUMNS:
        pairs = zip(getattr(ours, name), getattr(theirs, name), strict=True)
        found = {place for place, (one, other) in enumerate(pairs) if one != other}
        counts += Counter({name: len(found)})
        wrong |= found
    return counts + Counter(differing=len(wrong))


def _beginning(sentence: Any) -> str:
    return " ".join(sentence.texts[:8])


def _tokens(sentence: Any) -> list[tuple[str, int, int]]:
    return list(zip(sentence.texts, sentence.starts, sentence.ends, strict=True))


def differing(counts: Counter[str]) -> int:
    return counts["differing"] + counts["names"]


def show(counts: Counter[str]) -> str:
    kinds = ("segmentation", *COLUMNS, "names")
    listed = ", ".join(f"{name} {counts[name]}" for name in kinds if counts[name])
    return f"{counts['words']:,} words, {differing(counts)} differ" + (listed and f": {listed}")


if __name__ == "__main__":
    main()
