"""Saved pages: each sample is a page, what of it must come out, and what must not."""

from __future__ import annotations

import json
import logging
import time
from pathlib import Path
from typing import Any

import pytest

from annotator.errors import ArticleError
from annotator.readers import READERS, Document

SAMPLES = Path(__file__).parent / "samples"
ONE = (
    "Le Portugal et la Norvège tiendront en mai, au large de Bergen, un exercice naval commun, "
    "a annoncé mercredi la ministre portugaise de la Défense, Ana Prates."
)
TWO = (
    "Trois frégates y prendront part. Il s'agit de mieux surveiller les câbles sous-marins, "
    "a-t-elle expliqué, car deux d'entre eux ont été rompus cet hiver."
)
BODY = f"<article><h1>Brume claire</h1><p>{ONE}</p><p>{TWO}</p></article>"


def page(body: str = BODY, head: str = "") -> str:
    return f"<!DOCTYPE html><html lang=fr><head>{head}</head><body>{body}</body></html>"


def linked(**fields: Any) -> str:
    data = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def read(data: str | bytes) -> Document:
    raw = data.encode() if isinstance(data, str) else data
    (document,) = READERS["html"](raw, "p.html")
    assert isinstance(document, Document)
    return document


def test_a_newspapers_page() -> None:
    document = read((SAMPLES / "journal.html").read_bytes())
    assert document.title == "Brume claire : deux marines pour un câble"
    assert (document.date, document.source) == ("2031-04-02", "Le Fil du Large")
    assert document.url == "https://lefil.example/monde/brume-claire-114.html"
    paragraphs = document.text.split("\n\n")
    assert sum(part.startswith(("LISBONNE", "Trois", "Oslo")) for part in paragraphs) == 3
    for word in ("cookies", "drones", "marin29", "Partager", "Mentions", "dataLayer", "Monde"):
        assert word not in document.text
    assert "« Brume claire »" in document.text


# name → page; both paragraphs come out, each whole, and none of BAD
BAD = ("alert(", "color:", "REMARQUE", "cookies", "Abonnez", "Accueil", "\0", "<", "&nbsp;", "Zut")
TEXTS: dict[str, str | bytes] = {
    "a plain page": page(),
    "without html, head and body": BODY,
    "a mark at the beginning": b"\xef\xbb\xbf" + page().encode(),
    "UTF-16 with its mark": page().encode("utf-16"),
    "UTF-16 without a mark": page().encode("utf-16-le"),
    "cp1252 that says so": page(head="<meta charset=windows-1252>").encode("cp1252"),
    "cp1252 that says nothing": page().encode("cp1252"),
    "UTF-8 that calls itself Latin 1": page(head="<meta charset=iso-8859-1>"),
    "UTF-8 under the old declaration of Latin 1": page(head='<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">'),
    "a charset that does not exist": page(head="<meta charset=utf8mb4-french>"),
    "XHTML with its declaration": '<?xml version="1.0" encoding="utf-8"?>\n' + page(),
    "tags that are never closed": f"<html><body><article><h1>Brume claire<p>{ONE}<p>{TWO}",
    "tags closed in the wrong order": page(f"<article><p><b>{ONE}</p></b></i><p><em>{TWO}</article></em>"),
    "scripts between and within": page(f"<article><p>{ONE}<script>alert('<p>Zut</p>')</script></p><script>alert(1)</script><p>{TWO}</p></article>"),
    "styles and templates": page(f"<style>p {{color: red}}</style><article><p>{ONE}</p><template><p>Zut</p></template><p>{TWO}</p></article>"),
    "comments, one with a tag in it": page(f"<!-- REMARQUE <p>Zut</p> --><article><p>{ONE}<!-- REMARQUE --></p><p>{TWO}</p></article><!-- REMARQUE"),
    "conditional comments": page(f"<!--[if IE]><p>REMARQUE</p><![endif]-->{BODY}"),
    "a cookie banner": page(f"<div class='cookie-banner'><p>Nous utilisons des cookies.</p><button>Accepter</button></div>{BODY}"),
    "a paywall below": page(f"{BODY}<div class='paywall'><p>Abonnez-vous pour lire la suite.</p></div>"),
    "a menu above": page(f"<nav><ul><li><a href=/>Accueil</a><li><a href=/m>Monde</a></ul></nav>{BODY}"),
    "CRLF and lines cut to a width": page(BODY.replace(", ", ",\r\n    ")),
    "NULs amid the words": page(BODY.replace("naval", "na\0val")),
    "NULs at the end, as a crash leaves them": page().encode() + b"\0" * 4096,
    "entities, named and numbered": page(BODY.replace("é", "&eacute;").replace("è", "&#232;").replace("ê", "&#xEA;")),
    "entities without their semicolon": page(BODY.replace("é", "&eacute")),
    "a gigantic attribute": page(f"<div data-state='{'x' * 2_000_000}'></div>{BODY}"),
    "a gigantic image in the page": page(f"<img src='data:image/png;base64,{'A' * 2_000_000}'>{BODY}"),
    "many attributes": page(f"<div {' '.join(f'a{i}=1' for i in range(5000))}>{BODY}</div>"),
    "deep nesting": page("<div>" * 150 + BODY + "</div>" * 150),
    "a table for the layout": page(f"<table><tr><td width=20%><img src=a.png></td><td><h1>Brume claire</h1><p>{ONE}</p><p>{TWO}</p></td></tr></table>"),
    "breaks for paragraphs": page(f"<div class=article>{ONE}<br><br>{TWO}</div>"),
    "an empty article before the right one": page(f"<article></article>{BODY}"),
    "tags in capitals": page(BODY).upper().replace(BODY.upper(), BODY.replace("article", "ARTICLE").replace("<p>", "<P>")),
    "white space alone before it": "\n\n  \t" + page(),
    "broken JSON-LD": page(head='<script type="application/ld+json">{"@type": "NewsArticle", "headline": </script>'),
    "numbers of notes, raised": page(BODY.replace("Bergen", "Bergen<sup>1</sup>").replace("commun", "<b>commun</b><sup><a href=#n2>2</a></sup>").replace("part. ", "part.<sup>[3]</sup> ").replace("hiver.", "hiver.<sup>4</sup>")),
    "a base and a redirect, which are not followed": page(head="<base href='http://192.0.2.1/'><meta http-equiv=refresh content='0;url=http://192.0.2.1/'>"),
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_text(name: str) -> None:
    text = " ".join(read(TEXTS[name]).text.split())
    for paragraph in (ONE, TWO):
        assert text.count(paragraph) == 1, text
    assert [word for word in BAD if word in text] == []
    assert len(text) < len(ONE) + len(TWO) + 60


LATIN = page().encode("cp1252").replace(b"\xe9", b"\xe9")
TIME = "<time datetime='2031-04-03T01:00:00+02:00'>hier</time>"

# name → page, and what it must say
FACTS: dict[str, tuple[str | bytes, dict[str, str | None]]] = {
    "nothing but the text": (page(f"<p>{ONE}</p><p>{TWO}</p>"), {"title": None, "date": None, "source": None, "url": None}),
    "JSON-LD before Open Graph": (
        page(head=linked(headline="De JSON", datePublished="2031-04-02") + "<meta property=og:title content='Autre'><meta property=article:published_time content=2031-01-01>"),
        {"title": "De JSON", "date": "2031-04-02"},
    ),
    "several blocks, the article last": (page(head=linked(**{"@type": "WebSite", "name": "S"}) + linked(headline="T", publisher={"name": "Le Fil"})), {"title": "T", "source": "Le Fil"}),
    "a list of blocks": (page(head='<script type="application/ld+json">[{"@type":"Person","name":"X"},{"@type":["Article","Thing"],"headline":"T"}]</script>'), {"title": "T"}),
    "a graph": (page(head='<script type="application/ld+json">{"@graph":[{"@type":"WebPage"},{"@type":"NewsArticle","headline":"T","datePublished":"2031-04"}]}</script>'), {"title": "T", "date": "2031-04"}),
    "a publisher among several": (page(head=linked(headline="T", publisher=[{"name": "Un"}, {"name": "Deux"}])), {"source": "Un"}),
    "broken JSON-LD, then Open Graph": (page(head="<script type=application/ld+json>{'a': 1}</script><meta property=og:title content='D&#39;Open Graph'>"), {"title": "D'Open Graph"}),
    "JSON-LD in a comment and with line breaks in strings": (page(head='<script type="application/ld+json"><!-- {"@type":"NewsArticle","headline":"Un\ntitre"} --></script>'), {"title": "Un titre"}),
    "JSON-LD nested too deep": (page(head=f'<script type="application/ld+json">{"[" * 50_000}</script>'), {"title": "Brume claire"}),
    "JSON-LD of wrong types": (page(head=linked(headline=7, datePublished={"a": 1}, publisher=True, url=[])), {"title": "Brume claire", "date": None, "source": None, "url": None}),
    "entities in JSON-LD": (page(head=linked(headline="L&rsquo;été &amp; l&#39;hiver")), {"title": "L’été & l'hiver"}),
    "a title with the newspaper's name": (page(head="<meta property=og:site_name content='Le Fil'><meta property=og:title content='Brume claire | Le Fil'>"), {"title": "Brume claire", "source": "Le Fil"}),
    "the heading, where there is no meta": (page(), {"title": "Brume claire"}),
    "the window's title, where there is no heading": (page(f"<p>{ONE}</p><p>{TWO}</p>", "<title>\n Brume \n claire </title>"), {"title": "Brume claire"}),
    "a time of day in another zone": (page(head=linked(headline="T", datePublished="2031-04-02T23:40:00-05:00")), {"date": "2031-04-02"}),
    "the element time": (page(f"<article>{TIME}<p>{ONE}</p><p>{TWO}</p></article>"), {"date": "2031-04-03"}),
    "the words of time": (page(f"<article><time>Publié le 3 avril 2031 à 9h</time><p>{ONE}</p><p>{TWO}</p></article>"), {"date": "2031-04-03"}),
    "a date of mail in a meta": (page(head="<meta name=date content='Thu, 03 Apr 2031 00:10:00 +0200'>"), {"date": "2031-04-03"}),
    "a date in French order": (page(head="<meta itemprop=datePublished content='03/04/2031'>"), {"date": "2031-04-03"}),
    "a date that is none gives way": (page(f"<article>{TIME}<p>{ONE}</p><p>{TWO}</p></article>", "<meta name=date content='{{ date }}'>"), {"date": "2031-04-03"}),
    "dates that are none": (page(head="<meta name=date content='31/02/2031'><meta name=pubdate content=hier>"), {"date": None}),
    "an empty meta": (page(head="<meta property=og:title content=''><meta property=og:site_name content=' '>"), {"title": "Brume claire", "source": None}),
    "emoji and no-break spaces in the title": (page(head="<meta property=og:title content='Brume&nbsp;claire 🌫️ : «&nbsp;oui&nbsp;»'>"), {"title": "Brume claire 🌫️ : « oui »"}),
    "control characters in the title": (page(head="<meta property=og:title content='Brume\x1b[31m claire\x07'>"), {"title": "Brume[31m claire"}),
    "the address": (page(head="<link rel=canonical href='https://lefil.example/a'>"), {"url": "https://lefil.example/a"}),
}  # fmt: skip


@pytest.mark.parametrize("name", FACTS)
def test_facts(name: str) -> None:
    data, expected = FACTS[name]
    document = read(data)
    assert {key: getattr(document, key) for key in expected} == expected


# name → page without a text, and a part of what is said
NONE: dict[str, tuple[str | bytes, str]] = {
    "no text at all": (page(""), "no text in it; save the page anew"),
    "scripts alone": (page("<div id=app></div><script src=app.js></script>"), "its scripts would have fetched it"),
    "frames": ("<html><frameset cols='20%,*'><frame src=menu.html><frame src=texte.html></frameset></html>", "shown in a frame"),
    "a frame within": (page("<iframe src=texte.html></iframe>"), "shown in a frame"),
    "a plea for scripts": (page("<div id=app><p>Veuillez activer JavaScript et les cookies pour continuer.</p></div><script src=app.js></script>"), "its scripts would have fetched it"),
    "a test of who reads": (page("<h1>lefil.example</h1><p>Vérifiez que vous êtes un humain.</p>"), "no text in it"),
    "comments alone": ("<!-- rien --><!-- rien -->", "no text in it"),
    "images alone": (page("<img src=a.png><img src=b.png>"), "no text in it"),
    "signs alone": (page("<p>--- *** 1234 ---</p>"), "no text in it"),
    "an image under a page's name": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "is an image"),
    "a binary": (bytes(range(1, 30)) * 100 + b"\xff\xfe\xfd", "is a binary file"),
}  # fmt: skip


@pytest.mark.parametrize("name", NONE)
def test_no_text(name: str) -> None:
    data, message = NONE[name]
    with pytest.raises(ArticleError, match=message) as error:
        read(data)
    assert str(error.value).startswith("p.html: ")
    assert "\n" not in str(error.value)


def test_a_text_behind_a_paywall_that_json_ld_holds() -> None:
    body = " ".join([ONE, TWO] * 3)
    head = linked(headline="T", articleBody=f"<p>{body}</p>", isAccessibleForFree=False)
    assert read(page("<article><p>Article réservé aux abonnés.</p></article>", head)).text == body


def test_a_raised_number_that_is_no_note_stays() -> None:
    area = "sur 40 km<sup>2</sup>, avec 10<sup>3</sup> capteurs, le 1<sup>er</sup> mai"
    assert "40 km2, avec 103 capteurs, le 1er mai" in read(page(BODY.replace("en mai", area))).text


def test_a_text_about_scripts_is_a_text() -> None:
    long = f"{ONE} Une faille de JavaScript avait touché les deux états-majors. {TWO}"
    assert "JavaScript" in read(page(f"<article><p>{long}</p></article>")).text


def test_the_library_writes_nothing(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    logging.getLogger("trafilatura").setLevel(logging.NOTSET)
    for data in (page(""), "", page("<p>court</p>")):
        try:
            read(data)
        except ArticleError:
            continue
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "piece", ["<span>mot</span> ", "mot<br>", "<a href=x>mot</a> ", "<p>mot</p>"]
)
def test_a_page_beyond_all_measure_takes_seconds(piece: str) -> None:
    began = time.monotonic()
    document = read(page(f"<article><p>{ONE}</p>{piece * 15_000}</article>"))
    assert ONE in " ".join(document.text.split())
    assert time.monotonic() - began < 10
