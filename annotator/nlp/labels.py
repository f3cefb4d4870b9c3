"""Characters → tokenizer labels: Stanza's tokenizer network, without padding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from stanza.models.tokenization.data import PER_CHAR_FEAT_FUNCS, POSITION_FEAT_FUNCS
from torch import Tensor
from torch.nn import functional
from torch.nn.utils.rnn import PackedSequence

from annotator.nlp.loading import UnsupportedModelsError
from annotator.nlp.packing import Packing

PLAIN = 0x10000  # characters up to here have their place in a table


class Labeller:
    """What Stanza's tokenizer says of each character, for windows of text at once."""

    def __init__(self, trainer: Any) -> None:
        self.model, self.vocabulary, self.args = trainer.model, trainer.vocab, trainer.args
        wanted = self.args["feat_funcs"]
        unknown = set(wanted) - set(PER_CHAR_FEAT_FUNCS) - POSITION_FEAT_FUNCS
        if unknown or self.args["conv_res"] is not None or not self.args["use_mwt"]:
            raise UnsupportedModelsError(f"another tokenizer network: {sorted(unknown)}")
        self.own = [PER_CHAR_FEAT_FUNCS[name] for name in wanted if name in PER_CHAR_FEAT_FUNCS]
        self.width = len(wanted)
        self.units = np.full(PLAIN, -1, np.int64)
        self.features = np.zeros((PLAIN, self.width), np.float32)
        heads = ["tok_clf", "sent_clf", "mwt_clf"]
        self.first = self._heads(heads, bias=True)
        if self.args["hierarchical"]:
            self.second = self._heads([f"{name}2" for name in heads], bias=False)

    def _heads(self, names: list[str], *, bias: bool) -> tuple[Tensor, Tensor | None]:
        layers = [getattr(self.model, name) for name in names]
        weight = torch.cat([layer.weight for layer in layers])
        return weight, torch.cat([layer.bias for layer in layers]) if bias else None

    def label(
        self, windows: Sequence[str], marks: Sequence[tuple[bool, bool, bool]]
    ) -> list[NDArray[np.int64]]:
        """Labels of the characters of each window, longest window first.

        `marks` says of each window whether it begins a paragraph, whether it ends one, and
        whether the model is to see the mark that Stanza puts after a short paragraph.
        """
        packing = Packing.of([len(w) + mark[2] for w, mark in zip(windows, marks, strict=True)])
        units, features = self._inputs(windows, marks, packing)
        embedded = self.model.embeddings(units[packing.order])
        packed = torch.cat([embedded, features[packing.order]], 1)
        found = packing.unpack(self._scores(packed, packing).argmax(1)).numpy()
        starts = (np.cumsum(packing.lengths) - packing.lengths).tolist()
        return [found[s : s + len(w)] for s, w in zip(starts, windows, strict=True)]

    def _inputs(
        self,
        windows: Sequence[str],
        marks: Sequence[tuple[bool, bool, bool]],
        packing: Packing,
    ) -> tuple[Tensor, Tensor]:
        """Numbers (characters) and features (characters, features) in flat order."""
        text = "".join(w + "\0" * mark[2] for w, mark in zip(windows, marks, strict=True))
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
        units, features = self._look_up(codes)
        ends = np.cumsum(packing.lengths)
        starts = ends - packing.lengths
        begins, closes, extra = (np.array(column) for column in zip(*marks, strict=True))
        units[(ends - 1)[extra]] = 0  # Stanza's padding
        features[(ends - 1)[extra]] = 0
        column = len(self.own)
        if "end_of_para" in self.args["feat_funcs"]:
            features[(ends - 1 - extra)[closes], column] = 1
            column += 1
        if "start_of_para" in self.args["feat_funcs"]:
            features[starts[begins], column] = 1
        return torch.from_numpy(units), torch.from_numpy(features)

    def _look_up(self, codes: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        plain = np.where(codes < PLAIN, codes, 0)
        for code in np.unique(plain[self.units[plain] < 0]).tolist():
            self.units[code], self.features[code, : len(self.own)] = self._describe(chr(code))
        units, features = self.units[plain], self.features[plain]
        for place in np.flatnonzero(codes >= PLAIN).tolist():
            units[place], features[place, : len(self.own)] = self._describe(chr(codes[place]))
        return units, features

    def _describe(self, character: str) -> tuple[int, list[int]]:
        return self.vocabulary.unit2id(character), [own(character) for own in self.own]

    def _scores(self, packed: Tensor, packing: Packing) -> Tensor:
        """Log probabilities of the five labels, (characters, 5), as Stanza's model sums them."""
        hidden = self._run(self.model.rnn, packed, packing)
        scores = functional.linear(hidden, *self.first)
        if self.args["hierarchical"]:
            if self.args["hier_invtemp"] > 0:
                # of what is inside a token little goes on to the second layer
                inside = torch.sigmoid(scores[:, :1] * -self.args["hier_invtemp"])
                hidden *= 1 - inside
            hidden = self._run(self.model.rnn2, hidden, packing)
            scores += functional.linear(hidden, *self.second)
        no_token, no_sentence, no_contraction = functional.logsigmoid(-scores).unbind(1)
        token, sentence, contraction = functional.logsigmoid(scores).unbind(1)
        kinds = [no_sentence + no_contraction, sentence + no_contraction]
        kinds += [no_sentence + contraction, sentence + contraction]
        return torch.stack([no_token, *(token + kind for kind in kinds)], 1)

    @staticmethod
    def _run(layer: Any, packed: Tensor, packing: Packing) -> Tensor:
        out, _ = layer(PackedSequence(packed, packing.batch_sizes))
        data: Tensor = out.data
        return data
