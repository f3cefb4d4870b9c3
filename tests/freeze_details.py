"""The parses of the sentences of `details.yaml` and `offices.yaml`: `python -m tests.freeze_details`.

Frozen as CoNLL-U in `details.conllu`, so that the tests need no models and do not move with them.
"""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from pathlib import Path
from typing import Any

from annotator.model import Article, ParsedArticle, Segment
from annotator.nlp.conllu import read_conllu, text_hash, write_conllu
from annotator.yaml12 import load

HERE = Path(__file__).parent
PARSES = HERE / "details.conllu"
COMMAND = "python -m tests.freeze_details"
_HEAD = "# text_sha256 = "


def read_cases(name: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = load((HERE / name).read_text(encoding="utf-8"), name)
    return cases


def as_article(marked: str) -> Article:
    """The sentence without the brackets around the act's word, as an article of one paragraph."""
    text = marked.replace("[", "").replace("]", "")
    segment = Segment("body", text, tuple(range(len(text) + 1)))
    return Article("case", text, hashlib.sha256(text.encode()).hexdigest(), "fr", (segment,))


@cache
def _stored() -> dict[str, str]:
    blocks = PARSES.read_text(encoding="utf-8").split(_HEAD)[1:]
    return {block.partition("\n")[0]: _HEAD + block for block in blocks}


def frozen(marked: str) -> ParsedArticle:
    """The frozen parse of a case. Raises LookupError when there is none."""
    article = as_article(marked)
    block = _stored().get(text_hash(article))
    if block is None:
        raise LookupError(f"no frozen parse of {article.text!r}: run `{COMMAND}`")
    return read_conllu(block, article)


def freeze(models_name: str) -> int:
    """Parse all cases with the models of that name; the number of sentences."""
    from annotator.nlp.cached import CachedParser, open_cache
    from annotator.nlp.models import find_models

    models = find_models(models_name)
    parser = CachedParser(models, open_cache(models), threads=1)
    cases = [*read_cases("details.yaml"), *read_cases("offices.yaml")]
    texts = list(dict.fromkeys(case["text"] for case in cases))
    parses = parser.parse(as_article(text) for text in texts)
    PARSES.write_text("".join(write_conllu(p, models.id) for p in parses), encoding="utf-8")
    return len(texts)


if __name__ == "__main__":
    sys.exit(0 if freeze(*(sys.argv[1:] or ["default"])) else 1)
