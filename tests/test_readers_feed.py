"""RSS and Atom: each sample is a feed, and the text of each entry or a part of what its error says."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.errors import ArticleError
from annotator.readers import READERS, Document

ONE, TWO = "Oslo et Lisbonne ont signé un accord.", "Il court jusqu'en 2034."
HTML = f"<p>{ONE}</p><p>{TWO}</p>"
BOTH = f"{ONE}\n\n{TWO}"
ESCAPED = HTML.replace("<", "&lt;").replace(">", "&gt;")
ERROR = "!"
NAMESPACES = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'


def rss(*items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>', channel: str = "<title>Le Fil</title>") -> str:  # fmt: skip
    body = "".join(f"<item>{item}</item>" for item in items)
    return f'{head}<rss version="2.0" {NAMESPACES}><channel>{channel}{body}</channel></rss>'


def atom(*entries: str) -> str:
    body = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Le Fil</title>{body}</feed>'


def description(text: str) -> str:
    return f"<title>T</title><description>{text}</description>"


def entities(*declared: str) -> str:
    return f'<?xml version="1.0"?><!DOCTYPE rss [{"".join(declared)}]>'


LAUGHS = [f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10)]
SECRET = Path(__file__).parent / "samples" / "secret.txt"

SAMPLES: dict[str, tuple[str | bytes, list[str]]] = {
    "HTML in CDATA": (rss(description(f"<![CDATA[{HTML}]]>")), [BOTH]),
    "HTML escaped": (rss(description(ESCAPED)), [BOTH]),
    "HTML escaped twice": (rss(description(ESCAPED.replace("&", "&amp;"))), [BOTH]),
    "plain text": (rss(description(ONE)), [ONE]),
    "plain text with paragraphs": (rss(description(f"{ONE}\n\n{TWO}")), [BOTH]),
    "entities within entities": (rss(description("L&amp;#39;acc&amp;eacute;s &amp;amp; le reste.")), ["L'accés & le reste."]),
    "content:encoded beside a teaser": (rss(f"{description('Oslo et…')}<content:encoded><![CDATA[{HTML}]]></content:encoded>"), [BOTH]),
    "a teaser longer than an empty content": (rss(f"{description(ONE)}<content:encoded/>"), [ONE]),
    "two entries, one without text": (rss("<title>Brève</title><link>https://x.example</link>", description(ONE)), ["!entry 1 (Brève): no text; fetch the article", ONE]),
    "an entry of images alone": (rss(description("&lt;img src='a.png'&gt;")), ["!entry 1 (T): no text"]),
    "a script in the text": (rss(description("&lt;p&gt;Un.&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;")), ["Un."]),
    "Atom with XHTML": (atom(f'<title>T</title><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{HTML}</div></content>'), [BOTH]),
    "Atom with HTML": (atom(f'<title>T</title><content type="html">{ESCAPED}</content>'), [BOTH]),
    "Atom with text": (atom(f'<title>T</title><content type="text">{ONE}</content>'), [ONE]),
    "Atom with a summary alone": (atom(f"<title>T</title><summary>{ONE}</summary>"), [ONE]),
    "RSS 1.0": (f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel rdf:about="x"><title>F</title></channel><item rdf:about="a"><title>T</title><description>{ONE}</description></item></rdf:RDF>', [ONE]),
    "Latin 1, declared": (rss(description("Été."), head='<?xml version="1.0" encoding="iso-8859-1"?>').encode("latin-1"), ["Été."]),
    "Latin 1 with quotes of Windows": (rss(description("L’été."), head='<?xml version="1.0" encoding="iso-8859-1"?>').encode("cp1252"), ["L’été."]),
    "UTF-8 that calls itself Latin 1": (rss(description("Été."), head='<?xml version="1.0" encoding="iso-8859-1"?>'), ["Été."]),
    "cp1252 that calls itself UTF-8": (rss(description("Un été à Brême, en pleine forêt.")).encode("cp1252"), ["Un été à Brême, en pleine forêt."]),
    "UTF-16 with its mark": (rss(description(ONE)).encode("utf-16"), [ONE]),
    "a mark and blanks before it": ("\ufeff\n  " + rss(description(ONE)), [ONE]),
    "CRLF": (rss(description(f"{ONE}\r\n\r\n{TWO}")), [BOTH]),
    "an ampersand that is none": (rss(description("Arts & métiers.")), ["Arts & métiers."]),
    "a name of HTML that XML has not": (rss(description("Un&nbsp;accord&hellip;")), ["Un\xa0accord…"]),
    "tags never closed": (rss(description(f"<p>{ONE}<p>{TWO}")), [BOTH]),
    "control characters and NULs": (rss(description("Un\x00 ac\x08cord.")), ["Un accord."]),
    "cut off in the second entry": (rss(description(ONE), description(TWO))[:-60], [ONE, "!entry 2"]),
    "an entity that names a file": (rss(description("&x;"), head=entities(f'<!ENTITY x SYSTEM "{SECRET.as_uri()}">')), ["&x;"]),
    "a parameter entity from the network": (rss(description(ONE), head=entities('<!ENTITY % p SYSTEM "http://192.0.2.1/p.dtd"> %p;')), [ONE]),
    "a bomb of entities": (rss(description("&a9;"), head=entities('<!ENTITY a0 "ha">', *LAUGHS)), ["&a9;"]),
    "a large entity, many times": (rss(description("&x;" * 1000), head=entities(f'<!ENTITY x "{"x" * 100_000}">')), ["&x;" * 1000]),
    "references to no character": (rss(description("Un&#x110000; ac&#xD800;cord&#0;&#99999999999;.")), ["Un\ufffd ac\ufffdcord\ufffd\ufffd."]),
    "emoji": (rss(description("Accord 🤝 signé.")), ["Accord 🤝 signé."]),
    "no entries": (rss(), ["!f.rss: a feed without entries"]),
    "a page": ("<html><body><p>Un.</p></body></html>", ["!f.rss: is no RSS or Atom feed"]),
    "plain text in place of a feed": ("Un accord.", ["!f.rss: is no RSS or Atom feed"]),
    "an image": (b"\x89PNG\r\n\x1a\n\0\0", ["!f.rss: is an image"]),
    "nested a hundred thousand deep": (rss(description("&lt;div&gt;" * 100_000 + ONE)), ["!no text"]),
}  # fmt: skip


def shown(found: Document | ArticleError) -> str:
    return f"{ERROR} {found}" if isinstance(found, ArticleError) else found.text


@pytest.mark.parametrize("name", SAMPLES)
def test_sample(name: str) -> None:
    data, expected = SAMPLES[name]
    try:
        raw = data.encode() if isinstance(data, str) else data
        found = [shown(each) for each in READERS["feed"](raw, "f.rss")]
    except ArticleError as error:
        found = [shown(error)]
    assert len(found) == len(expected), found
    for got, want in zip(found, expected, strict=True):
        assert got == want if not want.startswith(ERROR) else want[1:] in got
        assert not got.startswith(ERROR) or (got.startswith("! f.rss: ") and "\n" not in got)


def test_no_entity_brings_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("MOT DE PASSE", encoding="utf-8")
    for how in (f'<!ENTITY x SYSTEM "{secret.as_uri()}">', f"<!ENTITY x SYSTEM '{secret}'>",
                f'<!entity x SYSTEM "{secret}">', f'<!ENTITY\nx PUBLIC ">" "{secret.as_uri()}">'):  # fmt: skip
        data = rss(description(f"&x; {ONE}"), head=entities(how)).encode()
        (found,) = READERS["feed"](data, "f.rss")
        assert ONE in shown(found)
        assert "PASSE" not in shown(found)


def test_a_name_of_a_file_as_content_is_not_opened(tmp_path: Path) -> None:
    real = tmp_path / "vrai.rss"
    real.write_text(rss(description(ONE)), encoding="utf-8")
    for data in (str(real), real.as_uri(), "http://192.0.2.1/fil.rss"):
        with pytest.raises(ArticleError, match="is no RSS or Atom feed"):
            list(READERS["feed"](data.encode(), "f.rss"))


FACTS: dict[str, tuple[str, dict[str, str | None]]] = {
    "RSS": (
        rss(f"{description(ONE)}<guid>g-1</guid><link>https://lefil.example/1</link><pubDate>Wed, 02 Apr 2031 23:40:00 -0500</pubDate>"),
        {"title": "T", "id": "g-1", "url": "https://lefil.example/1", "date": "2031-04-02", "source": "Le Fil"},
    ),
    "Atom": (
        atom(f'<id>tag:1</id><title type="html">L&amp;#39;&lt;i&gt;accord&lt;/i&gt;</title><link href="https://x.example/1"/><published>2031-04-02T23:40:00-05:00</published><updated>2031-04-09T00:00:00Z</updated><summary>{ONE}</summary>'),
        {"title": "L'accord", "id": "tag:1", "url": "https://x.example/1", "date": "2031-04-02"},
    ),
    "the entry's own source": (rss(f"{description(ONE)}<source url='x'>L'Agence</source>"), {"source": "L'Agence"}),
    "Dublin Core's date": (rss(f"{description(ONE)}<dc:date>2031-04-02</dc:date>"), {"date": "2031-04-02"}),
    "a date in French words": (rss(f"{description(ONE)}<pubDate>mer., 2 avril 2031 23:40</pubDate>"), {"date": "2031-04-02"}),
    "none of it": (rss(f"<description>{ONE}</description>", channel=""), {"title": None, "date": None, "source": None, "id": None, "url": None}),
    "a title over lines with HTML": (rss(f"<title>\n  Un &lt;b&gt;accord&lt;/b&gt;\n</title><description>{ONE}</description>"), {"title": "Un accord"}),
}  # fmt: skip


@pytest.mark.parametrize("name", FACTS)
def test_facts(name: str) -> None:
    data, expected = FACTS[name]
    (document,) = READERS["feed"](data.encode(), "f.rss")
    assert isinstance(document, Document)
    assert {key: getattr(document, key) for key in expected} == expected
