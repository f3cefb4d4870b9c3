"""Which format a file has: its content says it, else its name."""

from __future__ import annotations

import codecs
import re

from annotator.formats import format_of_name

HEAD = 65536  # bytes that are looked at
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What stands at the top of each format, in the order in which it is looked for.
_SIGNS = {
    "jsonl": re.compile(r'\s*\[?\s*\{\s*"(?:[^"\\]|\\.){1,200}"\s*:'),
}


def detect(head: bytes, name: str) -> str:
    """The format of a file that begins with `head`; plain text where nothing tells another."""
    text = _peek(head)
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
