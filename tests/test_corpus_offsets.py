"""Every character of a segment stands where its offset says, whatever the text."""

from __future__ import annotations

import html
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.corpus import article_from_bytes, span_in_file
from annotator.corpus.traced import ENTITY
from annotator.errors import ArticleError
from annotator.model import Article, Segment

PIECES = st.sampled_from(
    ["\n", "\n\n", "\r\n", " ", "  ", "\u00a0", "\t", "-\n", "-", "\u00ad", "\u00ad\n", "\ufeff", "\u200b",
     "\\\n", "\\", "**", "*", "_", "# ", "## ", "[", "](", ")", "![", "<!--", "-->", "<p>", "</p>", "<br/>",
     "<https://exemple.test>", "&nbsp;", "&amp;", "&eacute;", "&laquo;", "&#233;", "&", ";", "---\n", "title: ",
     "summary: >\n  ", "date: 2024-05-01\n", "“", "”", "« ", " »", "'", "’", "...", "…", ".", ",", ":", "(AFP)",
     "TOKYO - ", "Oslo (VNA) – ", "-VNA", "Photo: VNA", "Lire aussi :", "Tags:", "Publié le 12/05/2023",
     "e\u0301", "ﬁ", "œ", "\x0c", "\u2028", "\x00", "1/5", "3201", "Par Jean Dupont", "nord-", "coréenne",
     "Le traité", "est signé.Les", "uncommuniqué", "L'armée", "la coopéra-\ntion", "de défense", "des deux pays"]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=6), max_size=60).map("".join)


def check_offsets(article: Article) -> None:
    for segment in article.segments:
        assert len(segment.offsets) == len(segment.text) + 1
        assert segment.text == " ".join(segment.text.split())
        assert list(segment.offsets) == sorted(segment.offsets)
        assert segment.offsets[-1] <= len(article.text)
        for char, offset in zip(segment.text, segment.offsets, strict=False):
            assert char == " " or char in _written(article.text, offset)


def _written(text: str, offset: int) -> str:
    """What the file has at an offset: a character, an entity, a ligature, a letter and its accent."""
    entity = ENTITY.match(text, offset)
    end = offset + 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    plain = text[offset] + unicodedata.normalize("NFC", text[offset:end])
    return (
        plain + unicodedata.normalize("NFKC", plain) + (html.unescape(entity[0]) if entity else "")
    )


def read(text: str) -> Article | None:
    try:
        return article_from_bytes(text.encode(), "made up")
    except ArticleError:
        return None


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_offsets_hold_for_any_text(text):
    if article := read(text):
        assert article.text == text.removeprefix("\ufeff")
        check_offsets(article)


@settings(max_examples=100, deadline=None)
@given(st.binary(min_size=1, max_size=300))
def test_bytes_are_read_or_refused(data):
    try:
        article = article_from_bytes(data, "made up")
    except ArticleError:
        return
    check_offsets(article)


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.data())
def test_every_stretch_has_a_span_in_the_file(text, data):
    article = read(text)
    if article and article.segments:
        segment = data.draw(st.sampled_from(article.segments))
        start = data.draw(st.integers(0, len(segment.text) - 1))
        end = data.draw(st.integers(start + 1, len(segment.text)))
        span = span_in_file(article, segment, start, end)
        assert 0 <= span.start <= span.end <= len(article.text)


SAMPLES = [
    ("Le **ministre** parle.", "ministre", "ministre"),
    ("La [marine](https://exemple.test/a) appareille.", "marine", "marine"),
    ("Un pacte franco&#45;belge, dit-on.", "franco-belge", "franco&#45;belge"),
    ("R&amp;D navale commune.", "R&D", "R&amp;D"),
    ("Il dit &laquo; oui &raquo; et part.", "« oui »", "&laquo; oui &raquo;"),
    ("L'e\u0301quipage rentre.", "équipage", "e\u0301quipage"),
    ("Un ofﬁcier arrive.", "officier", "ofﬁcier"),
    ("S\ufefferge arrive à bord.", "Serge", "S\ufefferge"),
    ("Une longue phrase sur la coopéra-\ntion navale.", "coopération", "coopéra-\ntion"),
    ("Une longue  phrase\nsur la mer.", "longue phrase sur", "longue  phrase\nsur"),
    ("Tout le bord&nbsp;!", "bord !", "bord&nbsp;!"),
]


@pytest.mark.parametrize(("text", "inside", "quote"), SAMPLES, ids=[s[1] for s in SAMPLES])
def test_span_in_file_gives_the_words_as_written(text, inside, quote):
    article = article_from_bytes(text.encode(), "made up")
    segment = next(s for s in article.segments if inside in s.text)
    start = segment.text.index(inside)
    span = span_in_file(article, segment, start, start + len(inside))
    assert article.text[span.start : span.end] == quote


def test_segment_is_the_value_that_the_parser_takes():
    article = article_from_bytes(b"Le  gros navire gris\nrentre au port.", "made up")
    assert article.segments == (
        Segment("body", "Le gros navire gris rentre au port.", article.segments[0].offsets),
    )
