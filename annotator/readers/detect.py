"""Which format a file has: its content says it, else its name."""

from __future__ import annotations

import codecs
import re

from annotator.errors import ArticleError
from annotator.formats import format_of_name

HEAD = 65536  # bytes that are looked at
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Atomic: what has been passed over is not tried again, however much of it there is.
_BEFORE = r"(?:\s+|(?><\?[^>]*>)|(?><!--.*?-->)|(?><!doctype\s[^\[>]*(?:\[.*?\]\s*)?>))*+"
# What stands at the top of each format, in the order in which it is looked for.
_SIGNS = {
    "jsonl": re.compile(r'\s*\[?\s*\{\s*"(?:[^"\\]|\\.){1,200}"\s*:'),
    "feed": re.compile(rf"{_BEFORE}<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE | re.DOTALL),
    "html": re.compile(
        rf"\s*<!doctype\s+html\b|{_BEFORE}<(?:html|head|body|frameset)[\s>]",
        re.IGNORECASE | re.DOTALL,
    ),
    "pdf": re.compile(r"[^\f]*\f"),
}
_MHTML = re.compile(
    r"(?=.{0,2000}?^mime-version:).{0,2000}?^content-type:\s*multipart/related",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)


def detect(head: bytes, name: str) -> str:
    """The format of a file that begins with `head`; plain text where nothing tells another.

    Raises ArticleError for archives.
    """
    text = _peek(head)
    if head[257:262] == b"ustar" or _MHTML.match(text):
        what = "an MHTML archive" if _MHTML.match(text) else "a tar archive"
        message = f"{name}: is {what}; unpack it, and give the pages in it"
        raise ArticleError(message, "binary")
    for format_, sign in _SIGNS.items():
        if sign.match(text):
            return format_
    return format_of_name(name) or "text"


def _peek(head: bytes) -> str:
    """The top of the text as far as marks need to be seen: letters beyond ASCII do not matter."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(name, "replace").lstrip()
    if head[1:2] == b"\0" or head[:1] == b"\0":  # UTF-16 without a mark
        head = head.replace(b"\0", b"")
    return head.decode("latin-1").lstrip()
