"""Marks that are not text: Markdown, HTML, invisible characters. They vanish, offsets stay."""

from __future__ import annotations

import html
import re
import unicodedata

from annotator.corpus.traced import ENTITY, Traced

LINE_END = r"(?:\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029])"
_BLOCK_TAGS = "p|br|div|li|ul|ol|h[1-6]|tr|td|th|table|section|article|figure|figcaption|blockquote"
_OTHER_TAGS = "span|b|i|em|strong|a|u|s|sup|sub|small|font|cite|q|abbr|time|mark|img|center"
_URL = r"\((?:[^()\s]|\([^()\s]*\)){0,2000}(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\s*\)"

# What none of the patterns below can match without.
_SIGN = re.compile(
    r"[<\[&\\*_~`\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufb00-\ufb06\ufeff\ufffe"
    r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]"
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_SCRIPT = re.compile(
    r"<(script|style)\b[^>]{0,500}>(?:(?!<script|<style).)*?</\1\s*>", re.DOTALL | re.IGNORECASE
)
_IMAGE = re.compile(rf"!\[[^\]\[]{{0,1000}}\](?:{_URL}|\[[^\]\n]{{0,100}}\])")
_LINK = re.compile(rf"\[([^\]\[]{{0,1000}})\](?:{_URL}|\[\w{{1,40}}\])")
_FOOTNOTE = re.compile(r"^[ \t]*\[\^[^\]\s]{1,40}\]:[ \t]*|\[\^[^\]\s]{1,40}\]", re.MULTILINE)
_AUTOLINK = re.compile(r"<(?:https?://|mailto:)[^>\s]{1,2000}>")
_BLOCK_TAG = re.compile(rf"</?(?:{_BLOCK_TAGS})(?:\s[^<>]{{0,500}})?/?>", re.IGNORECASE)
_OTHER_TAG = re.compile(rf"</?(?:{_OTHER_TAGS})(?:\s[^<>]{{0,500}})?/?>", re.IGNORECASE)
_SOFT_BREAK = re.compile(rf"\u00ad[ \t]*{LINE_END}[ \t]*")
_INVISIBLE = re.compile(
    r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]"
)
_HARD_BREAK = re.compile(r"\\(?=[ \t]*(?:[\r\n]|\Z))")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!>~|-])")
_STRONG = re.compile(r"\*\*+|~~|``?|(?<!\w)__(?=\w)|(?<=[\w.,!?»\"”’)])__(?!\w)")
_EMPHASIS = re.compile(r"(?<![\w*])[*_](?=[^\s*_])|(?<=[^\s*_])[*_](?![\w*])")
_DECOMPOSED = re.compile(r"[^\W\d_][\u0300-\u036f]+")
_LIGATURE = re.compile(r"[\ufb00-\ufb06]")


def strip_markup(text: Traced) -> Traced:
    """`text` without comments, tags, links' addresses, emphasis and invisible characters."""
    if not _SIGN.search(text.text):
        return text
    for pattern in (_COMMENT, _SCRIPT, _IMAGE, _FOOTNOTE, _AUTOLINK):
        text = text.sub(pattern, "")
    text = text.keep(_LINK)
    text = text.sub(_BLOCK_TAG, "\n\n").sub(_OTHER_TAG, "")
    text = text.sub(ENTITY, lambda match: html.unescape(match.group()))
    text = text.sub(_SOFT_BREAK, "").sub(_INVISIBLE, "")
    text = text.sub(_HARD_BREAK, "\n").keep(_ESCAPE)
    text = text.sub(_STRONG, "").sub(_EMPHASIS, "")
    text = text.sub(_DECOMPOSED, lambda match: unicodedata.normalize("NFC", match.group()))
    return text.sub(_LIGATURE, lambda match: unicodedata.normalize("NFKC", match.group()))


def is_blank(text: str) -> bool:
    """Whether nothing of `text` can be seen."""
    return not _INVISIBLE.sub("", text).strip()
