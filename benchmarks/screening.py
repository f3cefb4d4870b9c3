"""What `--screen` keeps of the articles that matter, and how fast it is.

    python benchmarks/screening.py --gold ARTICLES GOLD --jsonl texts.jsonl --other DIR

Relevant are, with `--gold` (a folder of articles and one of annotations by hand, as often as you
like), those of which the annotation says so; with `--jsonl`, those in which the whole program finds
something. The texts of `--other` (a folder, a JSONL or a CoNLL-U file) are about anything; of them
the share that passes is told. The parse is timed on the first texts of all.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from texts import make_article, read_texts

from annotator.screen import may_matter

PARSED = 60  # texts by which the parse is timed
FOUND = re.compile(r"^relevant: true", re.MULTILINE)


def main() -> None:
    options = read_options()
    print("| texts | relevant | kept | share | of the others kept |\n|---|---:|---:|---:|---:|")
    texts: list[str] = []
    relevant = kept = 0
    spent = 0.0
    may_matter("La France livre des navires au Japon.")  # reads the lexicon
    for name, pairs in sources(options):
        some = list(pairs)
        start = time.process_time()
        passed = [may_matter(text) for text, _ in some]
        spent += time.process_time() - start
        good = [p for p, (_, matters) in zip(passed, some, strict=True) if matters]
        rest = [p for p, (_, matters) in zip(passed, some, strict=True) if not matters]
        relevant, kept = relevant + len(good), kept + sum(good)
        texts += [text for text, _ in some]
        print(row(name, len(some), good, rest))
    if relevant:
        print(f"\nkept of all relevant ones: {kept} of {relevant}, {kept / relevant:.4f}")
    report_speed(texts, spent, options.models)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--gold", type=Path, nargs=2, action="append", default=[])
    parser.add_argument("--jsonl", type=Path, action="append", default=[])
    parser.add_argument("--other", type=Path, action="append", default=[])
    parser.add_argument("--models", default="default")
    return parser.parse_args()


def sources(options: argparse.Namespace) -> Iterator[tuple[str, Iterable[tuple[str, bool]]]]:
    """Name and texts of each source, each text with whether it matters."""
    for number, (articles, gold) in enumerate(options.gold, 1):
        yield f"gold {number}", read_gold(articles, gold)
    for path in options.jsonl:
        yield path.name, judged(["\n\n".join(text) for text in read_texts(path)], options.models)
    for path in options.other:
        yield path.name, [("\n\n".join(text), False) for text in read_texts(path)]


def read_gold(articles: Path, gold: Path) -> Iterator[tuple[str, bool]]:
    for path in sorted(articles.glob("*.txt")):
        said = (gold / path.with_suffix(".yaml").name).read_text(encoding="utf-8")
        yield path.read_text(encoding="utf-8", errors="replace"), bool(FOUND.search(said))


def judged(texts: list[str], models: str) -> Iterator[tuple[str, bool]]:
    """What the whole program says; parses come from the cache where it has them."""
    from annotator.corpus import article_from_bytes
    from annotator.nlp.cached import CachedParser, open_cache
    from annotator.nlp.models import find_models
    from annotator.pipeline import annotate

    found = find_models(models)
    parser = CachedParser(found, open_cache(found))
    articles = [article_from_bytes(text.encode(), str(n)) for n, text in enumerate(texts) if text]
    for number, parsed in enumerate(parser.parse(articles), 1):
        if number % 100 == 0:
            print(f"{number} of {len(articles)}", file=sys.stderr)
        yield parsed.article.text, annotate(parsed).relevant


def row(name: str, count: int, good: list[bool], rest: list[bool]) -> str:
    share = f"{sum(good) / len(good):.4f}" if good else ""
    others = f"{sum(rest) / len(rest):.2f}" if rest else ""
    return f"| {name}: {count} | {len(good)} | {sum(good)} | {share} | {others} |"


def report_speed(texts: list[str], spent: float, models: str) -> None:
    """Words a CPU second of the screen and of the parse, each on texts that it had not seen."""
    from annotator.nlp.models import find_models
    from annotator.nlp.parser import Parser

    articles = [make_article(text.split("\n\n"), str(n)) for n, text in enumerate(texts[:PARSED])]
    parser = Parser(find_models(models))
    list(parser.parse([make_article(["Un navire."], "warm")]))
    start = time.process_time()
    list(parser.parse(articles))
    parse = sum(map(count_words, texts[:PARSED])) / (time.process_time() - start)
    screen = sum(map(count_words, texts)) / spent
    print(
        f"\nscreen: {screen:,.0f} words/s, parse: {parse:,.0f} words/s, "
        f"{screen / parse:.0f} times as fast"
    )


def count_words(text: str) -> int:
    return len(text.split())


if __name__ == "__main__":
    main()
