"""How much need not be parsed at all, because no finding can come of it.

    python -m benchmarks.gating texts.jsonl --limit 300

Shares of the words: of sentences whose tree the extraction never looks at; of articles in which no
rule of the lexicon can fit, whatever the trees; of sentences that hold a possible trigger. The
second is found from words, tags and lemmas alone: a rule's scopes are taken to be the whole
sentence, and what may not stand in a narrower scope is let pass. Fails if annotations change when
the trees are taken away that the first two say are not needed.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from annotator import pattern
from annotator.lexicon import Rule, rules
from annotator.mentions import TextOfSentence
from annotator.model import Annotation, ParsedArticle, Sentence, Word
from annotator.pipeline import annotate
from annotator.tree import Tree
from benchmarks.keywords import all_words, flatten_sentence, other_words

WIDE = ("article", "sentence")  # scopes that no tree is needed for


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("sources", type=Path, nargs="+", help="folders, .jsonl and .conllu files")
    parser.add_argument("--limit", type=int, help="at most this many texts of each")
    parser.add_argument("--models", default="default")
    options = parser.parse_args()
    counts = measure(_parse(options))
    for name, count in counts.items():
        print(f"{name}: {count:,} ({count / counts['words']:.1%})")
    if counts["changed annotations"]:
        sys.exit("some trees are needed")


def _parse(options: argparse.Namespace) -> Iterator[ParsedArticle]:
    from annotator.nlp.models import find_models
    from annotator.nlp.parser import Parser
    from benchmarks.texts import make_article, read_all

    texts = read_all(options.sources, options.limit)
    articles = [make_article(text, str(number)) for number, text in enumerate(texts)]
    return Parser(find_models(options.models)).parse(articles)


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
