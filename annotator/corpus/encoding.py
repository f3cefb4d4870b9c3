"""Bytes to text: what the file declares, then strict UTF-8, then a guess among likely encodings."""

from __future__ import annotations

import codecs
import re

from annotator.errors import ArticleError

# charset-normalizer takes French cp1252 for Cyrillic or Baltic unless its choice is narrowed.
CANDIDATES = ["cp1252", "iso8859_15", "mac_roman", "cp850"]
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""^[^\n]*?(?:<\?xml[^>]*encoding|<meta[^>]*charset|-\*-\s*coding)\s*[=:]\s*["']?([\w.-]+)""",
    re.IGNORECASE | re.MULTILINE,
)
_FORMATS = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a zip archive or an office document",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"{\\rtf": "an RTF document",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"\x1f\x8b": "a compressed file",
}
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\v\x1b\x1a"))


def decode(data: bytes, path: str) -> tuple[str, str]:
    """The text without its byte order mark, and the name of its encoding.

    Raises ArticleError when the bytes are no text. Line ends stay as they are.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], name, path), name
    _refuse_binary(data, path)
    for likely in (_declared(data), _bare_utf16(data), "utf-8"):
        if likely:
            try:
                return data.decode(likely), likely
            except (UnicodeError, LookupError):  # LookupError: a codec that makes no text
                continue
    return _damaged_utf8(data) or _guess(data, path)


def _decode_as(data: bytes, name: str, path: str) -> str:
    try:
        return data.decode(name)
    except UnicodeError as error:
        message = f"{path}: begins as {name} but is not: {error}; save it as UTF-8"
        raise ArticleError(message, "encoding") from error


def _refuse_binary(data: bytes, path: str) -> None:
    for magic, what in _FORMATS.items():
        if data.startswith(magic):
            message = f"{path}: is {what}, not plain text; save its text as UTF-8 first"
            raise ArticleError(message, "binary")
    if _bare_utf16(data):
        return
    head = data[:65536]
    if b"\0" in head or len(head) - len(head.translate(None, _CONTROL)) > len(head) / 50:
        message = f"{path}: is a binary file, not plain text; save its text as UTF-8"
        raise ArticleError(message, "binary")


def _declared(data: bytes) -> str | None:
    """The encoding that an XML, HTML or editor line at the top names, when Python knows it."""
    head = data[:2048]
    lower = head.lower()
    if b"coding" not in lower and b"charset" not in lower:
        return None  # as nearly always, and the pattern is slow to say so
    found = _DECLARED.search(head)
    try:
        name = codecs.lookup(found.group(1).decode("ascii")).name if found else None
    except LookupError:
        return None
    # A declaration that can be read byte by byte is not itself in one of these.
    return None if name and name.startswith(("utf-16", "utf-32", "utf-7")) else name


def _bare_utf16(data: bytes) -> str | None:
    """UTF-16 without a mark shows in zero bytes at every other place."""
    head = data[:4096]
    if len(data) % 2 or len(head) < 8:
        return None
    for name, zeros, others in (("utf-16-le", 1, 0), ("utf-16-be", 0, 1)):
        if head[zeros::2].count(0) > len(head) * 0.4 and not head[others::2].count(0):
            return name
    return None


def _damaged_utf8(data: bytes) -> tuple[str, str] | None:
    """UTF-8 that was cut or has a few bytes wrong reads better so than as anything else."""
    text = data.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    good = sum(char > "\x7f" for char in text) - bad
    return (text, "utf-8") if good > 4 * bad else None


def _guess(data: bytes, path: str) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=CANDIDATES).best()
    name = best.encoding if best else "cp1252"
    try:
        return data.decode(name), name
    except UnicodeError:
        message = f"{path}: its encoding cannot be told; save it as UTF-8"
        raise ArticleError(message, "encoding") from None
