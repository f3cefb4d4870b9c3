"""Tokens → named entities: Stanza's NER tagger over many sentences at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

import torch
from stanza.models.common.vocab import PAD_ID, UNK_ID, VOCAB_PREFIX_SIZE
from stanza.models.ner.trainer import fix_singleton_tags
from stanza.models.ner.utils import decode_from_bioes
from torch import Tensor

from annotator.nlp.analysis import RawEntity
from annotator.nlp.drafts import Draft, Token
from annotator.nlp.forms import spell_with
from annotator.nlp.packing import Grid
from annotator.nlp.passes import Characters, make_passes, run_passes
from annotator.nlp.recurrent import PlainLayers
from annotator.nlp.viterbi import best_paths

OUTSIDE = "O"


class NameFinder:
    """Stanza's NER model."""

    def __init__(self, trainer: Any) -> None:
        self.model, self.vocabulary, self.args = trainer.model, trainer.vocab, trainer.args
        self.characters = spell_with(self.vocabulary)
        layers = PlainLayers(
            self.model.taggerlstm, self.model.taggerlstm_h_init, self.model.taggerlstm_c_init
        )
        self.passes = make_passes(self._describe, layers, getattr(self.model, "charmodel", None))
        self.classify = self.model.tag_clfs[0]
        self.tags = name_tags(
            self.vocabulary["tag"], self.args["predict_tagset"], self.classify.out_features
        )
        self.transitions = self.model.crits[0]._transitions.detach().numpy()  # noqa: SLF001

    def find(self, drafts: Sequence[Draft]) -> None:
        """Fill in `entities`."""

        def decide(batch: list[int], hidden: Tensor, grid: Grid, margin: float) -> Iterable[int]:
            scores = grid.table(self.classify(hidden.float())).numpy()
            paths, close = best_paths(scores, self.transitions, grid.packing, margin)
            for index, path in zip(batch, paths, strict=True):
                drafts[index].entities = self._read(drafts[index].tokens, path)
            return [batch[i] for i in close]

        run_passes(self.passes, [[t.text for t in draft.tokens] for draft in drafts], decide)

    def _describe(self, forms: list[str], spell: Characters) -> Tensor:
        """The model's input for each form, already transformed; shape (forms, width)."""
        model, parts = self.model, []
        if self.args["word_emb_dim"] > 0:
            parts.append(self._describe_words(forms))
        if self.args["char"] and self.args["char_emb_dim"] > 0:
            lower = self.args.get("char_lowercase", False)
            parts.append(spell([self.characters(f.lower() if lower else f) for f in forms]))
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

    def _read(self, tokens: Sequence[Token], path: Sequence[int]) -> list[RawEntity]:
        spans = find_spans([self.tags[unit] for unit in path])
        return [RawEntity(kind, tokens[a].start, tokens[b].end) for kind, a, b in spans]


def find_spans(tags: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Kind, first and last token of each name that Stanza reads from the tags of a sentence.

    Its rules for putting tags right do not look past a token outside of names, so that what stands
    between two of these is read by itself, and they are most of a text.
    """
    start = 0
    for outside, group in groupby(tags, OUTSIDE.__eq__):
        stretch = list(group)
        if not outside:
            for found in decode_from_bioes(fix_singleton_tags(stretch)):
                yield found["type"], start + found["start"], start + found["end"]
        start += len(stretch)


def name_tags(vocabulary: Any, first: int, count: int) -> list[str]:
    """The tag of each of the model's numbers.

    One of the vocabulary's special units may come out, too; Stanza reads it as the first tag.
    """
    units = [(max(unit, VOCAB_PREFIX_SIZE),) for unit in range(count)]
    tags = vocabulary.unmap(units)
    return [tag[first] if isinstance(tag, list) else tag for tag in tags]
