"""What a page says about its article: JSON-LD, then Open Graph and other `<meta>`, then HTML."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotator.corpus.dates import parse_date
from annotator.readers.document import clean_date, clean_line, clean_text
from annotator.readers.fragment import element_text, looks_like_html, read_fragment

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ARTICLE = re.compile(r"(?:\w*Article|BlogPosting|LiveBlogPosting|Report)$")
_WRAPPED = re.compile(r"^\s*(?:<!--|<!\[CDATA\[|//<!\[CDATA\[)|(?:-->|\]\]>|//\]\]>)\s*$")
_DEEPEST = 20  # levels of JSON-LD that are looked through
# Names of `<meta>`, by property, name or itemprop; the first that has a content counts.
_META = {
    "title": ("og:title", "twitter:title", "dc.title", "dcterms.title", "headline"),
    "date": (
        "article:published_time", "og:article:published_time", "datepublished", "date",
        "dc.date", "dc.date.issued", "dcterms.date", "dcterms.created", "pubdate", "publish-date",
        "parsely-pub-date", "sailthru.date", "article.published",
    ),
    "source": ("og:site_name", "publisher", "dc.publisher", "application-name", "twitter:site"),
    "url": ("og:url", "twitter:url"),
}  # fmt: skip
_TIMES = (
    "//time[@itemprop='datePublished' or @pubdate]",
    "//*[@itemprop='datePublished']",
    "//article//time",
    "//header//time",
    "//time",
)
_TITLES = ("//*[@itemprop='headline']", "//article//h1", "//h1", "//title")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is said of an article; `body` is its text, where JSON-LD repeats it."""

    title: str | None = None
    date: str | None = None
    source: str | None = None
    url: str | None = None
    body: str = ""


def read_metadata(root: HtmlElement) -> Metadata:
    """Everything that a page says, each from the first place that has it."""
    linked = _linked_article(root)
    metas = _metas(root)
    source = _first(_name(linked.get("publisher")), *_contents(metas, "source"))
    titles = [_name(linked.get("headline")), *_contents(metas, "title"), *_texts(root, _TITLES)]
    address = linked.get("url") or linked.get("mainEntityOfPage")
    return Metadata(
        title=_without_source(_first(*titles), source),
        date=_date(root, [_name(linked.get("datePublished")), *_contents(metas, "date")]),
        source=source and source.lstrip("@"),
        url=_first(_name(address, "@id"), *_contents(metas, "url"), *_canonical(root)),
        body=_body(linked.get("articleBody")),
    )


def _first(*texts: str | None) -> str | None:
    lines = (clean_line(html.unescape(text)) for text in texts if text)
    return next((line for line in lines if line), None)


def _date(root: HtmlElement, said: list[str | None]) -> str | None:
    """The first that is a date; the words of `<time>` count where it has no attribute."""
    times = [
        element.get("datetime") or element.get("content") or element_text(element)
        for way in _TIMES
        for element in root.xpath(way)[:3]
    ]
    dates = (clean_date(text) for text in (*said, *times))
    return next((date for date in dates if date and parse_date(date) == date), None)


def _metas(root: HtmlElement) -> dict[str, str]:
    metas: dict[str, str] = {}
    for element in root.iter("meta"):
        content = element.get("content")
        for attribute in ("property", "name", "itemprop"):
            if content and content.strip() and (name := element.get(attribute)):
                metas.setdefault(name.strip().lower(), content)
    return metas


def _contents(metas: dict[str, str], what: str) -> Iterator[str]:
    return (metas[name] for name in _META[what] if name in metas)


def _texts(root: HtmlElement, ways: tuple[str, ...]) -> Iterator[str]:
    for way in ways:
        for element in root.xpath(way)[:1]:
            yield "".join(element.itertext())


def _canonical(root: HtmlElement) -> list[str]:
    return [str(link) for link in root.xpath("//link[@rel='canonical']/@href")]


def _without_source(title: str | None, source: str | None) -> str | None:
    """« Titre | Le Courrier » without the newspaper's name, which is said elsewhere."""
    if not title or not source:
        return title
    cut = re.sub(rf"\s+[|–—·•-]\s+{re.escape(source)}\s*$", "", title, flags=re.IGNORECASE)
    return cut or title


# JSON-LD


def _linked_article(root: HtmlElement) -> dict[str, Any]:
    """The first article with a headline among all blocks of JSON-LD, else the first article."""
    found = [
        item
        for script in root.iter("script")
        if "ld+json" in (script.get("type") or "").lower()
        for item in _items(_loads(script.text or ""), 0)
        if any(_ARTICLE.search(kind) for kind in _kinds(item))
    ]
    return next((item for item in found if item.get("headline")), found[0] if found else {})


def _loads(text: str) -> Any:
    """A block's data; None for what is broken: another block, or `<meta>`, may say the same."""
    for _ in range(2):
        text = _WRAPPED.sub("", text)
    try:
        return json.loads(text.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def _items(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """Every object of a block, outer ones first."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _items(value.get(key), depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from _items(item, depth + 1)


def _kinds(item: dict[str, Any]) -> list[str]:
    kind = item.get("@type")
    return [str(each) for each in (kind if isinstance(kind, list) else [kind])]


def _name(value: Any, key: str = "name") -> str | None:
    """A string, or the name of an object, or that of the first of several."""
    if isinstance(value, list):
        return _name(value[0], key) if value else None
    if isinstance(value, dict):
        value = value.get(key)
    return value if isinstance(value, str) else None


def _body(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    return read_fragment(value) if looks_like_html(value) else clean_text(html.unescape(value))
