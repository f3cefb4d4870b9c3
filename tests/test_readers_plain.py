"""Plain text and Markdown, as they are and out of compressed files: one text, its offsets true."""

from __future__ import annotations

import gzip
import io

import pytest

from annotator.corpus import article_from_bytes, span_in_file
from annotator.corpus.lines import read_lines
from annotator.corpus.traced import Traced
from annotator.errors import AnnotatorError
from annotator.intake import read_stream
from annotator.readers import READERS, Document

ONE = "Oslo et Lisbonne ont mené un exercice naval commun au large de Bergen."
TWO = "Il s'agit de mieux surveiller les câbles sous-marins, a dit la ministre."
BOTH = f"{ONE}\n\n{TWO}"
FRONT = "---\ntitle: Brume claire\ndate: 2031-04-02\nsource: Le Fil\n---\n\n"

# name → what the file holds; the running text is ONE and TWO, and nothing else
SAMPLES: dict[str, str | bytes] = {
    "plain": BOTH,
    "not ended": BOTH.rstrip("\n"),
    "CRLF": BOTH.replace("\n", "\r\n"),
    "lines ended as on old machines": BOTH.replace("\n", "\r"),
    "a mark of UTF-8": "\ufeff" + BOTH,
    "UTF-16": BOTH.encode("utf-16"),
    "UTF-16 without a mark": BOTH.encode("utf-16-be"),
    "cp1252": BOTH.encode("cp1252"),
    "Mac": BOTH.encode("mac_roman"),
    "front matter": FRONT + BOTH,
    "front matter with CRLF": (FRONT + BOTH).replace("\n", "\r\n"),
    "front matter that is no YAML": FRONT.replace("Brume", "Brume : [") + BOTH,
    "front matter with a bomb of aliases": "---\ntitle: Brume\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\n" + BOTH,
    "front matter with a tag": "---\ntitle: !!python/object:os.system x\n---\n" + BOTH,
    "emphasis": BOTH.replace("exercice", "**exercice**").replace("câbles", "_câbles_"),
    "links": BOTH.replace("exercice", "[exercice](https://x.example/a_(b))"),
    "a picture": f"{ONE}\n\n![une frégate](a.png)\n\n{TWO}",
    "a comment": f"{ONE}\n\n<!-- à revoir\nZut. -->\n\n{TWO}",
    "tags": f"<p>{ONE}</p>\n<p>{TWO}</p>",
    "a script": f"{ONE}\n\n<script>alert('Zut.')</script>\n\n{TWO}",
    "entities": BOTH.replace("é", "&eacute;"),
    "escapes": BOTH.replace(".", "\\."),
    "footnotes": f"{BOTH.replace('Bergen', 'Bergen[^1]')}\n\n[^1]:",
    "a list": f"- {ONE}\n- {TWO}",
    "a numbered list": f"1. {ONE}\n2. {TWO}",
    "a list with blank lines between its items": f"- {ONE}\n\n- {TWO}",
    "a list of items over several lines": f"* {ONE}\n* {TWO}".replace("commun", "\n  commun").replace("sous-marins", "\n  sous-marins"),
    "a quotation": "\n".join(f"> {line}" if line else "" for line in BOTH.split("\n")),
    "lines cut to a width": BOTH.replace("naval commun", "naval\ncommun").replace("surveiller les", "surveiller\nles"),
    "many blank lines": "\n\n\n" + BOTH.replace("\n\n", "\n" * 9) + "\n\n\n",
    "blanks at both ends": "\n".join(f"   {line}\t " for line in BOTH.split("\n")),
    "no-break and thin spaces": BOTH.replace("a dit", "a\u202fdit").replace("les câbles", "les\u00a0câbles"),
    "invisible marks": BOTH.replace("ex", "e\u200bx").replace("câ", "\u2060câ"),
    "letters in two pieces": BOTH.replace("é", "e\u0301").replace("â", "a\u0302"),
    "separators of Unicode": BOTH.replace("\n\n", "\u2029"),
    "a line of the terminal's colours": BOTH.replace("exercice", "\x1bexercice"),
}  # fmt: skip


def bodies(text: str) -> list[str]:
    segments = article_from_bytes(text.encode(), "a.md").segments
    return [words(segment.text) for segment in segments if segment.kind != "title"]


@pytest.mark.parametrize("sign", ["- ", "* ", "• ", "+ ", "1. ", "2) "])
def test_items_without_full_stops_are_no_one_sentence(sign: str) -> None:
    items = [
        "un accord de défense entre Oslo et Rome",
        "la livraison de dix vedettes",
        "des patrouilles communes au large de Bergen",
    ]
    text = "Trois mesures ont été annoncées mardi :\n\n" + "\n".join(
        f"{sign}{item}" for item in items
    )
    assert bodies(text) == ["Trois mesures ont été annoncées mardi :", *items]


def test_a_speakers_dash_begins_a_paragraph_and_stays() -> None:
    said = ["– Viendrez-vous à Bergen cet été", "– Oui, nous y serons avec la Norvège"]
    assert bodies(f"{ONE}\n\n" + "\n".join(said)) == [ONE, *said]


def test_a_dash_at_the_beginning_of_a_line_is_no_list() -> None:
    text = "Le ministre a reçu à Lisbonne son homologue\n- venu pour deux jours\n- puis salué l'accord."
    assert not any(line.item for line in read_lines(Traced.of(text, 0)))


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("packed", [False, True], ids=["as it is", "compressed"])
def test_sample(name: str, packed: bool) -> None:
    sample = SAMPLES[name]
    data = sample.encode() if isinstance(sample, str) else sample
    (found,) = read_stream(io.BytesIO(gzip.compress(data) if packed else data), "a.md")
    assert isinstance(found, bytes), found
    assert packed == found.startswith(b"---\n# extracted by annotate ")
    article = article_from_bytes(found, "a.md")
    body = [segment for segment in article.segments if segment.kind != "title"]
    assert [words(segment.text) for segment in body] == [ONE, TWO]
    for segment in body:
        at = segment.text.index("commun" if "commun" in segment.text else "mieux")
        span = span_in_file(article, segment, at, at + 5)
        assert article.text[span.start : span.end] == segment.text[at : at + 5]
    if name.startswith("front matter") and "title: Brume claire\n" in str(sample):
        assert (article.title, article.published, article.source) == ("Brume claire", "2031-04-02", "Le Fil")  # fmt: skip


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "empty"),
        ("\u200b\u00a0\ufeff".encode(), "empty"),
        (b"---\ntitle: Rien\n---\n", "empty"),
        (b"%PDF-1.7\n", "binary"),
        (b"PK\x03\x04\x14\0", "binary"),
        (b"{\\rtf1\\ansi Oslo}", "binary"),
        (bytes(range(32)) * 9, "binary"),
        (b"\xff\xfea", "encoding"),
        (b"a" * (20 * 2**20 + 1), "too-large"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_in_one_line(data: bytes, kind: str) -> None:
    (error,) = read_stream(io.BytesIO(gzip.compress(data)), "a.txt")
    assert isinstance(error, AnnotatorError)
    assert error.kind == kind
    assert str(error).startswith("a.txt: ")
    assert "\n" not in str(error)


def test_what_front_matter_says() -> None:
    data = FRONT.replace("source", "url: https://x.example/1\nsource") + BOTH
    (document,) = READERS["markdown"](data.encode(), "a.md")
    assert document == Document(BOTH, "Brume claire", "2031-04-02", "Le Fil", "https://x.example/1")
