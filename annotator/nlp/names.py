"""Tokens → named entities: Stanza's NER tagger over many sentences at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from stanza.models.common.vocab import PAD_ID, UNK_ID, VOCAB_PREFIX_SIZE
from stanza.models.ner.trainer import fix_singleton_tags
from stanza.models.ner.utils import decode_from_bioes
from torch import Tensor

from annotator.nlp.analysis import RawEntity
from annotator.nlp.arcs import pad_rows
from annotator.nlp.drafts import Draft
from annotator.nlp.forms import FormTable, character_rows
from annotator.nlp.packing import Packing, length_batches
from annotator.nlp.recurrent import PlainLayers

BATCH = 6_000  # tokens, padding included


class NameFinder:
    """Stanza's NER model."""

    def __init__(self, trainer: Any) -> None:
        self.model, self.vocabulary, self.args = trainer.model, trainer.vocab, trainer.args
        self.table: FormTable[str] = FormTable(self._describe)
        self.layers = PlainLayers(
            self.model.taggerlstm, self.model.taggerlstm_h_init, self.model.taggerlstm_c_init
        )
        self.transitions = self.model.crits[0]._transitions.detach().numpy()  # noqa: SLF001

    def find(self, drafts: Sequence[Draft]) -> None:
        """Fill in `entities`."""
        numbers = self.table.look_up([token.text for draft in drafts for token in draft.tokens])
        flat = torch.from_numpy(numbers)
        lengths = [len(draft.tokens) for draft in drafts]
        starts = np.cumsum([0, *lengths])
        for batch in length_batches(lengths, BATCH):
            packing = Packing.of([lengths[i] for i in batch])
            rows = torch.cat([flat[starts[i] : starts[i + 1]] for i in batch])
            hidden = self.layers.run(self.table.rows, rows[packing.order], packing)
            scores = pad_rows(self.model.tag_clfs[0](hidden), packing).numpy()
            for index, path in zip(
                batch, best_paths(scores, self.transitions, packing), strict=True
            ):
                drafts[index].entities = self._read(drafts[index], path)

    def _describe(self, forms: list[str]) -> Tensor:
        """The model's input for each form, already transformed; shape (forms, width)."""
        model, parts = self.model, []
        if self.args["word_emb_dim"] > 0:
            parts.append(self._describe_words(forms))
        if self.args["char"] and self.args["char_emb_dim"] > 0:
            lower = self.args.get("char_lowercase", False)
            spelled = [list(form.lower() if lower else form) for form in forms]
            numbers = [self.vocabulary["char"].map(characters) for characters in spelled]
            parts.append(character_rows(model.charmodel, numbers))
        rows = torch.cat(parts, 1)
        return model.input_transform(rows) if model.input_transform else rows

    def _describe_words(self, forms: list[str]) -> Tensor:
        """Vectors, and what training added to them."""
        if self.args.get("lowercase", True):
            forms = [form.lower() for form in forms]
        rows: Tensor = torch.zeros(())
        unknown = torch.ones(len(forms), dtype=torch.bool)
        if "word" in self.vocabulary:
            numbers = torch.tensor(self.vocabulary["word"].map(forms))
            rows = self.model.word_emb(numbers)
            unknown = numbers == UNK_ID
        if "delta" in self.vocabulary and self.model.delta_emb is not None:
            numbers = torch.tensor(self.vocabulary["delta"].map(forms))
            if "word" in self.vocabulary:  # a known word without an addition has none
                numbers[(numbers == UNK_ID) & ~unknown] = PAD_ID
            rows = rows + self.model.delta_emb(numbers)
        return rows

    def _read(self, draft: Draft, path: list[int]) -> list[RawEntity]:
        # a path may hold one of the vocabulary's special units; Stanza reads that as the first tag
        units = [(max(unit, VOCAB_PREFIX_SIZE),) for unit in path]
        tags = self.vocabulary["tag"].unmap(units)
        first = self.args["predict_tagset"]
        tags = fix_singleton_tags([tag[first] if isinstance(tag, list) else tag for tag in tags])
        tokens = draft.tokens
        return [
            RawEntity(found["type"], tokens[found["start"]].start, tokens[found["end"]].end)
            for found in decode_from_bioes(tags)
        ]


def best_paths(
    scores: NDArray[np.float32], transitions: NDArray[np.float32], packing: Packing
) -> list[list[int]]:
    """The best sequence of tags of each sentence: Viterbi, all sentences a step at a time.

    `scores` (sentences, longest, tags), `transitions` (tags, tags).
    """
    lengths, sizes = packing.lengths, packing.batch_sizes.tolist()
    trellis = scores[:, 0].copy()
    back = np.zeros(scores.shape, dtype=np.int64)
    for step, count in enumerate(sizes[1:], start=1):
        reached = trellis[:count, :, None] + transitions
        back[:count, step] = reached.argmax(1)
        trellis[:count] = scores[:count, step] + reached.max(1)
    paths = np.zeros(scores.shape[:2], dtype=np.int64)
    rows = np.arange(len(lengths))
    paths[rows, lengths - 1] = trellis.argmax(1)
    for step in range(len(sizes) - 1, 0, -1):
        here = rows[: sizes[step]]
        paths[here, step - 1] = back[here, step, paths[here, step]]
    return [path[:length].tolist() for path, length in zip(paths, lengths, strict=True)]
