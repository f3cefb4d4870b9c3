"""What pdftotext writes: heads, feet, numbers, hyphens, ligatures in place; columns unrolled."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from annotator.corpus import article_from_bytes, read_article, span_in_file
from annotator.errors import ArticleError
from annotator.readers import READERS, Document, is_text_itself
from annotator.readers.detect import detect

SAMPLES = Path(__file__).parent / "samples"
A = "Le Portugal et la Norvège tiendront en mai un exercice naval commun\nau large de Bergen, a annoncé la ministre"
B = "portugaise de la Défense. Les plongeurs des deux pays y prendront\npart avec trois frégates et deux sous-marins."
C = "Le Parlement en débattra la semaine prochaine, a dit la ministre."
REST = B.removeprefix("portugaise de la Dé")
WHOLE = f"{A}\n{B}\n\n{C}".replace("\n\n", "\0").replace("\n", " ").replace("\0", "\n\n")
HEAD, FOOT = "LA FEUILLE DES PORTS", "www.feuille.example"


def pages(*texts: str) -> str:
    return "".join(f"{text}\n\f" for text in texts)


# name → the text; the running text is WHOLE, whatever stands around it
PLACES: dict[str, str] = {
    "one page": pages(f"{A}\n{B}\n\n{C}"),
    "a sentence over two pages": pages(A, f"{B}\n\n{C}"),
    "page numbers at the foot": pages(f"{A}\n\n1", f"{B}\n\n{C}\n\n2"),
    "page numbers between dashes": pages(f"{A}\n\n   - 1 -", f"{B}\n\n{C}\n\n   - 2 -"),
    "page numbers of how many": pages(f"{A}\n\nPage 1 sur 2", f"{B}\n\n{C}\n\nPage 2 sur 2"),
    "page numbers with a slash": pages(f"{A}\n\n1/2", f"{B}\n\n{C}\n\n2/2"),
    "a foot on each page": pages(f"{A}\n\n{FOOT}", f"{B}\n\n{C}\n\n{FOOT}"),
    "a foot with the number": pages(f"{A}\n\n{FOOT}     3", f"{B}\n\n{C}\n\n{FOOT}     4"),
    "a head from the second page on": pages(A, f"{HEAD}\n\n{B}", f"{HEAD}\n\n{C}"),
    "a head with the date": pages(f"{HEAD} – 3 avril 2031\n\n{A}", f"{HEAD} – 3 avril 2031\n\n{B}\n\n{C}"),
    "other heads left and right": pages(f"{HEAD} 1\n\n{A}", f"PORTS ET MERS 2\n\n{B}", f"{HEAD} 3\n\n{C}", f"PORTS ET MERS 4\n\n{FOOT}"),
    "head and foot": pages(f"{HEAD} 1\n\n{A}\n\n{FOOT}", f"{HEAD} 2\n\n{B}\n\n{C}\n\n{FOOT}"),
    "a head in capitals here and there": pages(f"{HEAD} 1\n\n{A}", f"{HEAD.title()} 2\n\n{B}\n\n{C}"),
    "CRLF": pages(f"{A}\n\n1", f"{B}\n\n{C}\n\n2").replace("\n", "\r\n"),
    "an empty page between": pages(A, "", f"{B}\n\n{C}"),
    "no line end before the form feed": f"{A}\f{B}\n\n{C}\f",
    "a hyphen at the end of a line": pages(f"{A}\n{B}\n\n{C}".replace("plongeurs", "plon-\ngeurs")),
    "a hyphen at the end of a page": pages(f"{A} portugaise de la Dé-", f"{REST}\n\n{C}"),
    "a hyphen, then a number and a head": pages(f"{HEAD} 1\n\n{A} portugaise de la Dé-\n\n1", f"{HEAD} 2\n\n{REST}\n\n{C}\n\n2"),
    "soft hyphens": pages(f"{A}\n{B}\n\n{C}".replace("plongeurs", "plon\u00ad\ngeurs").replace("frégates", "fré\u00adgates")),
    "a hyphen of the word's own": pages(f"{A}\n{B}\n\n{C}".replace("sous-marins", "sous-\nmarins")),
    "set in by blanks": pages("\n".join(f"        {line}" for line in f"{A}\n{B}\n\n{C}".split("\n"))),
    "blanks to fill the lines": pages("\n".join(f"{line:90}" for line in f"{A}\n{B}\n\n{C}".split("\n"))),
    "no-break spaces": pages(f"{A}\n{B}\n\n{C}".replace("en mai", "en\xa0mai")),
    "a mark of UTF-8": "\ufeff" + pages(f"{A}\n{B}\n\n{C}"),
}  # fmt: skip


@pytest.mark.parametrize("name", PLACES)
def test_running_text(name: str) -> None:
    article = article_from_bytes(PLACES[name].encode(), "f.txt")
    body = [segment for segment in article.segments if HEAD not in segment.text.upper() and FOOT not in segment.text]  # fmt: skip
    text = " ".join(segment.text for segment in body)
    assert text == WHOLE.replace("\n\n", " ")
    for segment in article.segments:
        span = span_in_file(article, segment, 0, len(segment.text))
        first, last = segment.text.split()[0], segment.text.split()[-1]
        assert article.text[span.start :].startswith(first[:3])
        assert article.text[: span.end].endswith(last[-3:])


@pytest.mark.parametrize("name", PLACES)
def test_one_column_stays_in_the_file(name: str) -> None:
    data = PLACES[name].encode()
    assert detect(data, "f.txt") == "pdf"
    assert is_text_itself("pdf", data, "f.txt")


def test_the_head_says_the_date_and_ligatures_are_letters() -> None:
    article = article_from_bytes(PLACES["a head with the date"].encode(), "f.txt")
    assert article.published == "2031-04-03"
    article = read_article(SAMPLES / "feuille.txt")
    assert article.title == "Brume claire : deux marines pour un câble"
    assert (article.place, len(article.segments)) == ("LISBONNE", 3)
    assert "renforcent leur coopération depuis l'automne" in article.segments[1].text
    assert "les flotteurs" in article.segments[1].text
    assert not any("FEUILLE" in segment.text for segment in article.segments)


def test_a_line_that_repeats_amid_the_pages_stays() -> None:
    lines = [f"Phrase numéro {'x' * n} du texte." for n in range(1, 9)]
    page = "\n".join([*lines[:4], "Rien de plus.", *lines[4:]])
    article = article_from_bytes(pages(page, page.replace("x", "y")).encode(), "f.txt")
    assert "\n".join(segment.text for segment in article.segments).count("Rien de plus.") >= 1


# columns


def columns(left: list[str], right: list[str], width: int = 34) -> str:
    rows = [*zip(left, right, strict=False)]
    return "\n".join(f"{one:{width}}{other}" for one, other in rows)


LEFT = [f"La colonne de gauche dit {word}" for word in ("un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit")]  # fmt: skip
RIGHT = [line.replace("gauche", "droite") for line in LEFT]
TABLE = [f"Navire {n:20} {n * 1000}" for n in range(10)]


def unrolled(text: str) -> str:
    (document,) = READERS["pdf"](text.encode(), "f.txt")
    assert isinstance(document, Document)
    return document.text


COLUMNS: dict[str, str] = {
    "two columns": columns(LEFT, RIGHT) + "\n\f",
    "on the second page": f"{A}\n{B}\f{columns(LEFT, RIGHT)}\f",
    "below a line across": f"{'Un titre qui court au-dessus des deux colonnes du texte':60}\n\n{columns(LEFT, RIGHT)}\f",
    "the right one shorter": columns(LEFT, [*RIGHT[:6], "", ""]) + "\f",
    "set in": "\n".join(f"    {line}" for line in columns(LEFT, RIGHT).split("\n")) + "\f",
    "CRLF": columns(LEFT, RIGHT).replace("\n", "\r\n") + "\r\n\f",
    "tabs between": "\n".join(f"{one}\t\t{other}" for one, other in zip(LEFT, RIGHT, strict=True)).replace("dit un\t", "dit un\t\t") + "\f",
}  # fmt: skip


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_are_unrolled(name: str) -> None:
    text = COLUMNS[name]
    assert not is_text_itself("pdf", text.encode(), "f.txt")
    lines = [line.strip() for line in re.split(r"[\n\f]", unrolled(text))]
    assert lines.index(LEFT[5]) < lines.index(RIGHT[0])
    assert [line for line in lines if line in LEFT] == LEFT
    assert [line for line in lines if line in RIGHT] == RIGHT[: 6 if "shorter" in name else 8]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(TABLE) + "\f",
        pages(f"{A}\n{B}\n\n{C}"),
        "\n".join(f"{n:>4}     {LEFT[n % 8]}" for n in range(12)) + "\f",
        "\n".join(f"{word}      {word}" for word in ("un", "deux", "trois", "quatre", "cinq", "six", "sept")) + "\f",
        "\n".join(LEFT[:3]) + "\n" + columns(LEFT[:3], RIGHT[:3]) + "\f",
    ],
    ids=["a table of numbers", "plain text", "numbered lines", "pairs of words", "a few lines"],
)  # fmt: skip
def test_what_is_no_two_columns(text: str) -> None:
    assert is_text_itself("pdf", text.encode(), "f.txt")


def test_a_page_in_two_columns() -> None:
    data = (SAMPLES / "colonnes.txt").read_bytes()
    text = " ".join(unrolled(data.decode()).split())
    assert "au déminage par grand fond. L'accord, signé" in text
    assert text.index("Brume claire : deux") < text.index("LISBONNE") < text.index("Reykjavik")


@pytest.mark.parametrize("data", ["\f\f\f", " \n\f \n\f", "\u00a0\f"])
def test_pages_without_text_are_told(data: str) -> None:
    with pytest.raises(ArticleError, match="character recognition"):
        list(READERS["pdf"](data.encode(), "f.txt"))


def test_a_pdf_itself_is_refused_with_advice() -> None:
    with pytest.raises(ArticleError, match="is a PDF"):
        list(READERS["pdf"](b"%PDF-1.7\n%\xe2\xe3", "f.pdf"))
