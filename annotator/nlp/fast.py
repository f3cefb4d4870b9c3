"""Stanza's models, Stanza's results, less work: all stages over many texts at once.

What makes it fast, and what each part gave, is in docs/performance.md. A test holds the results
to those of ``stanza.Pipeline``.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Sequence
from functools import lru_cache

import torch
from stanza.models.common.utils import EXCLAM_RE, QUESTION_RE

from annotator.nlp.analysis import RawSentence
from annotator.nlp.lemmas import Lemmatizer
from annotator.nlp.loading import load_trainers
from annotator.nlp.memory import keep_memory
from annotator.nlp.models import ModelSet
from annotator.nlp.names import NameFinder
from annotator.nlp.tagging import Tagger
from annotator.nlp.tokens import Tokenizer
from annotator.nlp.trees import TreeParser
from annotator.nlp.words import Expander

LONGEST_SENTENCE = 200  # words; the parser's memory grows with the square of it
SEVERAL_MARKS = re.compile(r"^[^\w\s]{2,}$")


class FastEngine:
    """All six models of a set. Raises UnsupportedModelsError when Stanza itself must run them."""

    def __init__(self, models: ModelSet) -> None:
        keep_memory()
        trainers = load_trainers(models)
        self.tokenizer = Tokenizer(trainers.tokenizer)
        self.expander = Expander(trainers.mwt)
        self.tagger = Tagger(trainers.tagger, trainers.pretrain)
        self.lemmatizer = Lemmatizer(trainers.lemma)
        self.parser = TreeParser(trainers.parser, trainers.pretrain)
        self.names = NameFinder(trainers.ner)
        gc.freeze()  # a million words of vocabulary that no collection need look through again

    def analyse(self, texts: Sequence[str]) -> list[list[RawSentence]]:
        """The sentences of each text."""
        with torch.inference_mode():
            return self._analyse(texts)

    def _analyse(self, texts: Sequence[str]) -> list[list[RawSentence]]:
        split = self.tokenizer.split(texts)
        opened = iter(self.expander.open([s for text in split for s in text], LONGEST_SENTENCE))
        by_text = [[draft for _ in text for draft in next(opened)] for text in split]
        drafts = [draft for text in by_text for draft in text]
        if drafts:
            forms = [list(map(simplify_marks, draft.forms)) for draft in drafts]
            self.tagger.tag(drafts, forms)
            self.lemmatizer.lemmatize(drafts)
            self.parser.parse(drafts, forms)
            self.names.find(drafts)
        return [[draft.finish() for draft in text] for text in by_text]

    def forget(self) -> None:
        """Forget the word forms seen so far: for measurements that start cold."""
        for stage in (self.tagger, self.parser, self.names):
            for one in stage.passes:
                one.table.numbers.clear()
        self.lemmatizer.known.clear()


@lru_cache(maxsize=1 << 16)
def simplify_marks(form: str) -> str:
    """« ?! » as « ? » and « !! » as « ! »: tagger and parser know the simple marks only."""
    if not SEVERAL_MARKS.match(form):
        return form
    return str(EXCLAM_RE.sub("!", QUESTION_RE.sub("?", form)))
