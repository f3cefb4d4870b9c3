"""A saved web page to the article on it: the main text, and what the page says about it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from copy import deepcopy
from itertools import islice
from typing import TYPE_CHECKING

from annotator.corpus.encoding import decode
from annotator.errors import ArticleError
from annotator.readers.document import Document, clean_text
from annotator.readers.fragment import element_text, parse_html
from annotator.readers.metadata import Metadata, read_metadata

if TYPE_CHECKING:
    from lxml.html import HtmlElement

SHORTEST = 60  # characters: less is a remark on the page ("Article réservé"), not its text
# Of a page that is searched for its main text: the time grows with the square of the children.
MOST_ELEMENTS, MOST_CHILDREN, MOST_CHARACTERS = 20_000, 2_000, 1_000_000
_WIDE = re.compile(rb"\xff\xfe|\xfe\xff|[^\0]\0[^\0]\0|\0[^\0]\0[^\0]")
_C1 = re.compile("[\x80-\x9f]")
# All that a page says whose text its scripts would have fetched.
_PLEA = re.compile(
    r"javascript|captcha|pas un robot|(?:êtes|es) (?:bien )?(?:un )?humain", re.IGNORECASE
)
LONGEST_PLEA = 300  # characters
_LETTERS = re.compile(r"[\W\d_]+")
# What trafilatura calls the parts of a text → what HTML calls them.
_TAGS = {"head": "h2", "lb": "br", "item": "li", "row": "tr", "cell": "td", "quote": "blockquote"}


def read(data: bytes, name: str) -> Iterator[Document | ArticleError]:
    """The one document of a page. Raises ArticleError where it has no text to be read."""
    html = decode_page(data, name)
    root = parse_html(html)
    facts = Metadata() if root is None else read_metadata(root)
    text = "" if root is None else _main_text(root, facts)
    if not _LETTERS.sub("", text) or (len(text) <= LONGEST_PLEA and _PLEA.search(text)):
        raise ArticleError(f"{name}: {_why_empty(root)}", "no-text")
    yield Document(drop_title(text, facts.title), facts.title, facts.date, facts.source, facts.url)


def decode_page(data: bytes, name: str) -> str:
    """The page as text, read as browsers do: UTF-8 whatever is declared, else Windows for Latin 1.

    Raises ArticleError for what is no text.
    """
    if not _WIDE.match(data):
        data = data.replace(b"\0", b"")
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
    text, encoding = decode(data, name)
    if encoding.startswith("iso8859") and _C1.search(text):
        return data.decode("cp1252", "replace")
    return text


def drop_title(text: str, title: str | None) -> str:
    """The text without a first paragraph that is its title again."""
    first, _, rest = text.partition("\n\n")
    return rest if title and rest and _key(first) == _key(title) else text


def _key(text: str) -> str:
    return _LETTERS.sub("", text).casefold()


def _main_text(root: HtmlElement, facts: Metadata) -> str:
    """What trafilatura finds, else the whole of the article's element; short of both, JSON-LD."""
    found = "" if _is_large(root) else _extract(root)
    found = found or _whole(root)
    if len(found) < SHORTEST or len(facts.body) > 3 * len(found):
        found = max(found, facts.body, key=len)
    return clean_text(found)


def _is_large(root: HtmlElement) -> bool:
    """Whether the page is larger than any newspaper's: looking for its main text takes minutes."""
    elements = list(islice(root.iter(), MOST_ELEMENTS + 1))
    return (
        len(elements) > MOST_ELEMENTS
        or max(map(len, elements)) > MOST_CHILDREN
        or sum(map(len, root.itertext())) > MOST_CHARACTERS
    )


def _extract(root: HtmlElement) -> str:
    page = deepcopy(root)  # it is changed on the way
    for hidden in page.xpath("//template"):
        hidden.drop_tree()
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # else it writes to stderr
    from trafilatura import bare_extraction

    try:
        found = bare_extraction(page, include_comments=False, with_metadata=False)
    except Exception:  # noqa: BLE001 - whatever a strange page raises there, there is another way
        return ""
    body = getattr(found, "body", None)
    if body is None:
        return ""
    for element in body.iter(*_TAGS):
        element.tag = _TAGS[element.tag]
    return element_text(body)


def _whole(root: HtmlElement) -> str:
    """All the words of the article's element, of the main one, or of the page."""
    for way in ("//article", "//main", "//body", "/*"):
        texts = [element_text(element) for element in root.xpath(way)]
        if best := max(texts, key=len, default=""):
            return best
    return ""


def _why_empty(root: HtmlElement | None) -> str:
    if root is not None and root.xpath("//frame | //iframe"):
        return "its text lies in another file, shown in a frame; save that page"
    if root is not None and root.xpath("//script"):
        return "no text in it, its scripts would have fetched it; save the page as shown"
    return "no text in it; save the page anew, or its text as .txt"
