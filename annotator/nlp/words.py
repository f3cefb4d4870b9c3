"""Tokens → words: contracted tokens opened (du = de + le), overlong sentences cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from stanza.models.mwt.data import DataLoader

from annotator.nlp.drafts import Draft, Token

PAUSES = {";", ":", ",", ".", "…", "...", "–", "—", "-", "•", "»", "!", "?", ")"}


class Expander:
    """Stanza's expander of contracted tokens, asked once for each form."""

    def __init__(self, trainer: Any) -> None:
        self.trainer = trainer
        self.known: dict[str, list[str]] = {}

    def open(self, sentences: Sequence[list[Token]], longest: int) -> list[list[Draft]]:
        """The drafts of each sentence: one, or several if it has more than `longest` words."""
        forms = {t.text for sentence in sentences for t in sentence if t.contracted}
        self._learn(sorted(forms - self.known.keys()))
        return [list(self._drafts(sentence, longest)) for sentence in sentences]

    def _learn(self, forms: list[str]) -> None:
        if not forms:
            return
        expansions = self._expand(forms)
        for form, expansion in zip(forms, expansions, strict=True):
            parts = [part for part in expansion.split(" ") if part]
            # as in Stanza: a token that stays one word keeps its own text
            self.known[form] = parts if len(parts) > 1 else [form]

    def _expand(self, forms: list[str]) -> list[str]:
        args = self.trainer.args
        if args["dict_only"]:
            expanded: list[str] = self.trainer.predict_dict(forms)
            return expanded
        batches = DataLoader(
            _Forms(forms),
            256,
            args,
            vocab=self.trainer.vocab,
            evaluation=True,
            expand_unk_vocab=True,
        )
        predicted: list[str] = []
        for batch in batches.to_loader():
            predicted += self.trainer.predict(batch, never_decode_unk=True, vocab=batches.vocab)
        if args.get("ensemble_dict", False):
            predicted = self.trainer.ensemble(forms, predicted)
        return predicted

    def _drafts(self, sentence: list[Token], longest: int) -> Iterator[Draft]:
        words = [self.known[t.text] if t.contracted else [t.text] for t in sentence]
        start = 0
        for end in cut_points(sentence, [len(w) for w in words], longest):
            forms = [form for parts in words[start:end] for form in parts]
            owners = [i for i, parts in enumerate(words[start:end]) for _ in parts]
            yield Draft(sentence[start:end], forms, owners)
            start = end


def cut_points(sentence: Sequence[Token], sizes: Sequence[int], longest: int) -> list[int]:
    """Where to end the pieces of a sentence so that none has more than `longest` words.

    A cut follows the last pause in the second half of a piece, if there is one.
    """
    points, start = [], 0
    while sum(sizes[start:]) > longest:
        end, count = start, 0
        while count + sizes[end] <= longest:
            count += sizes[end]
            end += 1
        pauses = (i for i in range(end, (start + end) // 2, -1) if sentence[i - 1].text in PAUSES)
        start = next(pauses, max(end, start + 1))
        points.append(start)
    return [*points, len(sentence)]


class _Forms:
    """What Stanza's loader asks of a document."""

    def __init__(self, forms: list[str]) -> None:
        self.forms = forms

    def get_mwt_expansions(self, evaluation: bool) -> list[str]:  # noqa: ARG002
        return self.forms
