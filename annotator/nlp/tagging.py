"""Words → parts of speech and features: Stanza's tagger over many sentences at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from stanza.models.common.vocab import CompositeVocab
from stanza.models.pos.tag_columns import TAG_LINK_EMB
from torch import Tensor
from torch.nn import functional

from annotator.nlp.drafts import Draft
from annotator.nlp.forms import spell_with
from annotator.nlp.loading import UnsupportedModelsError
from annotator.nlp.packing import Grid
from annotator.nlp.passes import Characters, choose, make_passes, run_passes
from annotator.nlp.recurrent import Dense, HighwayLayers

COLUMNS = ("xpos", "feats")  # besides upos; each depends on the word and its part of speech


class Tagger:
    """Stanza's tagger model."""

    def __init__(self, trainer: Any, pretrain: Any) -> None:
        self.model, self.vocabulary, self.pretrain = trainer.model, trainer.vocab, pretrain
        parents = {column.name: tuple(column.parents) for column in self.model.tag_columns}
        if self.model.share_hid or self.model.link_mode != TAG_LINK_EMB:
            raise UnsupportedModelsError("tagger with other links between its columns")
        if any(parents[name] != ("upos",) for name in parents if name != "upos"):
            raise UnsupportedModelsError("tagger with columns that do not hang on upos")
        self.characters = spell_with(self.vocabulary)
        layers = HighwayLayers(
            self.model.taggerlstm, self.model.taggerlstm_h_init, self.model.taggerlstm_c_init
        )
        self.passes = make_passes(self._describe, layers, getattr(self.model, "charmodel", None))
        columns = {name: self._by_tag(name) for name in COLUMNS if name in parents}
        # a column that the training data leave empty: every word gets the same
        self.constant = {
            name: self._unit(name, tuple(int(part.argmax()) for part in bias.split(sizes)))
            for name, (weight, bias, sizes) in columns.items()
            if not weight.any()
        }
        self.classifiers = {n: column for n, column in columns.items() if n not in self.constant}
        hidden = [self.model.upos_hid, *(self.model.tag_hid[name] for name in self.classifiers)]
        self.hide = Dense.of(hidden, "relu")
        self.widths = [layer.out_features for layer in hidden]
        self.known: dict[str, dict[bytes, str]] = {}  # by column

    def tag(self, drafts: Sequence[Draft], forms: Sequence[list[str]]) -> None:
        """Fill in `upos`, `xpos` and `feats`; `forms` are the words as the model wants them."""

        def decide(batch: list[int], hidden: Tensor, grid: Grid, margin: float) -> Iterable[int]:
            best, close = self._predict(hidden.index_select(0, grid.flat), margin)
            self._write([drafts[i] for i in batch], best)
            return {batch[column] for column in grid.columns[close].tolist()}

        run_passes(self.passes, forms, decide)

    def _describe(self, forms: list[str], spell: Characters) -> Tensor:
        """The tagger's input for each form: word, vector, characters; shape (forms, width)."""
        model, vocabulary = self.model, self.vocabulary
        parts = []
        if model.args["word_emb_dim"] > 0:
            parts.append(model.word_emb(torch.tensor(vocabulary["word"].map(forms))))
        if model.args["pretrain"]:
            known = self.pretrain.vocab.map([form.lower() for form in forms])
            parts.append(model.trans_pretrained(model.pretrained_emb(torch.tensor(known))))
        if model.args["char"] and model.args["char_emb_dim"] > 0:
            characters = spell([self.characters(form) for form in forms])
            parts.append(model.trans_char(characters))
        return torch.cat(parts, 1)

    def _by_tag(self, name: str) -> tuple[Tensor, Tensor, list[int]]:
        """A column's bilinear classifiers as one linear one for each part of speech.

        They depend on the word and on the embedding of its predicted tag, of which there are
        twenty: the second factor is known beforehand. Weight (tags, hidden + 1, classes),
        bias (classes) and the number of classes of each classifier.
        """
        found = self.model.tag_clf[name]
        parts = [
            clf.W_bilin for clf in (found if isinstance(found, torch.nn.ModuleList) else [found])
        ]
        tags = functional.pad(self.model.upos_emb.weight, (0, 1), value=1.0)
        weight = torch.cat([part.weight for part in parts])
        return (
            torch.einsum("oij,tj->tio", weight, tags).contiguous(),
            torch.cat([part.bias for part in parts]),
            [len(part.bias) for part in parts],
        )

    def _predict(
        self, hidden: Tensor, margin: float
    ) -> tuple[dict[str, Tensor], NDArray[np.bool_]]:
        """The best unit of every column, shape (words, units a word).

        And whether another unit of the word comes nearer than `margin`.
        """
        of_tag, *of_columns = self.hide.full(hidden).split(self.widths, 1)
        tags, close = choose(self.model.upos_clf(of_tag), margin)
        best = {"upos": tags[:, None]}
        for (name, (weight, bias, sizes)), own in zip(
            self.classifiers.items(), of_columns, strict=True
        ):
            scores = _by_group(functional.pad(own, (0, 1), value=1.0), weight, tags).add_(bias)
            chosen, near = zip(
                *(choose(part, margin) for part in scores.split(sizes, 1)), strict=True
            )
            best[name] = torch.stack(chosen, 1)
            close = torch.stack((close, *near)).any(0)
        return best, close.numpy()

    def _write(self, drafts: list[Draft], best: dict[str, Tensor]) -> None:
        count = sum(len(draft.forms) for draft in drafts)
        for name in ("upos", *self.constant, *self.classifiers):
            if name in self.constant:
                tags = [self.constant[name]] * count
            else:
                tags = self._read(name, best[name])
            start = 0
            for draft in drafts:
                setattr(draft, name, tags[start : start + len(draft.forms)])
                start += len(draft.forms)

    def _read(self, name: str, units: Tensor) -> list[str]:
        """The tags of words (words, units a word): the bytes of a row are what it is known by."""
        rows = np.ascontiguousarray(units.numpy(), dtype=np.uint16)
        known = self.known.setdefault(name, {})
        keys = rows.view(f"V{2 * rows.shape[1]}")[:, 0].tolist()
        for key, place in dict(zip(keys, range(len(keys)), strict=True)).items():
            if key not in known:
                known[key] = self._unit(name, tuple(rows[place].tolist()))
        return [known[key] for key in keys]

    def _unit(self, name: str, unit: tuple[int, ...]) -> str:
        """The tag, or all features of a word, as Stanza writes it."""
        vocabulary = self.vocabulary[name]
        composite = isinstance(vocabulary, CompositeVocab)
        found: str = vocabulary.id2unit(unit if composite else unit[0])
        return found


def _by_group(rows: Tensor, weight: Tensor, groups: Tensor) -> Tensor:
    """Each row times the weight of its group: (rows, width), (groups, width, out), (rows)."""
    scores = rows.new_empty(len(rows), weight.shape[2])
    for group in groups.unique().tolist():
        members = (groups == group).nonzero()[:, 0]
        scores[members] = rows[members] @ weight[group]
    return scores
