"""CoNLL-U: the parse that findings come from, as Stanza writes it, with the findings in MISC.

    2   Oslo   …   nsubj   _   start_char=3|end_char=7|ner=S-LOC|Cooperation=exercise-nor-prt

`start_char` and `end_char` count code points of the article. A contracted token has them on its
range line; `Cooperation` and `Rationale` name the findings whose words these are.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import BinaryIO, Protocol

from annotator.export.document import LISTS, Document
from annotator.export.format import Format, Options
from annotator.model import Article, Entity, ParsedArticle, Segment, Sentence, Span, Word


class Parser(Protocol):
    def parse(self, articles: Iterable[Article]) -> Iterator[ParsedArticle]: ...


def write(documents: Iterable[Document], out: BinaryIO, options: Options) -> None:
    """The sentences of all documents in French; parses come from the cache where it has them."""
    from annotator.nlp.cached import CachedParser, open_cache
    from annotator.nlp.models import find_models

    models = options.models or find_models()
    write_parsed(documents, CachedParser(models, open_cache(models)), out)


def write_parsed(documents: Iterable[Document], parser: Parser, out: BinaryIO) -> None:
    """The same with that parser."""
    waiting: deque[Document] = deque()

    def articles() -> Iterator[Article]:
        for document in documents:
            if document.article and document.article.language == "fr":
                waiting.append(document)
                yield document.article

    parses = parser.parse(articles())
    out.writelines(conllu(waiting.popleft(), parsed).encode() for parsed in parses)


def conllu(document: Document, parsed: ParsedArticle) -> str:
    """The sentences of one document."""
    name = re.sub(r"\s", "_", document.name)
    blocks = [
        "\n".join([f"# sent_id = {name}-{number}", *_sentence(sentence, document, parsed)])
        for number, sentence in enumerate(parsed.sentences, start=1)
    ]
    return f"# newdoc id = {name}\n" + "\n\n".join(blocks) + "\n\n" if blocks else ""


@dataclass(frozen=True, slots=True)
class _Token:
    """Words that share a stretch; `start` and `end` are places in the segment's text."""

    words: tuple[Word, ...]
    start: int
    end: int


def _sentence(sentence: Sentence, document: Document, parsed: ParsedArticle) -> Iterator[str]:
    segment = parsed.article.segments[sentence.segment]
    tokens = [
        _token(tuple(words), segment)
        for _, words in groupby(sentence.words, key=lambda word: (word.start, word.end))
    ]
    yield f"# text = {segment.text[tokens[0].start : tokens[-1].end]}"
    gaps = [one.end == next_.start for one, next_ in pairwise(tokens)]
    for token, tight in zip(tokens, [*gaps, False], strict=True):
        yield from _token_lines(token, segment.text, tight, sentence.entities, document)


def _token(words: tuple[Word, ...], segment: Segment) -> _Token:
    """Where the token stands in the segment, whose text has its words put together."""
    start = bisect_left(segment.offsets, words[0].start)
    while segment.text[start].isspace():  # a blank put in, with no width in the file
        start += 1
    return _Token(words, start, bisect_left(segment.offsets, words[0].end, lo=start + 1))


def _token_lines(
    token: _Token, text: str, tight: bool, entities: Iterable[Entity], document: Document
) -> Iterator[str]:
    first = token.words[0]
    form = text[token.start : token.end]
    place = [f"start_char={first.start}", f"end_char={first.end}", f"ner={_ner(first, entities)}"]
    place += ["SpaceAfter=No"] if tight else []
    found = list(_findings(first, document))
    if len(token.words) > 1:
        yield _line(f"{first.id}-{token.words[-1].id}", form, ["_"] * 6, place)
        for word in token.words:
            yield _line(str(word.id), word.text, _columns(word), found)
    else:
        yield _line(str(first.id), form, _columns(first), place + found)


def _line(number: str, form: str, columns: list[str], misc: list[str]) -> str:
    return "\t".join([number, form, *columns, "_", "|".join(misc) or "_"])


def _columns(word: Word) -> list[str]:
    feats = "|".join(f"{key}={value}" for key, value in word.feats.items()) or "_"
    return [word.lemma, word.upos, "_", feats, str(word.head), word.deprel]


def _ner(word: Word, entities: Iterable[Entity]) -> str:
    """BIOES, as Stanza tags tokens."""
    for entity in entities:
        if entity.start <= word.start and word.end <= entity.end:
            first, last = entity.start == word.start, entity.end == word.end
            tag = "S" if first and last else "B" if first else "E" if last else "I"
            return f"{tag}-{entity.type}"
    return "O"


def _findings(word: Word, document: Document) -> Iterator[str]:
    for name in LISTS:
        ids = [f.id for f in document.of(name) if any(_covers(s, word) for s in f.placed)]
        if ids:
            yield f"{name.capitalize()}={','.join(ids)}"


def _covers(span: Span, word: Word) -> bool:
    return span.start < word.end and word.start < span.end


FORMAT = Format("the parse, with names and findings", write, needs_text=True)
