"""Words → lemmas: Stanza's dictionary, and its network once for each unknown pair."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stanza.models.lemma.data import DataLoader

from annotator.nlp.drafts import Draft

CAPACITY = 200_000  # pairs of form and tag that are remembered
BATCH = 256

Pair = tuple[str, str]


class Lemmatizer:
    """Stanza's lemmatizer, which looks at the form and its tag alone."""

    def __init__(self, trainer: Any) -> None:
        self.trainer = trainer
        self.known: dict[Pair, str] = {}

    def lemmatize(self, drafts: Sequence[Draft]) -> None:
        """Fill in `lemmas`."""
        if len(self.known) > CAPACITY:
            self.known.clear()
        pairs = {pair for draft in drafts for pair in zip(draft.forms, draft.upos, strict=True)}
        self._learn(sorted(pairs - self.known.keys()))
        for draft in drafts:
            draft.lemmas = [self.known[pair] for pair in zip(draft.forms, draft.upos, strict=True)]

    def _learn(self, pairs: list[Pair]) -> None:
        if not pairs:
            return
        args = self.trainer.args
        if args.get("dict_only", False):
            lemmas = self.trainer.predict_dict(pairs)
        elif args.get("ensemble_dict", False):
            skip = self.trainer.skip_seq2seq(pairs)
            predicted = iter(self._predict([p for p, s in zip(pairs, skip, strict=True) if not s]))
            lemmas = self.trainer.ensemble(pairs, ["" if s else next(predicted) for s in skip])
        else:
            lemmas = self._predict(pairs)
        self.known.update(zip(pairs, (lemma or "_" for lemma in lemmas), strict=True))

    def _predict(self, pairs: list[Pair]) -> list[str]:
        """What the network says, put right as Stanza does."""
        if not pairs:
            return []
        batches = DataLoader(
            _Pairs(pairs),
            BATCH,
            self.trainer.args,
            vocab=self.trainer.vocab,
            evaluation=True,
            expand_unk_vocab=True,
        )
        predicted: list[str] = []
        edits: list[int] = []
        for batch in batches:
            some, kinds = self.trainer.predict(batch, self.trainer.args["beam_size"], batches.vocab)
            predicted += some
            edits += kinds or []
        words = [form for form, _ in pairs]
        lemmas: list[str] = self.trainer.postprocess(words, predicted, edits=edits or None)
        return lemmas


class _Pairs:
    """What Stanza's loader asks of a document."""

    def __init__(self, pairs: list[Pair]) -> None:
        self.pairs = pairs

    def get(self, fields: list[str]) -> list[list[str | None]]:  # noqa: ARG002
        return [[form, upos, None] for form, upos in self.pairs]
