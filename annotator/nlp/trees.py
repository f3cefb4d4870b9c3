"""Tagged words → dependency trees: Stanza's graph parser over many sentences at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from stanza.models.common.vocab import ROOT_ID, VOCAB_PREFIX_SIZE, CompositeVocab
from stanza.models.depparse.head_constraints import (
    DEPREL_TO_GROUP,
    resolve_head_constraint_violations,
)
from torch import Tensor

from annotator.nlp.arcs import ArcScorer, LabelScorer, best_heads
from annotator.nlp.drafts import Draft
from annotator.nlp.forms import spell_with
from annotator.nlp.packing import Grid
from annotator.nlp.passes import Characters, choose, make_passes, run_passes
from annotator.nlp.recurrent import HighwayLayers
from annotator.nlp.spanning import search_tree

Key = tuple[str, str, str, str]  # form, lemma, upos, xpos: all that the parser sees of a word
ROOT: Key = ("", "", "", "")


class TreeParser:
    """Stanza's graph parser model."""

    def __init__(self, trainer: Any, pretrain: Any) -> None:
        self.model, self.vocabulary, self.pretrain = trainer.model, trainer.vocab, pretrain
        self.characters = spell_with(self.vocabulary)
        layers = HighwayLayers(
            self.model.parserlstm, self.model.parserlstm_h_init, self.model.parserlstm_c_init
        )
        self.passes = make_passes(self._describe, layers, getattr(self.model, "charmodel", None))
        self.arcs = ArcScorer(self.model)
        self.labels = LabelScorer(self.model.deprel)
        numbers = range(VOCAB_PREFIX_SIZE, VOCAB_PREFIX_SIZE + self.model.num_relations)
        self.relations: list[str] = self.vocabulary["deprel"].unmap(numbers)
        self.groups = group_relations(self.relations)
        self.repairs = trainer.args.get("resolve_head_constraints", True)

    def parse(self, drafts: Sequence[Draft], forms: Sequence[list[str]]) -> None:
        """Fill in `heads` and `deprels`; `forms` are the words as the model wants them."""
        keys = [
            [ROOT, *zip(words, draft.lemmas, draft.upos, draft.xpos, strict=True)]
            for draft, words in zip(drafts, forms, strict=True)
        ]

        def decide(batch: list[int], hidden: Tensor, grid: Grid, margin: float) -> Iterable[int]:
            trees, labels, close = self._decode(hidden, grid, margin)
            for index, tree, label in zip(batch, trees, labels, strict=True):
                drafts[index].heads = tree[1:].tolist()
                drafts[index].deprels = [self.relations[number] for number in label]
            return [batch[i] for i in close]

        run_passes(self.passes, keys, decide)

    def _describe(self, keys: list[Key], spell: Characters) -> Tensor:
        """The parser's input for each key, shape (keys, width)."""
        model, args, vocabulary = self.model, self.model.args, self.vocabulary
        forms, lemmas, upos, xpos = (list(column) for column in zip(*keys, strict=True))
        parts = []
        if args["pretrain"]:
            known = _numbers(self.pretrain.vocab, [form.lower() for form in forms])
            parts.append(model.trans_pretrained(model.pretrained_emb(known)))
        if args["word_emb_dim"] > 0:
            parts.append(model.word_emb(_numbers(vocabulary["word"], forms)))
            parts.append(model.lemma_emb(_numbers(vocabulary["lemma"], lemmas)))
        if args["tag_emb_dim"] > 0:
            parts += self._describe_tags(upos, xpos)
        if args["char"] and args["char_emb_dim"] > 0:
            spelled = [self.characters(form) if form else [ROOT_ID] for form in forms]
            parts.append(model.trans_char(spell(spelled)))
        return torch.cat(parts, 1)

    def _describe_tags(self, upos: list[str], xpos: list[str]) -> list[Tensor]:
        """Embeddings of the tags; where features are asked for, Stanza gives these once more."""
        model, args = self.model, self.model.args
        found: Tensor | None = None
        if args.get("use_upos", True):
            found = model.upos_emb(_numbers(self.vocabulary["upos"], upos))
        if args.get("use_xpos", True):
            for part in self._xpos_parts(xpos):
                found = part if found is None else found + part
        if found is None:
            return []
        return [found, found] if args.get("use_ufeats", True) else [found]

    def _xpos_parts(self, xpos: list[str]) -> list[Tensor]:
        vocabulary = self.vocabulary["xpos"]
        if not isinstance(vocabulary, CompositeVocab):
            return [self.model.xpos_emb(_numbers(vocabulary, xpos))]
        root = [ROOT_ID] * len(vocabulary.lens())
        units = torch.tensor([vocabulary.unit2id(tag) if tag else root for tag in xpos])
        return [emb(units[:, i]) for i, emb in enumerate(self.model.xpos_emb)]

    def _decode(
        self, hidden: Tensor, grid: Grid, margin: float
    ) -> tuple[list[NDArray[np.int64]], list[NDArray[np.int64]], list[int]]:
        """For each sentence the heads (the root's first) and the number of each word's label.

        And which sentences are a close thing, by `margin`: those are not finished.
        """
        scores = self.arcs.run(hidden, grid)
        heads, is_tree, close = best_heads(scores, grid.lengths, margin)
        for index in np.flatnonzero(~is_tree).tolist():
            length = int(grid.lengths[index])
            heads[index, :length], gap = search_tree(scores[index, :length, :length].numpy())
            close[index] |= gap < margin
        trees = [heads[i, :length] for i, length in enumerate(grid.lengths)]
        labels, unsure = self._label(hidden, trees, grid, margin)
        close |= unsure
        for index in self._conflicts(trees, labels):
            if margin:
                close[index] = True
            else:
                rows = hidden[index :: grid.width][: len(trees[index])]
                self._repair(index, trees, labels, scores[index], rows)
        return trees, labels, np.flatnonzero(close).tolist()

    def _label(
        self, hidden: Tensor, trees: list[NDArray[np.int64]], grid: Grid, margin: float
    ) -> tuple[list[NDArray[np.int64]], NDArray[np.bool_]]:
        """The best label of each word but the root, for each sentence, and whether one is close."""
        words = grid.flat.numpy()
        above = np.concatenate(trees) * grid.width + grid.columns
        below = words >= grid.width  # not the roots, which lie in the first step
        scores = self.labels.run(hidden, words[below], above[below])
        best, close = choose(scores, margin)
        unsure = np.zeros(len(grid.lengths), np.bool_)
        unsure[grid.columns[below][close.numpy()]] = True
        return np.split(best.numpy(), np.cumsum(grid.lengths - 1)[:-1]), unsure

    def _repair(
        self,
        index: int,
        trees: list[NDArray[np.int64]],
        labels: list[NDArray[np.int64]],
        scores: Tensor,
        rows: Tensor,
    ) -> None:
        """Give a sentence with two subjects or objects the tree that Stanza gives it."""
        of_labels = self.labels.all_pairs(rows).log_softmax(2).numpy()
        trees[index], repaired = resolve_head_constraint_violations(
            _log_scores(scores, len(rows)), of_labels, trees[index], self.vocabulary["deprel"]
        )
        labels[index] = np.asarray(repaired)

    def _conflicts(
        self, trees: list[NDArray[np.int64]], labels: list[NDArray[np.int64]]
    ) -> list[int]:
        """Sentences in which a head has two subjects or two objects: Stanza may repair them."""
        found: list[int] = []
        if not self.repairs:
            return found
        for index, (tree, label) in enumerate(zip(trees, labels, strict=True)):
            group = self.groups[label]
            pairs = (tree[1:] * 8 + group)[group >= 0].tolist()
            if len(set(pairs)) < len(pairs):
                found.append(index)
        return found


def group_relations(relations: Sequence[str]) -> NDArray[np.int64]:
    """For each relation the number of its group of which a head has at most one, else -1."""
    groups = sorted({*DEPREL_TO_GROUP.values()})
    numbers = [DEPREL_TO_GROUP.get(relation) for relation in relations]
    return np.array([-1 if group is None else groups.index(group) for group in numbers])


def _numbers(vocabulary: Any, units: list[str]) -> Tensor:
    """Numbers of units; the root's is its own, whatever the vocabulary makes of nothing."""
    return torch.tensor([vocabulary.unit2id(unit) if unit else ROOT_ID for unit in units])


def _log_scores(scores: Tensor, length: int) -> NDArray[np.float32]:
    """Scores of one sentence as log probabilities of the heads, as Stanza's search wants them."""
    logs: NDArray[np.float32] = scores[:length, :length].log_softmax(1).numpy()
    return logs
