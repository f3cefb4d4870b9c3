"""HTML that is text already (a feed's content, a field of JSON) to paragraphs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from annotator.readers.document import clean_text

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_NAMES = (
    "p|br|div|span|a|img|em|strong|b|i|u|ul|ol|li|h[1-6]|hr|table|tr|td|blockquote|figure|script"
)
_TAG = re.compile(rf"</?(?:{_NAMES})(?:\s[^<>]{{0,2000}})?/?>", re.IGNORECASE)
_ESCAPED_TAG = re.compile(rf"&lt;/?(?:{_NAMES})(?:\s[^&]{{0,200}})?/?&gt;", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
# The number of a note, raised behind a word or a stop: no part of it, as the 2 of « km² » is.
_NOTE = re.compile(r"\s*(?:\d{1,3}|(?P<sure>\[\d{1,3}\]|\(\d{1,3}\)))\s*")
_NOTED = re.compile(r"(?:[^\W\d_]{3}|[.,;:!?…»”\")])\s*$")
_BREAK = "\u2028"  # stands for `<br>`
_BLOCKS = (
    "address article aside blockquote body dd div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section table td th tr ul"
)
_SILENT = (
    "script style noscript template iframe frame frameset object embed svg math canvas video "
    "audio button select option input textarea form nav head"
)
_EDGES, _SKIPPED = frozenset(_BLOCKS.split()), frozenset(_SILENT.split())


def looks_like_html(text: str) -> bool:
    """Whether a text holds tags of HTML, plain or escaped once more."""
    return bool(_TAG.search(text) or _ESCAPED_TAG.search(text))


def read_fragment(html: str) -> str:
    """The words of a piece of HTML, its blocks parted by blank lines; scripts are no words."""
    from html import unescape

    if not _TAG.search(html) and _ESCAPED_TAG.search(html):
        html = unescape(html)
    root = parse_html(html)
    return "" if root is None else element_text(root)


def parse_html(html: str) -> HtmlElement | None:
    """The tree of a page or a piece of one, whatever is wrong with it; None for nothing."""
    from lxml import etree
    from lxml.html import HTMLParser

    # as bytes, for lxml refuses a str that declares an encoding
    parser = HTMLParser(
        encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True
    )
    data = html.replace("\0", "").encode("utf-8", "replace")
    try:
        root = etree.fromstring(data, parser) if data.strip() else None
    except etree.XMLSyntaxError:  # nothing in it but comments
        return None
    for raised in [] if root is None else root.xpath("//sup"):
        if _is_note(raised):
            raised.drop_tree()
    return root


def _is_note(raised: HtmlElement) -> bool:
    number = _NOTE.fullmatch("".join(raised.itertext()))
    if not number or number["sure"]:
        return bool(number)
    before, above = raised.getprevious(), raised.getparent()
    if before is None:
        return bool(above is not None and _NOTED.search(above.text or ""))
    return bool(_NOTED.search(before.tail or "".join(before.itertext())))


def element_text(root: HtmlElement) -> str:
    """The words below an element, its blocks parted by blank lines."""
    blocks: list[list[str]] = [[]]
    stack: list[Any] = [root]  # elements to open, strings to say; no recursion: pages nest deep
    while stack:
        node = stack.pop()
        if node is None:
            blocks.append([])
        elif isinstance(node, str):
            blocks[-1].append(node)
        else:
            stack.extend(reversed(_parts(node)))
    return clean_text("\n\n".join(filter(None, map(_line, blocks))))


def _parts(node: HtmlElement) -> list[Any]:
    """What an element holds, in order; None is the edge of a block."""
    if not isinstance(node.tag, str) or node.tag.lower() in _SKIPPED:
        return []
    if node.tag.lower() == "br":
        return [_BREAK]
    parts: list[Any] = [node.text or ""]
    for child in node:
        parts += [child, child.tail or ""]
    return [None, *parts, None] if node.tag.lower() in _EDGES else parts


def _line(words: list[str]) -> str:
    """The words of one block; only `<br>` breaks its lines."""
    lines = _SPACE.sub(" ", "".join(words)).split(_BREAK)
    return "\n".join(line.strip(" ") for line in lines).strip("\n")
