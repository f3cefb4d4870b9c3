"""What the trees, the lexicon's aliases and the project's own models are worth.

    python -m benchmarks.ablation [--gold DIR --articles DIR --name TEXT]… [--docs docs]

Ways to read the same articles, side by side: as the program does; with keywords in the sentence
in place of trees; with the names of parties alone in place of all their aliases; with the parses of
spaCy's fr_core_news_md; then with keywords in place of trees for one part of the work at a time.
Each way gets weights of the ranker that are fitted to what it sees of the project's own data, so
that none suffers from weights made for another. The project's own articles are cross-validated.
Needs scikit-learn, spaCy and fr-core-news-md.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from unittest.mock import patch

from annotator import mentions
from annotator.evaluate import Evaluation
from annotator.gazetteer import Gazetteer, load_gazetteer
from annotator.model import ParsedArticle
from benchmarks.keywords import PARTS, flatten, without_trees
from benchmarks.quality import OWN_NAME, evaluate
from benchmarks.sections import add_options, further_sets, publish, rows
from benchmarks.spacy_parses import parse_with_spacy
from training.annotated import OWN, Annotated, Parse, Source, make_parse, read_annotated
from training.ranker import cross_validate, train

FIELDS = ("relevant", "parties", "types", "type_party", "rationale_spans")


@dataclass(frozen=True)
class Way:
    """One way to read an article: another parse, or a change of the program while it lasts."""

    name: str
    convert: Callable[[ParsedArticle], ParsedArticle] = lambda parsed: parsed
    change: Callable[[], AbstractContextManager[Any]] = nullcontext
    parse: Callable[[str], Parse] = make_parse


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    add_options(parser)
    args = parser.parse_args()
    sets = dict(further_sets(args))
    for section, ways in (("ablation", WAYS), ("parts", (WAYS[0], *PARTS_BY_WORDS))):
        results = {way.name: measure(way, sets, args.models) for way in ways}
        lines = [line for name in (OWN_NAME, *sets) for line in show(name, results)]
        publish(section, lines, args.docs and args.docs / "quality.md")


def measure(way: Way, sets: dict[str, Source], models: str) -> dict[str, Evaluation]:
    """Name of the set → how this way reads it."""
    parse = way.parse(models)
    with way.change():
        own = _read(way, OWN, parse)
        found = {OWN_NAME: evaluate(list(cross_validate(own)))}
        weights = train(own)
        for name, source in sets.items():
            found[name] = evaluate([(article, weights) for article in _read(way, [source], parse)])
    return found


def _read(way: Way, sources: Sequence[Source], parse: Parse) -> list[Annotated]:
    return read_annotated(sources, lambda articles: map(way.convert, parse(articles)))


def show(name: str, results: dict[str, dict[str, Evaluation]]) -> Iterator[str]:
    """One set: a line for each figure, a column for each way."""
    figures = [sets[name].as_dict() for sets in results.values()]
    yield from (f"### {name}", "")
    body = [[f"{key} F1", *(f"{f[key]['f1']:.3f}" for f in figures)] for key in FIELDS]
    body.append(["status", *(f"{f['accuracy']['status']['acc']:.3f}" for f in figures)])
    yield from rows([f"{figures[0]['articles']} articles", *results], body)
    yield ""


@contextmanager
def names_only() -> Iterator[None]:
    """A party is known by its name alone: « Japon », not « nippon », « Tokyo », « russo- »."""
    gazetteer = load_gazetteer()
    names = tuple(a for a in gazetteer.aliases if _is_name(gazetteer, a))
    reduced = replace(gazetteer, aliases=names)
    caches = [
        getattr(mentions, name)
        for name in ("_automaton", "_combining", "_by_length", "_whole_forms")
    ]
    with (
        patch.object(mentions, "load_gazetteer", lambda: reduced),
        patch.object(mentions, "_contextual", dict),
    ):
        _clear(caches)
        try:
            yield
        finally:
            _clear(caches)


def _is_name(gazetteer: Gazetteer, alias: Any) -> bool:
    known = gazetteer.is_state(alias.party) or gazetteer.is_org(alias.party)
    return known and alias.form == gazetteer.name(alias.party)


def _clear(caches: Sequence[Any]) -> None:
    for cache in caches:
        cache.cache_clear()


WAYS = (
    Way("full"),
    Way("without trees", convert=flatten, change=without_trees),
    Way("without aliases", change=names_only),
    Way("fr_core_news_md's parses", parse=lambda _: parse_with_spacy("fr_core_news_md")),
)
PARTS_BY_WORDS = tuple(
    Way(f"{part} by words", change=partial(without_trees, part)) for part in PARTS
)

if __name__ == "__main__":
    main()
