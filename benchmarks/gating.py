"""Whether the gate before the parse changes any annotation, and how much it keeps from the parse.

    python -m benchmarks.gating texts.jsonl --limit 300

Every article is annotated twice, with the gate and without, each run with batches of its own and
without a cache. With `--trees` more is told: the words of sentences whose tree the extraction never
looks at, and of articles in which no rule of the lexicon can fit as words, tags and lemmas alone
tell, whatever the trees, which is what the words of rules could keep back at the most; and how
often the parser goes on where the gate has the end of a sentence. Fails if an annotation changes,
or one does when the trees are taken away that are said not to be needed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from annotator import pattern
from annotator.corpus import article_from_bytes
from annotator.errors import AnnotatorError
from annotator.gate import may_hold
from annotator.lexicon import Rule, rules
from annotator.mentions import TextOfSentence
from annotator.model import Annotation, Article, ParsedArticle, Sentence, Word
from annotator.pipeline import annotate
from annotator.surface import END
from annotator.tree import Tree
from benchmarks.keywords import all_words, flatten_sentence, other_words
from benchmarks.texts import make_article, read_texts

WIDE = ("article", "sentence")  # scopes that no tree is needed for


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("sources", type=Path, nargs="+", help="folders, .jsonl and .conllu files")
    parser.add_argument("--limit", type=int, help="at most this many texts of each")
    parser.add_argument("--models", default="default")
    parser.add_argument("--trees", action="store_true", help="tell which trees are not looked at")
    options = parser.parse_args()
    print("| texts | articles | not parsed | words | not parsed | CPU time | changed |")
    print("|---|---:|---:|---:|---:|---:|---:|", flush=True)
    changed = 0
    for source in options.sources:
        articles = list(read_articles(source, options.limit))
        counts = compare(articles, options.models)
        print(row(source.name, counts), flush=True)
        changed += counts["changed"]
        if options.trees:
            changed += tell_of_trees(articles, options.models)
    if changed:
        sys.exit(f"{changed} annotations are not the same")


def read_articles(source: Path, limit: int | None) -> Iterator[Article]:
    """The articles of a source, read as a run reads them; those of a treebank are French as is."""
    if source.suffix == ".conllu":
        for number, text in enumerate(read_texts(source, limit)):
            yield make_article(text, str(number))
        return
    if source.is_dir():
        contents = [path.read_bytes() for path in sorted(source.rglob("*.txt"))]
    else:
        with source.open(encoding="utf-8") as lines:
            contents = [json.loads(line)["text"].encode() for line in lines]
    for number, content in enumerate(contents[:limit]):
        try:
            yield article_from_bytes(content, str(number))
        except AnnotatorError as error:
            print(error, file=sys.stderr)


def compare(articles: Sequence[Article], models: str) -> Counter[str]:
    """Articles and words, those kept from the parse, CPU milliseconds and what changes."""
    counts: Counter[str] = Counter()
    runs = [annotate_all(articles, models, gate) for gate in ("off", "on")]
    for article, before, after in zip(articles, *(results for results, _ in runs), strict=True):
        words = len(article.text.split())
        out = article.language != "fr" or not may_hold(article)
        counts += Counter(articles=1, words=words, out=out, words_out=words * out)
        counts += Counter(changed=before != after)
    (_, counts["ms_off"]), (_, counts["ms_on"]) = runs
    return counts


def annotate_all(
    articles: Sequence[Article], models: str, gate: str
) -> tuple[list[Annotation | AnnotatorError], int]:
    """The annotations, and the CPU milliseconds that they took once the models were loaded."""
    from annotator.nlp.models import find_models
    from annotator.workers import LocalWorkers

    with patch.dict(os.environ, ANNOTATOR_GATE=gate):
        workers = LocalWorkers(find_models(models))
        workers.annotate([make_article([LOADING], "-")])
    start = time.process_time()
    found = [r for batch in batches(articles) for r in workers.annotate(batch)]
    return found, round(1000 * (time.process_time() - start))


LOADING = "La France a livré des missiles au Japon."  # has the models loaded
BATCH = 120_000  # characters, as in a run over shards


def batches(articles: Sequence[Article]) -> Iterator[list[Article]]:
    batch: list[Article] = []
    for article in articles:
        batch.append(article)
        if sum(len(a.text) for a in batch) >= BATCH:
            yield batch
            batch = []
    yield batch


def row(name: str, counts: Counter[str]) -> str:
    shares = counts["out"] / counts["articles"], counts["words_out"] / counts["words"]
    time_ = f"{counts['ms_off'] / 1000:.1f} → {counts['ms_on'] / 1000:.1f} s"
    return (
        f"| {name} | {counts['articles']:,} | {shares[0]:.1%} | {counts['words']:,} "
        f"| {shares[1]:.1%} | {time_} | {counts['changed']} |"
    )


def tell_of_trees(articles: Sequence[Article], models: str) -> int:
    """Print how many words stand in trees that are not needed; → annotations that need them."""
    from annotator.nlp.models import find_models
    from annotator.nlp.parser import Parser

    counts = measure(Parser(find_models(models)).parse(articles))
    for name, count in counts.items():
        share = f" ({count / counts['words']:.1%})" if name.startswith(("words", "in ")) else ""
        print(f"{name}: {count:,}{share}")
    return counts["changed annotations"]


def measure(parses: Iterable[ParsedArticle]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for parsed in parses:
        every = set(range(len(parsed.sentences)))
        seen, hopeful = find_consulted(parsed), find_hopeful(parsed)
        shares = {
            "words": every,
            "in sentences never looked at": every - seen,
            "in articles in which no rule can fit": set() if hopeful else every,
            "in sentences with a possible trigger": hopeful,
        }
        counts.update({name: _words(parsed, share) for name, share in shares.items()})
        needed = seen if hopeful else set()
        counts["changed annotations"] += annotate(parsed) != _annotate_without(parsed, needed)
        counts.update(count_ends(parsed))
    return counts


def count_ends(parsed: ParsedArticle) -> Counter[str]:
    """Ends of sentences that the gate is certain of, and those that the parser does not see."""
    counts: Counter[str] = Counter()
    starts = {(sentence.segment, sentence.start) for sentence in parsed.sentences}
    for number, segment in enumerate(parsed.article.segments):
        for match in END.finditer(segment.text):
            counts["certain ends of sentences"] += 1
            lacks = (number, segment.offsets[match.end()]) not in starts
            counts["certain ends that the parser lacks"] += lacks
    return counts


def _words(parsed: ParsedArticle, numbers: set[int]) -> int:
    return sum(len(parsed.sentences[number].words) for number in numbers)


def _annotate_without(parsed: ParsedArticle, kept: set[int]) -> Annotation:
    """What is found when the trees of all other sentences are flat."""
    sentences = tuple(
        s if i in kept else flatten_sentence(s) for i, s in enumerate(parsed.sentences)
    )
    return annotate(replace(parsed, sentences=sentences))


class _Watched:
    """A word that notes when its place in the tree is looked at."""

    def __init__(self, word: Word, look: Callable[[], None]) -> None:
        self._word, self._look = word, look

    def __getattr__(self, name: str) -> Any:
        if name in ("head", "deprel"):
            self._look()
        return getattr(self._word, name)


def find_consulted(parsed: ParsedArticle) -> set[int]:
    """Numbers of the sentences whose trees the extraction looks at."""
    seen: set[int] = set()

    def watch(number: int, sentence: Sentence) -> Sentence:
        words = (_Watched(word, lambda: seen.add(number)) for word in sentence.words)
        return replace(sentence, words=tuple(words))  # type: ignore[arg-type]

    sentences = tuple(watch(i, s) for i, s in enumerate(parsed.sentences))
    annotate(replace(parsed, sentences=sentences))
    return seen


def find_hopeful(parsed: ParsedArticle) -> set[int]:
    """Numbers of the sentences in which some rule could fit, whatever their trees."""
    trees = [Tree(sentence) for sentence in parsed.sentences]
    with (
        patch.object(pattern, "scope_words", all_words),
        patch.object(pattern, "governors", other_words),
    ):
        return {i for i, tree in enumerate(trees) if _could_fit(tree, parsed, trees)}


def _could_fit(tree: Tree, parsed: ParsedArticle, article: Sequence[Tree]) -> bool:
    line = TextOfSentence(tree.sentence, parsed.article.text)
    return any(
        next(pattern.find_triggers(tree, line.original, line.word_at, rule, article), None)
        for rule in _loose_rules()
    )


@cache
def _loose_rules() -> tuple[Rule, ...]:
    return tuple(
        replace(rule, lacks={scope: rule.lacks[scope] for scope in WIDE if scope in rule.lacks})
        for rule in rules()
    )


if __name__ == "__main__":
    main()
