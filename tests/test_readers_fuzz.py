"""Readers on what no one meant to write: documents, or errors of one line, and nothing else."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from annotator.corpus import article_from_bytes
from annotator.errors import ArticleError
from annotator.formats import INPUT_FORMATS
from annotator.intake import Form, read_stream
from annotator.model import Article

SAMPLES = [path.read_bytes() for path in sorted((Path(__file__).parent / "samples").glob("*.*"))]
TEXT = "Oslo et Lisbonne ont mené un exercice naval commun au large de Bergen."
SEEDS = [
    *SAMPLES,
    TEXT.encode(),
    json.dumps({"text": TEXT, "date": "2031-04-02", "id": 7}).encode() * 2,
    f"<rss><channel><item><title>T</title><description>{TEXT}</description></item></channel></rss>".encode(),
    f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="html">&lt;p&gt;{TEXT}</content></entry></feed>'.encode(),
    f'<html><script type="application/ld+json">{{"@type":"Article","headline":"T"}}</script><p>{TEXT}</p></html>'.encode(),
    gzip.compress(TEXT.encode() * 9, mtime=0),
]  # fmt: skip
PIECES = [b"<", b">", b"<!--", b"-->", b"]]>", b"&#0;", b"&#x110000;", b"\0", b"\xff", b"\f", b'"', b"\\ud800",
          b"<![CDATA[", b"<!DOCTYPE", b"<script>", b"{", b"[", b"\n", b"---\n", b"\xef\xbb\xbf", "é".encode("cp1252")]  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A sample with a few pieces cut out, doubled or put in."""
    data = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 6))):
        at, to = sorted(draw(st.tuples(*[st.integers(0, len(data))] * 2)))
        new = draw(st.sampled_from([b"", data[at:to] * 2, *PIECES]))
        data = data[:at] + new + data[to if draw(st.booleans()) else at :]
    return data


@pytest.mark.parametrize("input_format", INPUT_FORMATS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.one_of(damaged(), st.binary(max_size=400), st.text(max_size=400).map(str.encode)))
@example(b"<html><body>\xed\xa0\x80</body></html>")
@example(b"")
def test_a_reader_gives_texts_or_errors(input_format: str, data: bytes) -> None:
    for found in read_stream(io.BytesIO(data), "f", Form(input_format)):
        article = read(found) if isinstance(found, bytes) else found
        if isinstance(article, Article):
            for segment in article.segments:
                assert 0 <= segment.offsets[0] <= segment.offsets[-1] <= len(article.text)
        else:
            assert str(article).startswith("f:")
            assert "\n" not in str(article)


def read(content: bytes) -> Article | ArticleError:
    try:
        return article_from_bytes(content, "f")
    except ArticleError as error:
        return error
