"""How far off half numbers are, and how many decisions they would change unnoticed.

    python benchmarks/margins.py texts.jsonl fr_sequoia-ud-train.conllu --limit 300

Heads, trees (where the best heads make none), labels, names and parts of speech are scored with
half and with full numbers. For each
decision made by less than `NEAR` the table counts in what share of cases an error as large as its
own would change it although it was made by more than the margin: scores come as often near to each
other by one distance as by another, as long as it is small. Decisions in a million words. And how
far off the scores of heads are, as root mean square, by the distance of the head.
"""

from __future__ import annotations

import argparse
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from texts import read_all

from annotator.nlp.arcs import best_heads, scale_margin
from annotator.nlp.drafts import Draft
from annotator.nlp.fast import FastEngine, simplify_marks
from annotator.nlp.models import find_models
from annotator.nlp.packing import Grid
from annotator.nlp.passes import MARGIN
from annotator.nlp.spanning import search_tree
from annotator.nlp.trees import ROOT

KINDS = ("heads", "trees", "labels", "parts of speech", "names")
NEAR = 0.3
MARGINS = (0.0, 0.001, MARGIN, 0.0025, 0.005)
REACHES = (1, 4, 8, 16, 24, 40, 200)  # words
BATCH = 60  # texts


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("sources", type=Path, nargs="+", help="folders, .jsonl and .conllu files")
    parser.add_argument("--limit", type=int, default=300, help="texts of each source")
    options = parser.parse_args()
    torch.set_num_threads(1)
    engine = FastEngine(find_models())
    if len(engine.parser.passes) < 2:
        raise SystemExit("this processor has no instructions for half numbers, or they are off")
    gaps: dict[str, list[Any]] = {name: [] for name in KINDS}
    texts = ["\n\n".join(text) for text in read_all(options.sources, options.limit)]
    words = 0
    with torch.inference_mode():
        for start in range(0, len(texts), BATCH):
            drafts = analyse(engine, texts[start : start + BATCH])
            words += sum(len(draft.forms) for draft in drafts)
            compare(engine, drafts, gaps)
    report({name: np.concatenate(found, 1) for name, found in gaps.items()}, words)


def analyse(engine: FastEngine, texts: list[str]) -> list[Draft]:
    """The sentences, on their way past the last of the models."""
    drafts: list[Draft] = []
    find = engine.names.find
    engine.names.find = drafts.extend  # type: ignore[method-assign, assignment]
    engine.analyse(texts)
    engine.names.find = find  # type: ignore[method-assign]
    return drafts


def compare(engine: FastEngine, drafts: list[Draft], gaps: dict[str, list[Any]]) -> None:
    tokens = [[token.text for token in draft.tokens] for draft in drafts]
    for half, full, _ in both(engine.names, tokens):
        scores = [engine.names.classify(rows.float()) for rows in (half, full)]
        gaps["names"].append(measure(*scores, torch.zeros(len(half))))
    forms = [[simplify_marks(form) for form in draft.forms] for draft in drafts]
    for half, full, _ in both(engine.tagger, forms):
        hidden = [
            engine.tagger.hide.full(rows)[:, : engine.tagger.widths[0]] for rows in (half, full)
        ]
        scores = [engine.tagger.model.upos_clf(rows) for rows in hidden]
        gaps["parts of speech"].append(measure(*scores, torch.zeros(len(half))))
    keys = [
        [ROOT, *zip(own, draft.lemmas, draft.upos, draft.xpos, strict=True)]
        for own, draft in zip(forms, drafts, strict=True)
    ]
    for half, full, grid in both(engine.parser, keys):
        slots = [grid.spread(rows) for rows in (half, full)]
        tables = [engine.parser.arcs.run(rows, grid) for rows in slots]
        below = grid.columns, (grid.flat // grid.width).numpy()
        there = torch.from_numpy(below[1] > 0)
        scores = [table[below][there] for table in tables]
        heads = scores[1].argmax(1)
        places = torch.from_numpy(below[1])[there]
        reach = (scores[0].topk(2).indices - places[:, None]).abs().amax(1)
        gaps["heads"].append(measure(*scores, reach))
        gaps["trees"].append(measure_trees(tables, grid))
        own = grid.flat[there].numpy()
        above = (heads * grid.width).numpy() + grid.columns[there.numpy()]
        labels = [engine.parser.labels.run(rows, own, above) for rows in slots]
        gaps["labels"].append(measure(*labels, torch.zeros(len(own))))


def both(stage: Any, sentences: list[Any]) -> Any:
    """Hidden rows of the sentences in flat order by each of the passes, batch by batch."""
    half, full = stage.passes
    for batch in half.batches([len(sentence) for sentence in sentences]):
        forms = [form for index in batch for form in sentences[index]]
        lengths = [len(sentences[index]) for index in batch]
        found = []
        for one in (half, full):
            grid = Grid.of(lengths, one.multiple)
            rows = torch.from_numpy(one.table.look_up(forms))
            found.append(one.layers.run(one.table.rows, rows, grid)[grid.flat])
        yield *found, grid


def measure(half: Any, full: Any, reach: Any) -> Any:
    """(lead by half numbers, error of that lead, reach) of decisions by less than `NEAR`."""
    values, places = half.topk(2)
    other = full.gather(1, places)
    lead = values[:, 0] - values[:, 1]
    error = (lead - other[:, 0] + other[:, 1]).abs()
    near = lead < NEAR
    return torch.stack([lead, error, reach.float()])[:, near].double().numpy()


def measure_trees(tables: list[Any], grid: Grid) -> Any:
    """The same of the closest choice that led to each tree where the best heads make none."""
    is_tree = [best_heads(table.clone(), grid.lengths).is_tree for table in tables]
    gaps = [
        [search_tree(table[index, :length, :length].numpy())[1] for table in tables]
        for index, length in enumerate(grid.lengths.tolist())
        if not any(found[index] for found in is_tree)
    ]
    half, full = np.array(gaps or np.zeros((0, 2))).T
    return np.stack([half, np.abs(half - full), 0 * half])[:, half < NEAR]


def report(gaps: dict[str, Any], words: int) -> None:
    print(f"{words:,} words\n\n| margin | {' | '.join(gaps)} |\n|---|{'---:|' * len(gaps)}")
    for margin in MARGINS:
        row = [f"{missed(found, margin, words):.3f}" for found in gaps.values()]
        print(f"| {margin} | {' | '.join(row)} |")
    by_distance = missed(gaps["heads"], scale_margin(MARGIN, gaps["heads"][2]), words)
    print(f"| {MARGIN} by distance | {by_distance:.3f} |{' |' * (len(KINDS) - 1)}\n")
    _, error, reach = gaps["heads"]
    for low, high in pairwise(REACHES):
        some = error[(reach >= low) & (reach < high)]
        print(f"{low} to {high - 1} words: {np.sqrt((some**2).mean()):.4f} ({len(some)} heads)")


def missed(found: Any, margin: Any, words: int) -> float:
    """An error either way, but only one way changes anything."""
    return float(np.maximum(found[1] - margin, 0).sum() / NEAR / 2 / words * 1e6)


if __name__ == "__main__":
    main()
