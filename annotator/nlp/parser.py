"""Articles → parsed articles: segments, sentences, words with their places in the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice, starmap

from annotator.errors import ModelError
from annotator.model import Article, Entity, ParsedArticle, Segment, Sentence, Word
from annotator.nlp.analysis import Engine, RawSentence
from annotator.nlp.memory import keep_few_kernels
from annotator.nlp.models import ModelSet, find_misfits

FIRST_BATCH = 8_000  # characters: the first article should not wait for many others
BATCH_CHARACTERS = 120_000  # about 20,000 words: sentences of like length fill the matrices


class Parser:
    """Stanza's pipeline over many articles at a time.

    `threads` is the number of torch's threads, one by default: a second one gains little and on
    a busy machine loses a hundredfold, as the threads wait for each other; more processes are the
    way to use more cores. Building a parser imports torch and Stanza and reads the models, about
    two seconds.
    """

    def __init__(self, models: ModelSet, threads: int | None = None) -> None:
        self.models = models
        self.engine = load_engine(models, threads)
        self.batch_characters = min(FIRST_BATCH, BATCH_CHARACTERS)

    def parse(self, articles: Iterable[Article]) -> Iterator[ParsedArticle]:
        """Each article parsed, in the order given; texts are taken in batches of many articles."""
        for batch in self._batches(articles):
            texts = [segment.text for article in batch for segment in article.segments]
            analyses = iter(self.engine.analyse(texts))
            for article in batch:
                found = list(islice(analyses, len(article.segments)))
                yield ParsedArticle(article, _sentences(article, found))

    def _batches(self, articles: Iterable[Article]) -> Iterator[list[Article]]:
        """Articles in batches, each twice as large as the one before up to a limit."""
        batch: list[Article] = []
        size = 0
        for article in articles:
            batch.append(article)
            size += sum(len(segment.text) for segment in article.segments)
            if size >= self.batch_characters:
                yield batch
                batch, size = [], 0
                self.batch_characters = min(2 * self.batch_characters, BATCH_CHARACTERS)
        if batch:
            yield batch


def load_engine(models: ModelSet, threads: int | None = None) -> Engine:
    """The fast engine where the models allow it, else Stanza's own pipeline.

    Raises ModelError when files are missing or cannot be read.
    """
    for problem in find_misfits(models):
        raise ModelError(f"{problem}; see `annotate models verify`", "damaged")
    keep_few_kernels()
    # imported here: torch and Stanza cost a second that only a parse should
    import torch

    from annotator.nlp.fast import FastEngine
    from annotator.nlp.loading import UnsupportedModelsError
    from annotator.nlp.plain import PlainEngine

    torch.set_num_threads(threads or 1)
    try:
        try:
            return FastEngine(models)
        except UnsupportedModelsError:
            return PlainEngine(models)
    except (AttributeError, LookupError, RuntimeError, TypeError, ValueError) as error:
        reason = " ".join(str(error).split())[:160]
        message = f"{models.directory}: the models cannot be read ({reason})"
        raise ModelError(message, "damaged") from error


def _sentences(article: Article, analyses: list[list[RawSentence]]) -> tuple[Sentence, ...]:
    return tuple(
        _place(raw, article.segments[index], index)
        for index, analysis in enumerate(analyses)
        for raw in analysis
        if raw.texts
    )


def _place(raw: RawSentence, segment: Segment, index: int) -> Sentence:
    """A sentence with the offsets of the file in place of those of the segment."""
    offsets = segment.offsets
    columns = zip(
        range(1, len(raw.texts) + 1),
        raw.texts,
        raw.lemmas,
        raw.upos,
        map(read_feats, raw.feats),
        raw.heads,
        raw.deprels,
        [offsets[start] for start in raw.starts],
        [offsets[end - 1] + 1 for end in raw.ends],
        strict=True,
    )
    entities = tuple(
        Entity(segment.text[e.start : e.end], e.type, offsets[e.start], offsets[e.end - 1] + 1)
        for e in raw.entities
    )
    return Sentence(tuple(starmap(Word, columns)), entities, index)


@lru_cache(maxsize=4096)  # a few hundred serve a whole corpus
def read_feats(feats: str) -> dict[str, str]:
    """`Gender=Fem|Number=Sing` as a dictionary; `_` is empty."""
    if feats == "_":
        return {}
    return dict(pair.split("=", 1) for pair in feats.split("|"))
