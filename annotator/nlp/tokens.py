"""Texts → sentences of tokens: Stanza's tokenizer over many texts at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from stanza.models.tokenization.data import NEWLINE_WHITESPACE_RE, WHITESPACE_RE
from stanza.models.tokenization.utils import update_pred_regex

from annotator.nlp.drafts import Token
from annotator.nlp.labels import Labeller
from annotator.nlp.loading import UnsupportedModelsError

WINDOW = 1000  # characters that Stanza's tokenizer looks at together
NO_TOKEN, TOKEN, SENTENCE, CONTRACTED, CONTRACTED_SENTENCE = range(5)
ENDS = frozenset((SENTENCE, CONTRACTED_SENTENCE))
# nothing else can match Stanza's patterns for addresses, and they are slow
ADDRESS_PARTS = ("@", "http", "www.", ".gov", ".org", ".edu", ".net", ".co")


@dataclass(slots=True)
class Paragraph:
    """What the tokenizer reads: characters with white space made plain, and where they stood."""

    text: int  # which of the texts it belongs to
    characters: str
    places: Sequence[int]
    labels: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    done: int = 0

    def window(self) -> str:
        """The characters to look at next."""
        return self.characters[self.done : self.done + WINDOW]

    def marks(self) -> tuple[bool, bool, bool]:
        """Whether the window begins the paragraph, ends it, and is the whole of a short one."""
        size = len(self.characters)
        return self.done == 0, self.done + WINDOW >= size, size < WINDOW


class Tokenizer:
    """Stanza's tokenizer model. `split` gives for each text its sentences."""

    def __init__(self, trainer: Any) -> None:
        self.labeller = Labeller(trainer)
        self.longest = trainer.args.get("max_seqlen", WINDOW)
        if self.longest > WINDOW:
            raise UnsupportedModelsError("tokenizer with longer windows")

    def split(self, texts: Sequence[str]) -> list[list[list[Token]]]:
        """The sentences of each text, as lists of tokens."""
        paragraphs = [p for number, text in enumerate(texts) for p in read_paragraphs(text, number)]
        self._label(paragraphs)
        sentences: list[list[list[Token]]] = [[] for _ in texts]
        for paragraph in paragraphs:
            sentences[paragraph.text] += read_sentences(paragraph, self.longest)
        return sentences

    def _label(self, paragraphs: list[Paragraph]) -> None:
        """Window after window, those of all paragraphs together."""
        for paragraph in paragraphs:
            paragraph.labels = np.zeros(len(paragraph.characters), np.int64)
        rest = paragraphs
        while rest:
            for margin in self.labeller.margins():
                rest = self._advance_all(rest, margin)
            rest = [p for p in paragraphs if p.done < len(p.characters)]
        for paragraph in paragraphs:
            _finish(paragraph)

    def _advance_all(self, paragraphs: list[Paragraph], margin: float) -> list[Paragraph]:
        """Label the next window of each paragraph. Gives those for which it is a close thing."""
        left = []
        # the mark after short paragraphs makes 999 of them as long as a window
        lengths = [len(p.window()) + p.marks()[2] for p in paragraphs]
        for batch in self.labeller.batches(lengths, margin):
            some = [paragraphs[index] for index in batch]
            windows, marks = [p.window() for p in some], [p.marks() for p in some]
            for paragraph, labels in zip(
                some, self.labeller.label(windows, marks, margin), strict=True
            ):
                if labels is None:
                    left.append(paragraph)
                else:
                    _advance(paragraph, labels)
        return left


def read_sentences(paragraph: Paragraph, longest: int) -> Iterator[list[Token]]:
    """Tokens between the labels of a paragraph, sentences between theirs."""
    characters, places = paragraph.characters, paragraph.places
    ends = np.flatnonzero(paragraph.labels)
    stops = (ends + 1).tolist()
    forms = [characters[a:b].lstrip() for a, b in pairwise([0, *stops])]
    found = zip(forms, stops, paragraph.labels[ends].tolist(), strict=True)
    kept = [(form, stop, label) for form, stop, label in found if form]
    tokens = [
        Token(form, places[stop - len(form)], places[stop - 1] + 1, label >= CONTRACTED)
        for form, stop, label in kept
    ]
    if any(len(form) > longest for form in forms):  # as Stanza has it: no word is so long
        tokens = [t._replace(text="<UNK>") if len(t.text) > longest else t for t in tokens]
    cuts = [number for number, (_, _, label) in enumerate(kept, start=1) if label in ENDS]
    for start, end in pairwise([0, *cuts, len(tokens)]):
        if start < end:
            yield tokens[start:end]


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
        return Paragraph(number, plain, range(offset, offset + len(plain)))
    kept = [i for i, c in enumerate(plain) if c != " " or i == 0 or plain[i - 1] != " "]
    return Paragraph(number, "".join(plain[i] for i in kept), [offset + i for i in kept])


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
    if any(part in paragraph.characters for part in ADDRESS_PARTS):
        update_pred_regex(list(paragraph.characters), labels)
