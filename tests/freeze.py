"""The parses of all example sentences, frozen as CoNLL-U: `python -m tests.freeze [MODELS]`.

The tests then need neither torch nor models, and do not move when the models do. Each parse is
found by the hash of its sentence; those of sentences that are gone are dropped.
"""

from __future__ import annotations

import hashlib
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))  # as pytest does: the tests are no package

from annotator.model import Article, ParsedArticle, Segment
from annotator.nlp.conllu import read_comments, read_conllu, text_hash, write_conllu
from marked import Example, read_all

PARSES = Path(__file__).parent / "parses"
COMMAND = "python -m tests.freeze"
_HEAD = "# text_sha256 = "


class StaleParseError(Exception):
    """A sentence has no frozen parse."""


def as_article(text: str) -> Article:
    """The sentence as an article of one paragraph."""
    segment = Segment("body", text, tuple(range(len(text) + 1)))
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Article("example", text, sha256, "fr", (segment,))


@cache
def stored(group: str) -> dict[str, str]:
    """Hash of the sentence → its block of CoNLL-U, for one file of parses."""
    path = PARSES / f"{group}.conllu"
    if not path.is_file():
        return {}
    blocks = path.read_text(encoding="utf-8").split(_HEAD)[1:]
    return {block.partition("\n")[0]: _HEAD + block for block in blocks}


def frozen(example: Example) -> ParsedArticle:
    """The frozen parse of an example. Raises StaleParseError when there is none."""
    article = as_article(example.text)
    block = stored(example.group).get(text_hash(article))
    if block is None:
        raise StaleParseError(f"no frozen parse of {example.text!r}: run `{COMMAND}`")
    return read_conllu(block, article)


def frozen_models() -> set[str]:
    """The ids of the models that made the frozen parses."""
    groups = (stored(path.stem) for path in PARSES.glob("*.conllu"))
    return {read_comments(block.split("\n\n")[0])["models"] for g in groups for block in g.values()}


def freeze(models_name: str) -> int:
    """Parse all examples and write their files; the number of sentences."""
    from annotator.nlp.cached import CachedParser, open_cache
    from annotator.nlp.models import find_models

    models = find_models(models_name)
    parser = CachedParser(models, open_cache(models), threads=1)
    examples = list({(e.group, e.text): e for e in read_all()}.values())
    blocks: dict[str, list[str]] = defaultdict(list)
    for example, parsed in zip(
        examples, parser.parse(as_article(e.text) for e in examples), strict=True
    ):
        blocks[example.group].append(write_conllu(parsed, models.id))
    PARSES.mkdir(exist_ok=True)
    for path in PARSES.glob("*.conllu"):
        path.unlink()
    for group, texts in blocks.items():
        (PARSES / f"{group}.conllu").write_text("".join(texts), encoding="utf-8")
    return len(examples)


if __name__ == "__main__":
    number = freeze(*(sys.argv[1:] or ["default"]))
    sys.stdout.write(f"{number} sentences parsed into {PARSES}\n")
