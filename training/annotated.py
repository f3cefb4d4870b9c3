"""Annotated articles: parse, gold, and whether what the program finds in them is right.

A folder of gold holds one YAML file for each article, matched by stem. Right means what the
scorer means by it: an act shares half of its parties with a gold entry of its type, a reason half
of what it covers together with a gold reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.corpus import read_article
from annotator.errors import AnnotationError
from annotator.evaluate.compare import (
    Act,
    Reading,
    Reason,
    best_match,
    pair_reasons,
    read_folder,
    read_record,
    stem,
)
from annotator.evaluate.verbatim import squash
from annotator.extract.act import Act as FoundAct
from annotator.extract.scene import Scene, build_scene
from annotator.model import Annotation, Article, ParsedArticle, Span
from annotator.record import Machine, to_record

ROOT = Path(__file__).parents[1]
Source = tuple[Path, Path]  # a folder of gold and the folder of its articles
OWN: tuple[Source, ...] = (
    (ROOT / "corpus" / "gold", ROOT / "corpus"),
    (ROOT / "training" / "examples" / "gold", ROOT / "training" / "examples" / "articles"),
)
NOBODY = Machine(version="", models="", lexicon="")
Parse = Callable[[Iterable[Article]], Iterator[ParsedArticle]]


@dataclass(eq=False)
class Annotated:
    """One article with its parse and its gold; `text` is squashed as the scorer does."""

    name: str
    parsed: ParsedArticle
    gold: Reading
    text: str
    scene: Scene = field(init=False)
    candidates: list[FoundAct] | None = None  # the acts that rules see, once they were looked for

    def __post_init__(self) -> None:
        self.scene = build_scene(self.parsed)

    def read(self, found: Annotation) -> Reading:
        """An annotation of this article, as it is compared."""
        return read_record(to_record(found, NOBODY, ""), self.text)


def read_annotated(sources: Sequence[Source], parse: Parse) -> list[Annotated]:
    """All articles that have gold, French ones only, in the order of their files."""
    pairs = [pair for gold, articles in sources for pair in _pairs(gold, articles)]
    french = [(article, record) for article, record in pairs if article.language == "fr"]
    parsed = parse(article for article, _ in french)
    return [_annotated(p, record) for p, (_, record) in zip(parsed, french, strict=True)]


def _pairs(gold: Path, articles: Path) -> Iterator[tuple[Article, Mapping[str, Any]]]:
    files = {stem(path): path for path in sorted(articles.rglob("*.txt"))}
    for name, file in read_folder(gold, articles).items():
        if name not in files:
            raise AnnotationError(f"{file.path}: no article {name}.txt under {articles}")
        yield read_article(files[name]), file.record


def _annotated(parsed: ParsedArticle, record: Mapping[str, Any]) -> Annotated:
    text = squash(parsed.article.text)
    return Annotated(parsed.article.path, parsed, read_record(record, text), text)


def is_right_act(type_: str, parties: Iterable[str], gold: Reading) -> bool:
    """Whether gold has an entry of that type with half of the parties of both together."""
    found = frozenset(parties)
    match = best_match(Act("", type_, found, ""), gold.acts)
    return match is not None and 2 * len(found & match.parties) >= len(found | match.parties)


def is_right_reason(start: int, end: int, article: Annotated) -> bool:
    """Whether ``text[start:end]`` of the file covers half of what it covers with a gold reason."""
    span = squashed_span(article.parsed.article.text, start, end)
    found = Reason("", "", span, "", "", frozenset(), ())
    return any(True for _ in pair_reasons(article.gold.reasons, [found]))


def squashed_span(text: str, start: int, end: int) -> Span:
    """Where a stretch of a file stands in the squashed text."""
    first = len(squash(text[:start] + "|")) - 1
    return Span(first, first + len(squash(text[start:end])))


def make_parse(models: str = "default") -> Parse:
    """The project's own parser, with the cache of parses before it."""
    from annotator.nlp.cached import CachedParser, open_cache
    from annotator.nlp.models import find_models

    found = find_models(models)
    return CachedParser(found, open_cache(found), threads=1).parse
