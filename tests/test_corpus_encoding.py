"""Bytes to text: declared, strict UTF-8, then a guess among likely encodings."""

from __future__ import annotations

import codecs

import pytest

from annotator.corpus import article_from_bytes
from annotator.corpus.encoding import decode
from annotator.errors import ArticleError

TEXT = (
    "Les deux armées se sont entraînées près de la frontière. L’été dernier, à Noël ou à Pâques, "
    "le général Gaël Lefèvre avait déjà salué « une amitié à toute épreuve » — où qu’elle mène.\r\n"
)
PLAIN = TEXT.replace("’", "'").replace("—", "-")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("utf-8", TEXT), ("cp1252", TEXT), ("mac_roman", TEXT), ("iso8859_15", PLAIN), ("utf-16", TEXT),
     ("utf-16-le", TEXT), ("utf-16-be", TEXT), ("utf-8-sig", TEXT), ("utf-32", TEXT)],
)  # fmt: skip
def test_french_is_read_in_likely_encodings(encoding, text):
    assert decode(text.encode(encoding), "made up")[0] == text


def test_short_cp1252_is_no_baltic_or_cyrillic():
    assert decode("État-major réuni à Brême".encode("cp1252"), "made up")[0].startswith("État")


def test_the_mark_is_dropped_and_offsets_count_from_behind_it():
    article = article_from_bytes(codecs.BOM_UTF8 + "Été calme à bord.".encode(), "made up")
    assert article.text == "Été calme à bord."
    assert article.segments[0].offsets[0] == 0
    assert article.encoding == "utf-8"


def test_a_declared_encoding_comes_before_the_guess():
    head = '<?xml version="1.0" encoding="iso-8859-2"?>\n'
    assert decode((head + "Łódź").encode("iso-8859-2"), "made up")[0].endswith("Łódź")


def test_a_wrong_declaration_is_passed_over():
    head = '<meta charset="no-such-thing">\n'
    assert decode((head + "été").encode(), "made up") == (head + "été", "utf-8")
    for name in ("base64", "utf-16", "utf-7"):
        assert decode(f'<meta charset="{name}">été'.encode(), "made up")[1] == "utf-8"
    assert decode(('<meta charset="ascii">' + "été").encode(), "made up")[1] == "utf-8"


@pytest.mark.parametrize(
    ("data", "word"),
    [(b"%PDF-1.7 abc", "PDF"), (b"PK\x03\x04abc", "zip"), (b"abc\0def\0\0\0", "binary"),
     (bytes(range(1, 32)) * 10, "binary"), (b"\x89PNG\r\n", "image"), (b"{\\rtf1 abc}", "RTF"),
     (codecs.BOM_UTF16_LE + b"\x00\xd8", "UTF-8")],
)  # fmt: skip
def test_what_is_no_text_is_refused_in_one_line(data, word):
    with pytest.raises(ArticleError) as error:
        decode(data, "dir/file.txt")
    message = str(error.value)
    assert message.startswith("dir/file.txt: ")
    assert word in message
    assert "\n" not in message


def test_utf8_that_was_cut_or_has_a_wrong_byte_stays_utf8():
    data = TEXT.encode()
    assert decode(data + b"\xc3", "made up") == (TEXT + "\ufffd", "utf-8")
    assert decode(data[:40] + b"\xff" + data[40:], "made up")[1] == "utf-8"


def test_line_ends_stay_as_they_are():
    assert decode(b"a\r\nb\rc\n", "made up")[0] == "a\r\nb\rc\n"
