"""What each lever of the fast engine gives: CPU time a word with it and without it.

    python benchmarks/levers.py texts.jsonl --limit 60 --rounds 5

One process, one thread. Each variant puts Stanza's way back in place of one lever; the variants
take turns with the full engine, and the table gives medians. Every variant must give the same
parse.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import torch
from stanza.models.common.chuliu_edmonds import chuliu_edmonds_one_root
from texts import read_texts
from torch.nn import functional

from annotator.nlp import lemmas, tagging, trees
from annotator.nlp.fast import FastEngine
from annotator.nlp.forms import FormTable
from annotator.nlp.models import find_models
from annotator.nlp.plain import PlainEngine

Analyse = Callable[[list[str]], Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("source", type=Path, help="folder of .txt, a .jsonl or a .conllu file")
    parser.add_argument("--limit", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--models", default="default")
    options = parser.parse_args()
    torch.set_num_threads(1)
    texts = [paragraph for text in read_texts(options.source, options.limit) for paragraph in text]
    models = find_models(options.models)
    measure(FastEngine(models), PlainEngine(models), texts, options.rounds)


def measure(engine: FastEngine, plain: PlainEngine, texts: list[str], rounds: int) -> None:
    expected = engine.analyse(texts)
    words = sum(len(sentence.texts) for text in expected for sentence in text)
    taken: dict[str, list[float]] = {name: [] for name in ("all levers", *VARIANTS)}
    for number in range(rounds):
        names = list(taken)
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            engine.forget()
            start = time.process_time()
            found = run(name, engine, plain, texts)
            taken[name].append((time.process_time() - start) / words * 1e6)
            if name != "Stanza's bulk_process":
                assert found == expected, f"another parse: {name}"
    report(taken, words, rounds)


def run(name: str, engine: FastEngine, plain: PlainEngine, texts: list[str]) -> Any:
    if name == "all levers":
        return engine.analyse(texts)
    if name.startswith("Stanza's pipeline"):
        plain.bulk = False
        return plain.analyse(texts)
    if name == "Stanza's bulk_process":
        plain.bulk = True
        return plain.analyse(texts)
    with VARIANTS[name](engine):
        if name == "one text at a time":
            return [engine.analyse([text])[0] for text in texts]
        return engine.analyse(texts)


def report(taken: dict[str, list[float]], words: int, rounds: int) -> None:
    print(f"{words} words, one thread, median of {rounds} rounds\n")
    print("| | CPU µs a word | × all levers |\n|---|---:|---:|")
    base = statistics.median(taken["all levers"])
    for name, values in taken.items():
        middle = statistics.median(values)
        label = name if name == "all levers" or name.startswith("Stanza's") else f"without: {name}"
        print(f"| {label} | {middle:.0f} | {middle / base:.2f} |")


@contextmanager
def nothing(_: FastEngine) -> Iterator[None]:
    yield


@contextmanager
def every_occurrence(_: FastEngine) -> Iterator[None]:
    """Characters and vectors of each occurrence of a form, not of each form."""

    def look_up(table: FormTable[Any], forms: list[Any]) -> Any:
        parts = [forms[start : start + 4000] for start in range(0, len(forms), 4000)]
        table.rows = torch.cat([table.compute(part) for part in parts])
        return np.arange(len(forms))

    with patch.object(FormTable, "look_up", look_up):
        yield


@contextmanager
def all_labels(_: FastEngine) -> Iterator[None]:
    """Labels of all pairs of words, by Stanza's own module."""

    def label(parser: Any, hidden: torch.Tensor, heads: Any, grid: Any, _: float) -> Any:
        padded = grid.table(hidden.float()).contiguous()
        best = parser.model.deprel(padded, padded).argmax(3).numpy()
        sizes = grid.lengths.tolist()
        labels = [best[i, np.arange(1, n), heads[i][1:n]] for i, n in enumerate(sizes)]
        return labels, np.zeros(len(sizes), bool)

    with patch.object(trees.TreeParser, "_label", label):
        yield


@contextmanager
def search_always(_: FastEngine) -> Iterator[None]:
    """Stanza's tree search for every sentence."""
    best_heads = trees.best_heads

    def never(scores: torch.Tensor, lengths: Any, margin: float) -> Any:
        found = best_heads(scores, lengths, margin)
        return found._replace(is_tree=np.zeros_like(found.is_tree))

    with patch.object(trees, "best_heads", never), stanzas_search(_):
        yield


@contextmanager
def stanzas_search(_: FastEngine) -> Iterator[None]:
    """Stanza's tree search where one is needed."""

    def search(scores: Any) -> Any:
        heads = chuliu_edmonds_one_root(torch.from_numpy(scores).log_softmax(1).numpy())
        return heads, np.inf

    with patch.object(trees, "search_tree", search):
        yield


@contextmanager
def bilinear(_: FastEngine) -> Iterator[None]:
    """The tagger's bilinear classifiers one by one, as torch does them."""

    def predict(tagger: Any, hidden: torch.Tensor, _: float) -> Any:
        model, hidden = tagger.model, hidden.float()
        tags = model.upos_clf(functional.relu(model.upos_hid(hidden))).argmax(1)
        best = {"upos": tags[:, None]}
        for name in (*tagger.classifiers, *tagger.constant):
            own, above = functional.relu(model.tag_hid[name](hidden)), model.upos_emb(tags)
            found = model.tag_clf[name]
            parts = found if isinstance(found, torch.nn.ModuleList) else [found]
            best[name] = torch.stack([p(own, above).argmax(1) for p in parts], 1)
        return best, np.zeros(len(tags), bool)

    with patch.object(tagging.Tagger, "_predict", predict):
        yield


@contextmanager
def spell_all(_: FastEngine) -> Iterator[None]:
    """Every unknown lemma spelled out, also those that are the form itself."""
    edits = lemmas.Lemmatizer._edits  # noqa: SLF001

    def spell_first(lemmatizer: Any, pairs: list[Any]) -> list[int]:
        kinds = edits(lemmatizer, pairs)
        known = [p for p, kind in zip(pairs, kinds, strict=True) if kind != lemmas.SPELL]
        lemmatizer._spell(known)  # noqa: SLF001
        return kinds

    with patch.object(lemmas.Lemmatizer, "_edits", spell_first):
        yield


@contextmanager
def full_numbers(engine: FastEngine) -> Iterator[None]:
    """Everything in full numbers, as processors without the instructions have it."""
    stages = [engine.tagger, engine.parser, engine.names]
    passes, halves = [stage.passes for stage in stages], engine.tokenizer.labeller.halves
    for stage in stages:
        stage.passes = stage.passes[-1:]
    engine.tokenizer.labeller.halves = []
    try:
        yield
    finally:
        engine.tokenizer.labeller.halves = halves
        for stage, both in zip(stages, passes, strict=True):
            stage.passes = both


@contextmanager
def collector(_: FastEngine) -> Iterator[None]:
    """Python's garbage collector looks through the vocabularies."""
    gc.unfreeze()
    try:
        yield
    finally:
        gc.freeze()


VARIANTS: dict[str, Callable[[FastEngine], Any]] = {
    "one text at a time": nothing,
    "half numbers first": full_numbers,
    "each form once": every_occurrence,
    "labels of the tree's arcs only": all_labels,
    "search only where the best heads are no tree": search_always,
    "tree search on arrays": stanzas_search,
    "bilinear forms known by tag": bilinear,
    "lemmas spelled only where needed": spell_all,
    "vocabularies hidden from the collector": collector,
    "Stanza's pipeline, text by text": nothing,
    "Stanza's bulk_process": nothing,
}

if __name__ == "__main__":
    main()
