"""Which format a file has: by its content, else by its name."""

from __future__ import annotations

import time

import pytest

from annotator.errors import ArticleError
from annotator.readers.detect import detect

CASES: list[tuple[str | bytes, str, str]] = [
    ("Oslo et Lisbonne ont signé.", "a.txt", "text"),
    ("Oslo et Lisbonne ont signé.", "a", "text"),
    ("Oslo et Lisbonne ont signé.", "a.md", "markdown"),
    ("# Titre\n\nTexte.", "a.MARKDOWN", "markdown"),
    ("Oslo et Lisbonne ont signé.", "a.html", "html"),
    ("Oslo et Lisbonne ont signé.", "a.html.gz", "html"),
    ("", "a.jsonl", "jsonl"),
    ("pas du JSON", "a.ndjson.zst", "jsonl"),
    ("pas du JSON", "a.json", "jsonl"),
    ("pas un fil", "a.xml", "feed"),
    ('{"text": "Un."}', "a.txt", "jsonl"),
    ('\ufeff \n{ "text" : 1', "a.html", "jsonl"),
    ('[\n  {\n "text": "Un."}]', "a", "jsonl"),
    ('{"text": "Un."}'.encode("utf-16"), "a", "jsonl"),
    ("{pas du JSON}", "a.txt", "text"),
    ("[1] Une note de bas de page.", "a.txt", "text"),
    ("<!DOCTYPE html><p>Un.", "a.txt", "html"),
    ("<!doctype HTML SYSTEM 'about:legacy-compat'><p>Un.", "a.md", "html"),
    ("<html lang=fr>", "a", "html"),
    ("\n <!-- enregistré -->\n<!-- deux --><HTML>", "a", "html"),
    ('<?xml version="1.0"?><!DOCTYPE html PUBLIC "x" "y"><html>', "a.xml", "html"),
    ("<body>Un.", "a", "html"),
    ("<html>".encode("utf-16"), "a.txt", "html"),
    ("<html>".encode("utf-16-le"), "a.txt", "html"),
    ("Il écrit <html> dans son texte.", "a.txt", "text"),
    ("<p>Un paragraphe.</p>", "a.md", "markdown"),
    ("<htmlx>", "a.txt", "text"),
    ("<rss version='2.0'>", "a.html", "feed"),
    ("<?xml version='1.0'?>\n<?xml-stylesheet href='x'?>\n<!-- fil --><rss>", "a", "feed"),
    ('<!DOCTYPE rss [<!ENTITY a "b">]><rss>', "a", "feed"),
    ('<feed xmlns="http://www.w3.org/2005/Atom">', "a.txt", "feed"),
    ("<rdf:RDF\n xmlns='x'>", "a.txt", "feed"),
    ("<feedback>", "a.txt", "text"),
    ("Une page.\n\fUne autre.\f", "a.txt", "pdf"),
    ("Une page.\n\fUne autre.\f", "a.md", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "a.txt", "text"),  # refused when it is read
]


@pytest.mark.parametrize(("data", "name", "format_"), CASES)
def test_format(data: str | bytes, name: str, format_: str) -> None:
    assert detect(data.encode() if isinstance(data, str) else data, name) == format_


@pytest.mark.parametrize(
    "head",
    [
        "From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\n<html>",
        "\0" * 257 + "ustar\0",
    ],
)  # fmt: skip
def test_archives_are_refused(head: str) -> None:
    with pytest.raises(ArticleError, match="unpack it"):
        detect(head.encode(), "a")


@pytest.mark.parametrize(
    "piece",
    ["<!---->", "<?a?>", "<!--", "<!doctype x>", "<!doctype x [", " ", '{"', "[", "mime-version:\n", "<html", "\\"],
)  # fmt: skip
def test_no_beginning_takes_long(piece: str) -> None:
    began = time.monotonic()
    detect((piece * 65536)[:65536].encode(), "a.txt")
    assert time.monotonic() - began < 1
