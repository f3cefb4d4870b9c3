"""Characters → tokenizer labels: Stanza's tokenizer network, without padding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from stanza.models.tokenization.data import PER_CHAR_FEAT_FUNCS, POSITION_FEAT_FUNCS
from torch import Tensor
from torch.nn import functional

from annotator.nlp.halves import HalfLstm, half_is_faster, is_half, widen
from annotator.nlp.loading import UnsupportedModelsError
from annotator.nlp.packing import WIDTH, Grid, close_batches, length_batches
from annotator.nlp.passes import choose

BATCH = 64_000  # characters in a batch
HALF_BATCH = 32_000
MARGIN = 0.005
SETUP = 1_000  # characters that take as long as a batch does besides them
PLAIN = 0x10000  # characters up to here have their place in a table

Labels = NDArray[np.int64]
Marks = tuple[bool, bool, bool]
Run = Callable[[int, Tensor, Grid], Tensor]  # number of the layer, its input → its output


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
        self.layers = [self.model.rnn, *([self.model.rnn2] if self.args["hierarchical"] else [])]
        self.halves: list[HalfLstm] = []
        embeddings = self.model.embeddings.weight
        # each character's row with room for its features
        self.rows = widen(functional.pad(embeddings, (0, self.width)))
        plain = all(layer.num_layers == 1 for layer in self.layers)
        if plain and half_is_faster() and is_half(self.model):
            self.halves = [HalfLstm(layer) for layer in self.layers]

    def _heads(self, names: list[str], *, bias: bool) -> tuple[Tensor, Tensor | None]:
        layers = [getattr(self.model, name) for name in names]
        weight = torch.cat([layer.weight for layer in layers])
        return weight, torch.cat([layer.bias for layer in layers]) if bias else None

    def batches(self, lengths: Sequence[int], margin: float) -> list[list[int]]:
        """Indices of windows that are best labelled together."""
        if margin:
            return close_batches(lengths, HALF_BATCH, SETUP)
        return length_batches(lengths, BATCH)

    def margins(self) -> list[float]:
        """The passes that a window may take; see `passes`."""
        return [MARGIN, 0.0] if self.halves else [0.0]

    def label(
        self, windows: Sequence[str], marks: Sequence[Marks], margin: float = 0.0
    ) -> list[Labels | None]:
        """Labels of the characters of each window, longest window first.

        `marks` says of each window whether it begins a paragraph, whether it ends one, and
        whether the model is to see the mark that Stanza puts after a short paragraph. With a
        margin, half numbers are used, and a window that has a decision by less gets None.
        """
        lengths = [len(w) + mark[2] for w, mark in zip(windows, marks, strict=True)]
        grid = Grid.of(lengths, WIDTH if margin else 1)
        units, features = self._inputs(windows, marks, grid.lengths)
        if margin:
            scores = self._scores(self._embed(units, features, grid), grid, self._run_half)
            best, close = (part[grid.flat] for part in choose(scores, margin))
        else:
            flat = torch.cat([self.model.embeddings(units), features], 1)
            best, close = choose(self._scores(flat, grid, self._run), margin)
        unsure = {*grid.columns[close.numpy()].tolist()}
        found = best.numpy()
        starts = (np.cumsum(grid.lengths) - grid.lengths).tolist()
        return [
            None if number in unsure else found[start : start + len(window)]
            for number, (start, window) in enumerate(zip(starts, windows, strict=True))
        ]

    def _inputs(
        self,
        windows: Sequence[str],
        marks: Sequence[Marks],
        lengths: NDArray[np.int64],
    ) -> tuple[Tensor, Tensor]:
        """Numbers (characters) and features (characters, features) in flat order."""
        text = "".join(w + "\0" * mark[2] for w, mark in zip(windows, marks, strict=True))
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
        units, features = self._look_up(codes)
        ends = np.cumsum(lengths)
        starts = ends - lengths
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

    def _embed(self, units: Tensor, features: Tensor, grid: Grid) -> Tensor:
        """Slots of half numbers, as wide as the layers want them."""
        slots = self.rows.index_select(0, grid.spread(units))
        width = self.model.embeddings.weight.shape[1]
        slots[:, width : width + self.width] = grid.spread(features)
        return slots

    def _scores(self, data: Tensor, grid: Grid, run: Run) -> Tensor:
        """Log probabilities of the five labels, (rows, 5), as Stanza's model sums them."""
        hidden = run(0, data, grid)
        scores = functional.linear(hidden.float(), *self.first)
        if self.args["hierarchical"]:
            if self.args["hier_invtemp"] > 0:
                # of what is inside a token little goes on to the second layer
                inside = torch.sigmoid(scores[:, :1] * -self.args["hier_invtemp"])
                hidden *= (1 - inside).to(hidden.dtype)
            hidden = run(1, hidden, grid)
            scores += functional.linear(hidden.float(), *self.second)
        no_token, no_sentence, no_contraction = functional.logsigmoid(-scores).unbind(1)
        token, sentence, contraction = functional.logsigmoid(scores).unbind(1)
        kinds = [no_sentence + no_contraction, sentence + no_contraction]
        kinds += [no_sentence + contraction, sentence + contraction]
        return torch.stack([no_token, *(token + kind for kind in kinds)], 1)

    def _run_half(self, number: int, data: Tensor, grid: Grid) -> Tensor:
        return torch.cat(self.halves[number].run(data, grid), 1)

    def _run(self, number: int, data: Tensor, grid: Grid) -> Tensor:
        packing = grid.packing
        out, _ = self.layers[number](packing.pack(data))
        return packing.unpack(out.data)
