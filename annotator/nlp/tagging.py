"""Words → parts of speech and features: Stanza's tagger over many sentences at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from stanza.models.common.vocab import CompositeVocab
from stanza.models.pos.tag_columns import TAG_LINK_EMB
from torch import Tensor
from torch.nn import functional

from annotator.nlp.drafts import Draft
from annotator.nlp.forms import FormTable, character_rows
from annotator.nlp.loading import UnsupportedModelsError
from annotator.nlp.packing import Packing, length_batches
from annotator.nlp.recurrent import HighwayLayers

BATCH = 6_000  # words, padding included
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
        self.table: FormTable[str] = FormTable(self._describe)
        self.layers = HighwayLayers(
            self.model.taggerlstm, self.model.taggerlstm_h_init, self.model.taggerlstm_c_init
        )
        self.classifiers = {name: self._by_tag(name) for name in COLUMNS if name in parents}
        self.units: dict[tuple[str, tuple[int, ...]], str] = {}

    def tag(self, drafts: Sequence[Draft], forms: Sequence[list[str]]) -> None:
        """Fill in `upos`, `xpos` and `feats`; `forms` are the words as the model wants them."""
        numbers = self.table.look_up([form for sentence in forms for form in sentence])
        flat = torch.from_numpy(numbers)
        lengths = [len(sentence) for sentence in forms]
        starts = [0]
        for length in lengths:
            starts.append(starts[-1] + length)
        for batch in length_batches(lengths, BATCH):
            packing = Packing.of([lengths[i] for i in batch])
            rows = torch.cat([flat[starts[i] : starts[i + 1]] for i in batch])
            hidden = self.layers.run(self.table.rows, rows[packing.order], packing)
            self._write([drafts[i] for i in batch], self._predict(hidden, packing))

    def _describe(self, forms: list[str]) -> Tensor:
        """The tagger's input for each form: word, vector, characters; shape (forms, width)."""
        model, vocabulary = self.model, self.vocabulary
        parts = []
        if model.args["word_emb_dim"] > 0:
            parts.append(model.word_emb(torch.tensor(vocabulary["word"].map(forms))))
        if model.args["pretrain"]:
            known = self.pretrain.vocab.map([form.lower() for form in forms])
            parts.append(model.trans_pretrained(model.pretrained_emb(torch.tensor(known))))
        if model.args["char"] and model.args["char_emb_dim"] > 0:
            characters = character_rows(
                model.charmodel, [vocabulary["char"].map(list(form)) for form in forms]
            )
            parts.append(model.trans_char(characters))
        return self.layers.describe(torch.cat(parts, 1))

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

    def _predict(self, hidden: Tensor, packing: Packing) -> dict[str, Tensor]:
        """The best unit of every column, shape (words, units a word), in flat order."""
        model = self.model
        tags = model.upos_clf(functional.relu(model.upos_hid(hidden))).argmax(1)
        best = {"upos": packing.unpack(tags)[:, None]}
        for name, (weight, bias, sizes) in self.classifiers.items():
            own = functional.pad(functional.relu(model.tag_hid[name](hidden)), (0, 1), value=1.0)
            scores = bias.repeat(len(own), 1)
            for tag in tags.unique().tolist():
                words = (tags == tag).nonzero()[:, 0]
                scores[words] += own[words] @ weight[tag]
            chosen = torch.stack([part.argmax(1) for part in scores.split(sizes, 1)], 1)
            best[name] = packing.unpack(chosen)
        return best

    def _write(self, drafts: list[Draft], best: dict[str, Tensor]) -> None:
        for name, units in best.items():
            tags = [self._unit(name, tuple(unit)) for unit in units.tolist()]
            start = 0
            for draft in drafts:
                setattr(draft, name, tags[start : start + len(draft.forms)])
                start += len(draft.forms)

    def _unit(self, name: str, unit: tuple[int, ...]) -> str:
        """The tag, or all features of a word, as Stanza writes it."""
        if (name, unit) not in self.units:
            vocabulary = self.vocabulary[name]
            composite = isinstance(vocabulary, CompositeVocab)
            self.units[name, unit] = vocabulary.id2unit(unit if composite else unit[0])
        return self.units[name, unit]
