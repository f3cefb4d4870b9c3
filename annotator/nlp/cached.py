"""A parser that remembers: only texts that are new are parsed, only then models are loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from annotator.model import Article, ParsedArticle
from annotator.nlp.cache import LIMIT, ParseCache, cache_path
from annotator.nlp.models import ModelSet
from annotator.nlp.parser import BATCH_CHARACTERS, Parser

HELD = 512  # articles at the most that wait for a batch of new ones


def open_cache(models: ModelSet, limit: int = LIMIT) -> ParseCache | None:
    """The cache for these models, None when it is switched off (`ANNOTATOR_CACHE=off`).

    `limit` is the most bytes that it may take; 0 switches it off too.
    """
    path = cache_path()
    return ParseCache(path, models.id, limit) if path and limit else None


class CachedParser:
    """`Parser` with a cache before it. `parser` is None until a text has to be parsed.

    An article that is not in the cache and that `gate` says no to is given without any sentence.
    """

    def __init__(
        self,
        models: ModelSet,
        cache: ParseCache | None,
        threads: int | None = None,
        gate: Callable[[Article], bool] | None = None,
    ) -> None:
        self.models = models
        self.cache = cache
        self.threads = threads
        self.gate = gate
        self.parser: Parser | None = None

    def parse(self, articles: Iterable[Article]) -> Iterator[ParsedArticle]:
        """Each article parsed, in the order given."""
        held: list[tuple[Article, ParsedArticle | None]] = []
        size = 0
        for article in articles:
            known = self._known(article)
            held.append((article, known))
            size += 0 if known else sum(len(segment.text) for segment in article.segments)
            if size >= BATCH_CHARACTERS or len(held) >= HELD:
                yield from self._give(held)
                held, size = [], 0
        yield from self._give(held)

    def _known(self, article: Article) -> ParsedArticle | None:
        """What needs no parsing: from the cache, for that is faster than to ask the gate."""
        (known,) = self.cache.get([article]) if self.cache else (None,)
        if known is None and self.gate and not self.gate(article):
            return ParsedArticle(article, ())
        return known

    def _give(self, held: list[tuple[Article, ParsedArticle | None]]) -> Iterator[ParsedArticle]:
        new = [article for article, known in held if known is None]
        parsed = iter(self._parse(new))
        for _, known in held:
            yield known or next(parsed)

    def _parse(self, articles: list[Article]) -> list[ParsedArticle]:
        if not articles:
            return []
        self.parser = self.parser or Parser(self.models, self.threads)
        parsed = list(self.parser.parse(articles))
        if self.cache:
            self.cache.put(parsed)
        return parsed
