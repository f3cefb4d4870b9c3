"""Words → lemmas: Stanza's dictionary, and its network once for each unknown pair."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stanza.models.common.utils import unsort
from stanza.models.lemma.data import DataLoader
from stanza.models.lemma.edit import EDIT_TO_ID

from annotator.nlp.drafts import Draft

CAPACITY = 200_000  # pairs of form and tag that are remembered
BATCH = 256
SPELL = EDIT_TO_ID["none"]

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
        self._learn(sorted(pairs - self.known.keys(), key=lambda pair: (len(pair[0]), pair)))
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
            rest = self._predict([p for p, known in zip(pairs, skip, strict=True) if not known])
            predicted = iter(rest)
            lemmas = self.trainer.ensemble(pairs, ["" if k else next(predicted) for k in skip])
        else:
            lemmas = self._predict(pairs)
        self.known.update(zip(pairs, (lemma or "_" for lemma in lemmas), strict=True))

    def _predict(self, pairs: list[Pair]) -> list[str]:
        """What the network says, put right as Stanza does."""
        edits = self._edits(pairs)
        spelled = [pair for pair, kind in zip(pairs, edits, strict=True) if kind == SPELL]
        predicted = iter(self._spell(spelled))
        forms = [next(predicted) if kind == SPELL else "" for kind in edits]
        words = [form for form, _ in pairs]
        lemmas: list[str] = self.trainer.postprocess(words, forms, edits=edits)
        return lemmas

    def _edits(self, pairs: list[Pair]) -> list[int]:
        """Whether a lemma is the form, the form in lower case, or must be spelled out.

        Stanza spells out every lemma and then forgets most of them for the form itself.
        """
        if not self.trainer.args.get("edit", False):
            return [SPELL] * len(pairs)
        model, edits = self.trainer.model, []
        for source, mask, _, _, tags, _, order, text in self._batches(pairs)[0]:
            inputs, _, lengths, _ = model.embed(source, mask, tags, text)
            _, (hidden, _) = model.encode(inputs, lengths)
            edits += unsort(model.edit_clf(hidden).argmax(1).tolist(), order)
        return edits

    def _spell(self, pairs: list[Pair]) -> list[str]:
        """Lemmas letter by letter."""
        predicted: list[str] = []
        batches, vocabulary = self._batches(pairs)
        for batch in batches:
            predicted += self.trainer.predict(batch, self.trainer.args["beam_size"], vocabulary)[0]
        return predicted

    def _batches(self, pairs: list[Pair]) -> tuple[Any, Any]:
        """Stanza's batches, and its vocabulary with the characters that are new to it."""
        if not pairs:
            return [], None
        known = self.trainer.vocab
        loader = DataLoader(
            _Pairs(pairs),
            BATCH,
            self.trainer.args,
            vocab=known,
            evaluation=True,
            expand_unk_vocab=True,
        )
        return loader, loader.vocab


class _Pairs:
    """What Stanza's loader asks of a document."""

    def __init__(self, pairs: list[Pair]) -> None:
        self.pairs = pairs

    def get(self, fields: list[str]) -> list[list[str | None]]:  # noqa: ARG002
        return [[form, upos, None] for form, upos in self.pairs]
