"""The Python API: results, order, bad texts, bytes equal to the command's, notebooks."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest

import annotator
from annotator import Annotator, AnnotatorError, Result, Text
from annotator.api import BATCH_CHARACTERS, read_text
from annotator.cli import main
from annotator.errors import ArticleError, ModelError, UsageError
from annotator.model import Annotation, Article, Quote, Speaker
from records import MACHINE, REASON, make_annotation, make_article

ROOT = Path(__file__).parent.parent
EXAMPLE = (ROOT / "docs/example.txt").read_text(encoding="utf-8")


class Echo:
    """Workers that find nothing and remember what they were given."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    def annotate(self, articles: list[Article]) -> list[Annotation | AnnotatorError]:
        self.batches.append([article.text for article in articles])
        return [
            ArticleError("inside") if "faute" in article.text else Annotation(article, False)
            for article in articles
        ]


@pytest.fixture
def echo(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    made, workers = Annotator(), Echo()
    monkeypatch.setattr(made, "_workers", workers)
    return SimpleNamespace(annotator=made, batches=workers.batches)


# import


def test_importing_loads_next_to_nothing() -> None:
    code = (
        "import sys, annotator; before = set(sys.modules)\n"
        "assert not before & {'torch', 'stanza', 'yaml', 'rich', 'typer', 'jsonschema_rs'}, before\n"
        "annotator.Annotator(); annotator.Text('x'); annotator.Result\n"
        "assert not set(sys.modules) & {'torch', 'stanza'}\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_public_names() -> None:
    assert set(annotator.__all__) <= set(dir(annotator))
    assert all(getattr(annotator, name) for name in annotator.__all__)
    with pytest.raises(AttributeError, match="'Annotation'"):
        annotator.Annotation  # noqa: B018


# texts


def test_order_and_bad_texts(echo: SimpleNamespace) -> None:
    texts = ["un", "", "deux", None, "une faute", "\ud800", Text("trois", name="t")]
    found = list(echo.annotator.annotate_many(texts))
    assert [r.text if isinstance(r, Result) else str(r) for r in found] == [
        "un",
        "-: holds nothing but white space; give the text of an article",
        "deux",
        "-: is NoneType, not str",
        "inside",
        "-: character 0 is half a character",
        "trois",
    ]
    assert found[-1].name == "t"


def test_texts_are_taken_as_results_are_asked_for(echo: SimpleNamespace) -> None:
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield "mot " * 1000

    results = echo.annotator.annotate_many(endless())
    assert taken == 0
    for _ in range(3):
        next(results)
    assert taken * 4000 <= BATCH_CHARACTERS + 4000
    assert len(echo.batches) == 1


def test_what_the_iterable_raises_comes_after_what_it_gave(echo: SimpleNamespace) -> None:
    def broken() -> Iterator[str]:
        yield "un"
        yield "deux"
        raise OSError("the line is dead")

    results = echo.annotator.annotate_many(broken())
    assert [next(results).text, next(results).text] == ["un", "deux"]
    with pytest.raises(OSError, match="dead"):
        next(results)


def test_one_bad_text_raises(echo: SimpleNamespace) -> None:
    with pytest.raises(ArticleError, match=r"^a\.txt: holds nothing"):
        echo.annotator.annotate(" \n", name="a.txt")
    with pytest.raises(ArticleError, match="inside"):
        echo.annotator.annotate("une faute")


@pytest.mark.parametrize(
    ("published", "edtf"),
    [
        ("2031-04", "2031-04"), ("2031", "2031"), ("3 juin 2025", "2025-06-03"), ("2025~", "2025~"),
        (date(2025, 6, 3), "2025-06-03"), (datetime(2025, 6, 3, 12), "2025-06-03"),
    ],
)  # fmt: skip
def test_dates(published: str | date, edtf: str) -> None:
    assert read_text(Text("Un texte.", published=published)).published == edtf


def test_what_is_no_date_is_told() -> None:
    with pytest.raises(ArticleError, match="published is 'mardi'"):
        read_text(Text("Un texte.", published="mardi"))


def test_what_is_given_wins_over_what_the_text_says() -> None:
    assert read_text(Text(EXAMPLE)).published == "2025-06-03"
    article = read_text(Text(EXAMPLE, title="T", source="S", published="2026", name="n"))
    assert (article.title, article.source, article.published, article.path) == (
        "T",
        "S",
        "2026",
        "n",
    )


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffUn texte.",
        '<meta charset="latin-1">\nÉté à Orléans',
        "Un\r\ntexte 😀 e\u0301té",
        "a\0b",
    ],
)
def test_offsets_are_those_of_the_string(text: str) -> None:
    assert read_text(Text(text)).text == text


def test_models_and_options_are_checked_at_once(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no models of that name"):
        Annotator("nope")
    with pytest.raises(UsageError, match="between 0 and 1"):
        Annotator(min_confidence=1.5)
    with pytest.raises(UsageError, match="1 or more"):
        Annotator(threads=0)


# results


class Reader(HTMLParser):
    """The elements and the text of a page; every element is closed in its turn."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attributes: object) -> None:
        self.open.append(tag)
        self.seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def shown(result: Result) -> Reader:
    reader = Reader(result._repr_html_())
    assert reader.seen <= {
        "div", "mark", "b", "small", "table", "thead", "tbody", "tr", "th", "td", "p",
    }  # fmt: skip
    return reader


def test_a_notebook_shows_words_in_numbered_brackets() -> None:
    text = shown(Result(make_annotation(), MACHINE)).text.replace("\xa0", " ")
    assert "[1 tiendront en mai un exercice naval commun 1]." in text
    assert "[2 mieux surveiller les câbles sous-marins 2], a expliqué" in text
    assert "[1]exerciseNOR, PRTplanned2031-05tiendront" in text


def test_a_reason_inside_evidence_keeps_its_brackets_inside() -> None:
    text = "Ils signent afin de voir."
    article = make_article(text)
    entry = replace(
        make_annotation().cooperation[0], evidence=(Quote(text[:-1], 0, len(text) - 1),)
    )
    reason = replace(REASON, text="afin de voir", start=12, end=24, stated_by=Speaker())
    result = Result(make_annotation(article, cooperation=(entry,), rationale=(reason,)), MACHINE)
    assert "[1 Ils signent [2 afin de voir 2] 1]." in shown(result).text.replace("\xa0", " ")


def test_hostile_text_stays_text() -> None:
    text = "<script>alert(1)</script>&amp;\x1b[31m\u202e<img src=x onerror=alert(1)>'\" 😀 e\u0301"
    article = make_article(text)
    entry = replace(
        make_annotation().cooperation[0],
        parties=("X:<b>",),
        evidence=(Quote(text[3:60], 3, 60), Quote(text[-4:], len(text) - 4, len(text))),
    )
    result = Result(make_annotation(article, cooperation=(entry,), rationale=()), MACHINE)
    reader = shown(result)
    assert "</script>&amp;\\x1b[31m\\u202e<img src=x onerror" in reader.text
    assert "\x1b" not in reader.text
    assert "X:<b>" in reader.text


def test_nothing_found_is_said() -> None:
    nothing = Annotation(make_article(), relevant=False)
    assert "No defence cooperation found." in shown(Result(nothing, MACHINE)).text
    english = Annotation(make_article(language="en"), relevant=False)
    assert "Not French (en)" in shown(Result(english, MACHINE)).text


# the real thing


@pytest.fixture(scope="module")
def real() -> Annotator:
    return Annotator()


@pytest.mark.models
@pytest.mark.parametrize("format_", ["yaml", "json"])
def test_the_bytes_are_those_of_the_command(
    real: Annotator, format_: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    text = "😀 e\u0301té.\r\n" + EXAMPLE
    stdin = SimpleNamespace(buffer=io.BytesIO(text.encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    with pytest.raises(SystemExit) as ended:
        main(["-", "--format", format_])
    assert not ended.value.code
    result = real.annotate(text)
    assert len(result.cooperation) == 2
    assert getattr(result, f"to_{format_}")() == capsys.readouterr().out


@pytest.mark.models
def test_many_at_once_give_what_each_gives_alone(real: Annotator) -> None:
    names = ["01-senegal-portugal-patrouilles", "06-birmanie-combats", "12-colombie-equateur-breve"]
    texts = [(ROOT / f"corpus/{n}.txt").read_text(encoding="utf-8") for n in names]
    many = list(real.annotate_many([*texts, "  "]))
    assert isinstance(many.pop(), ArticleError)
    assert [r.to_dict() for r in many] == [real.annotate(t).to_dict() for t in texts]
    assert many[0].relevant


@pytest.mark.models
def test_min_confidence(real: Annotator) -> None:
    found = real.annotate(EXAMPLE).cooperation
    surest = max(found, key=lambda entry: entry.confidence)
    sure = Annotator(min_confidence=surest.confidence).annotate(EXAMPLE)
    assert len(found) == 2
    assert [e.id for e in sure.cooperation] == [surest.id]
    assert sure.to_dict()["machine"]["min_confidence"] == surest.confidence
