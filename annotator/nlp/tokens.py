"""Texts → sentences of tokens and words: Stanza's tokenizer over many texts at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from stanza.models.tokenization.data import (
    NEWLINE_WHITESPACE_RE,
    PER_CHAR_FEAT_FUNCS,
    POSITION_FEAT_FUNCS,
    WHITESPACE_RE,
)
from stanza.models.tokenization.utils import update_pred_regex
from torch import Tensor

from annotator.nlp.drafts import Token
from annotator.nlp.loading import UnsupportedModelsError
from annotator.nlp.packing import length_batches

WINDOW = 1000  # characters that Stanza's tokenizer looks at together
BATCH = 64_000  # characters in a batch, padding included
NO_TOKEN, TOKEN, SENTENCE, CONTRACTED, CONTRACTED_SENTENCE = range(5)
# nothing else can match Stanza's patterns for addresses, and they are slow
ADDRESS_PARTS = ("@", "http", "www.", ".gov", ".org", ".edu", ".net", ".co")


@dataclass(slots=True)
class Paragraph:
    """What the tokenizer reads: characters with white space made plain, and where they stood."""

    text: int  # which of the texts it belongs to
    characters: list[str]
    places: list[int]
    labels: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    done: int = 0

    def window(self) -> tuple[int, bool]:
        """End of the next window, and whether an end mark follows it, as Stanza has it."""
        whole = len(self.characters) < WINDOW
        return min(self.done + WINDOW, len(self.characters)), whole


class Tokenizer:
    """Stanza's tokenizer model. `split` gives for each text its sentences."""

    def __init__(self, trainer: Any) -> None:
        self.model, self.vocabulary, self.args = trainer.model, trainer.vocab, trainer.args
        unknown = set(self.args["feat_funcs"]) - set(PER_CHAR_FEAT_FUNCS) - POSITION_FEAT_FUNCS
        if unknown or self.args.get("max_seqlen", WINDOW) > WINDOW:
            raise UnsupportedModelsError(f"tokenizer with other features: {sorted(unknown)}")
        self.described: dict[str, tuple[int, list[int]]] = {}

    def split(self, texts: Sequence[str]) -> list[list[list[Token]]]:
        """The sentences of each text, as lists of tokens."""
        paragraphs = [p for number, text in enumerate(texts) for p in read_paragraphs(text, number)]
        self._label(paragraphs)
        sentences: list[list[list[Token]]] = [[] for _ in texts]
        for paragraph in paragraphs:
            sentences[paragraph.text] += self._sentences(paragraph)
        return sentences

    def _label(self, paragraphs: list[Paragraph]) -> None:
        """Window after window, those of all paragraphs together."""
        for paragraph in paragraphs:
            paragraph.labels = np.zeros(len(paragraph.characters), np.int64)
        rest = paragraphs
        while rest:
            for batch in length_batches([p.window()[0] - p.done for p in rest], BATCH):
                self._label_windows([rest[index] for index in batch])
            rest = [p for p in rest if p.done < len(p.characters)]
        for paragraph in paragraphs:
            _finish(paragraph)

    def _label_windows(self, paragraphs: list[Paragraph]) -> None:
        # the mark at the end of short paragraphs counts as a character, hence the order
        pieces = [(p.done, *p.window()) for p in paragraphs]
        lengths = [end - start + mark for start, end, mark in pieces]
        order = sorted(range(len(paragraphs)), key=lambda i: -lengths[i])
        units, features = self._inputs([(paragraphs[i], *pieces[i]) for i in order])
        scores = self.model(units, features, [lengths[i] for i in order])
        labels = scores.argmax(2).numpy()
        for row, index in enumerate(order):
            start, end, _ = pieces[index]
            _advance(paragraphs[index], labels[row, : end - start])

    def _inputs(self, pieces: list[tuple[Paragraph, int, int, bool]]) -> tuple[Tensor, Tensor]:
        """Character numbers (pieces, longest) and features (pieces, longest, features)."""
        longest = max(end - start + mark for _, start, end, mark in pieces)
        units = np.zeros((len(pieces), longest), np.int64)
        features = np.zeros((len(pieces), longest, len(self.args["feat_funcs"])), np.float32)
        for row, (paragraph, start, end, _) in enumerate(pieces):
            described = [self._describe(c) for c in paragraph.characters[start:end]]
            units[row, : end - start] = [number for number, _ in described]
            features[row, : end - start] = [known for _, known in described]
            self._mark_ends(features[row], paragraph, start, end)
        return torch.from_numpy(units), torch.from_numpy(features)

    def _describe(self, character: str) -> tuple[int, list[int]]:
        """Number and features of a character, zero for those that depend on its place."""
        if character not in self.described:
            own = [f for f in self.args["feat_funcs"] if f in PER_CHAR_FEAT_FUNCS]
            known = [PER_CHAR_FEAT_FUNCS[f](character) for f in own]
            known += [0] * (len(self.args["feat_funcs"]) - len(own))
            self.described[character] = (self.vocabulary.unit2id(character), known)
        return self.described[character]

    def _mark_ends(
        self, features: NDArray[np.float32], paragraph: Paragraph, start: int, end: int
    ) -> None:
        """Stanza puts the features of place last: end of paragraph, then its start."""
        wanted = self.args["feat_funcs"]
        column = len(wanted) - sum(f in POSITION_FEAT_FUNCS for f in wanted)
        if "end_of_para" in wanted:
            if end == len(paragraph.characters):
                features[end - start - 1, column] = 1
            column += 1
        if "start_of_para" in wanted and start == 0:
            features[0, column] = 1

    def _sentences(self, paragraph: Paragraph) -> Iterator[list[Token]]:
        """Tokens between the labels, sentences between theirs."""
        longest = self.args.get("max_seqlen", WINDOW)
        sentence: list[Token] = []
        start = 0
        for last in np.flatnonzero(paragraph.labels).tolist():
            label = paragraph.labels[last]
            token = self._token(paragraph, start, last + 1, label >= CONTRACTED, longest)
            start = last + 1
            if token is None:
                continue
            sentence.append(token)
            if label in (SENTENCE, CONTRACTED_SENTENCE):
                yield sentence
                sentence = []
        if sentence:
            yield sentence

    def _token(
        self, paragraph: Paragraph, start: int, end: int, contracted: bool, longest: int
    ) -> Token | None:
        while start < end and paragraph.characters[start] == " ":
            start += 1
        if start == end:
            return None
        form = "".join(paragraph.characters[start:end])
        if len(form) > longest:
            form = "<UNK>"  # as Stanza has it: nothing of that length is a word
        places = paragraph.places
        return Token(form, places[start], places[end - 1] + 1, contracted)


def read_paragraphs(text: str, number: int) -> Iterator[Paragraph]:
    """The paragraphs of a text: Stanza parts them at blank lines, which segments do not have."""
    start = 0
    for blank in [*NEWLINE_WHITESPACE_RE.finditer(text), None]:
        piece = text[start : blank.start() if blank else len(text)].rstrip()
        if piece:
            yield _paragraph(piece, start, number)
        start = blank.end() if blank else start


def _paragraph(piece: str, offset: int, number: int) -> Paragraph:
    plain = WHITESPACE_RE.sub(" ", piece)
    if "  " not in plain:
        return Paragraph(number, list(plain), list(range(offset, offset + len(plain))))
    kept = [i for i, c in enumerate(plain) if c != " " or i == 0 or plain[i - 1] != " "]
    return Paragraph(number, [plain[i] for i in kept], [offset + i for i in kept])


def _advance(paragraph: Paragraph, labels: NDArray[np.int64]) -> None:
    """Keep the labels of a window, of a long paragraph those up to its last sentence end."""
    count = len(labels)
    if paragraph.done < len(paragraph.characters) - WINDOW:
        ends = np.flatnonzero((labels == SENTENCE) | (labels == CONTRACTED_SENTENCE))
        count = int(ends[-1]) + 1 if len(ends) else count
    paragraph.labels[paragraph.done : paragraph.done + count] = labels[:count]
    paragraph.done += count


def _finish(paragraph: Paragraph) -> None:
    """A paragraph ends with a sentence; addresses stay whole."""
    labels = paragraph.labels
    labels[-1] = SENTENCE if labels[-1] < CONTRACTED else CONTRACTED_SENTENCE
    text = "".join(paragraph.characters)
    if any(part in text for part in ADDRESS_PARTS):
        update_pred_regex(paragraph.characters, labels)
