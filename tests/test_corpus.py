"""One file, read: title, paragraphs, front matter, metadata. All texts are invented."""

from __future__ import annotations

import subprocess
import sys

import pytest

from annotator.corpus import article_from_bytes
from annotator.model import Article

BODY = (
    "Les ministres de la Défense norvégien et chilien ont signé mardi à Valparaíso un accord sur "
    "l'échange d'officiers de marine."
)
MORE = "Le texte prévoit aussi une escale de la frégate Fjord à l'automne prochain, selon Santiago."


def read(text: str) -> Article:
    return article_from_bytes(text.encode(), "made up")


def kinds(article: Article) -> list[tuple[str, str]]:
    return [(segment.kind, segment.text) for segment in article.segments]


def test_title_and_paragraphs():
    article = read(f"Oslo et Santiago échangent des officiers\n\n{BODY}\n\n{MORE}\n")
    assert article.title == "Oslo et Santiago échangent des officiers"
    assert kinds(article) == [("title", article.title), ("body", BODY), ("body", MORE)]
    assert article.language == "fr"


def test_a_text_of_one_line_is_body():
    article = read(f"{BODY} {MORE}")
    assert article.title is None
    assert kinds(article) == [("body", f"{BODY} {MORE}")]


def test_a_first_sentence_is_no_title():
    assert read(f"{BODY}\n\n{MORE}").title is None


@pytest.mark.parametrize("dots", ["...", "…", "…."])
def test_a_radio_item_has_its_title_up_to_the_dots(dots):
    article = read(f"Oslo et Santiago échangent des\nofficiers{dots}\n{BODY}\n{MORE}")
    assert article.title == f"Oslo et Santiago échangent des officiers{dots}"
    assert kinds(article)[1][1].startswith("Les ministres")


def test_hard_wrapped_lines_with_double_spaces_are_joined():
    wrapped = (
        "Oslo et Santiago échangent des officiers...\n"
        "Les  ministres  de  la  Défense  norvégien et chilien ont signé mardi à\n"
        "Valparaíso un accord sur l'échange  d'officiers de marine. Le texte prévoit\n"
        "aussi une escale de la frégate Fjord  à  l'automne prochain,  selon Santiago.\n"
        "Cette escale serait la première d'un navire de guerre norvégien depuis\n"
        "2011.\n"
    )
    article = read(wrapped)
    text = f"{BODY} {MORE} Cette escale serait la première d'un navire de guerre norvégien depuis 2011."
    assert kinds(article) == [
        ("title", "Oslo et Santiago échangent des officiers..."),
        ("body", text),
    ]


def test_a_short_line_without_full_stop_above_wrapped_text_is_the_title():
    article = read(
        "Oslo et Santiago échangent des officiers\n"
        "Les ministres de la Défense norvégien et chilien ont signé mardi à Valparaíso\n"
        "un accord sur l'échange d'officiers de marine. Le texte prévoit aussi une\n"
        "escale de la frégate Fjord à l'automne prochain, selon Santiago.\n"
    )
    assert article.title == "Oslo et Santiago échangent des officiers"


def test_a_dateline_ends_the_title_in_wrapped_text():
    article = read(
        "Oslo et Santiago échangent des officiers de marine et préparent une escale\n"
        "VALPARAISO (AFP) - Les ministres de la Défense norvégien et chilien ont signé\n"
        "mardi un accord sur l'échange d'officiers de marine. Le texte prévoit aussi\n"
        "une escale de la frégate Fjord à l'automne prochain, selon Santiago.\n"
    )
    assert article.title == (
        "Oslo et Santiago échangent des officiers de marine et préparent une escale"
    )
    assert (article.place, article.source) == ("VALPARAISO", "AFP")
    assert kinds(article)[1][1].startswith("Les ministres")


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Oslo et Santiago échangent des officiers",
            "Les officiers de marine des deux pays se sont réunis.",
        ),
        (
            "La marine norvégienne forme les Chiliens",
            "La marine norvégienne a formé dix Chiliens à Oslo.",
        ),
    ],
)
def test_a_title_on_the_same_line_as_the_text(title, text):
    article = read(f"{title} {text} {MORE}")
    assert kinds(article) == [("title", title), ("body", f"{text} {MORE}")]


def test_a_title_and_a_dateline_on_the_same_line():
    article = read(f"Oslo et Santiago échangent des officiers VALPARAISO (AFP) - {BODY}")
    assert kinds(article) == [("title", "Oslo et Santiago échangent des officiers"), ("body", BODY)]
    assert article.place == "VALPARAISO"


@pytest.mark.parametrize(
    "text",
    [
        "Le ministre norvégien de la Défense est arrivé hier à La Haye, où le ministre l'attendait.",
        "Le quotidien norvégien proche du pouvoir Le Courrier du Nord confirme cette vente d'hier.",
        "L'accord signé à Oslo entre L'Alliance et le Chili porte sur un accord plus large.",
        "Le président a reçu à déjeuner M. Holm – Le Chili attend.",
    ],
)
def test_names_with_an_article_begin_no_text(text):
    assert kinds(read(text)) == [("body", text)]


def test_a_sentence_goes_on_behind_a_page_end_and_its_number():
    article = read(
        "Les deux ministres ont rappelé que la frégate ferait escale\n\n12\n\nà l'automne prochain.\n"
    )
    assert kinds(article) == [
        (
            "body",
            "Les deux ministres ont rappelé que la frégate ferait escale à l'automne prochain.",
        )
    ]


def test_long_lines_are_paragraphs_of_their_own():
    article = read(f"Oslo et Santiago échangent des officiers\n{BODY}\n{MORE}\n")
    assert [kind for kind, _ in kinds(article)] == ["title", "body", "body"]


def test_a_rubric_above_the_title_is_no_title():
    for rubric in ("Défense", "GRAND ENTRETIEN", "LE COURRIER DES DEUX MERS"):
        article = read(f"{rubric}\n\nOslo et Santiago échangent des officiers de marine\n\n{BODY}")
        assert article.title == "Oslo et Santiago échangent des officiers de marine"


def test_a_repeated_paragraph_is_read_once():
    article = read(
        f"Oslo et Santiago s'allient\n\n{BODY}\n\nOslo et Santiago s’allient\n\n{MORE}\n\n{BODY}"
    )
    assert [text for _, text in kinds(article)] == ["Oslo et Santiago s'allient", BODY, MORE]


FRONT = """---
title: Oslo et Santiago échangent
  des officiers
description: des officiers
summary: >
  Un accord a été
  signé mardi.
date: 2024-07-16T21:52:21.364Z
source: La Gazette
tags:
  - marine
---

# Oslo et Santiago échangent des officiers

"""


def test_front_matter_gives_title_summary_and_date():
    article = read(FRONT + BODY)
    assert article.title == "Oslo et Santiago échangent des officiers"
    assert (article.source, article.published) == ("La Gazette", "2024-07-16")
    assert kinds(article) == [
        ("title", article.title),
        ("summary", "Un accord a été signé mardi."),
        ("body", BODY),
    ]


def test_front_matter_values_stand_where_their_offsets_say():
    article = read(FRONT + BODY)
    for segment in article.segments:
        for char, offset in zip(segment.text, segment.offsets, strict=False):
            assert char == " " or article.text[offset] == char
    assert article.segments[0].offsets[0] == article.text.index("Oslo")


def test_a_summary_that_the_body_repeats_gives_way_to_it():
    article = read(f'---\ntitle: "Accord à Oslo"\nsummary: "{BODY} "\n---\n{BODY}\\\n\\\n{MORE}\n')
    assert kinds(article) == [("title", "Accord à Oslo"), ("body", BODY), ("body", MORE)]


def test_front_matter_that_is_no_yaml_is_read_line_by_line():
    article = read(f"---\ntitle: Oslo : un accord : enfin\ndate: 2024-05-02\n---\n{BODY}")
    assert (article.title, article.published) == ("Oslo : un accord : enfin", "2024-05-02")


@pytest.mark.parametrize(
    "text", ["---\n\nOslo signe. Le reste suit.\n\n---\nFin de texte ici.", "---\n"]
)
def test_rules_are_no_front_matter(text):
    article = read(f"{text}\n{BODY}")
    assert article.segments[-1].text.endswith(BODY)


def test_markdown_marks_vanish():
    article = read(
        "# Oslo et **Santiago** s'allient\n\n"
        "![La rade](https://exemple.test/rade.jpg)\n\n"
        '<!-- note\nà ôter -->Les [ministres](https://exemple.test/m "page") ont *signé* un accord.\\\n'
        "[![Photo](https://exemple.test/p.jpg)](https://exemple.test/p)\\\n"
        "Il entre en vigueur lundi &agrave; l'aube&nbsp;!\n"
    )
    assert kinds(article) == [
        ("title", "Oslo et Santiago s'allient"),
        ("body", "Les ministres ont signé un accord."),
        ("body", "Il entre en vigueur lundi à l'aube !"),
    ]


def test_html_tags_part_paragraphs():
    article = read(f"<h1>Oslo signe un accord</h1><p>{BODY}</p><p>{MORE} <b>Fin</b></p>")
    assert kinds(article)[1][1] == BODY


def test_boilerplate_over_two_lines_is_found():
    article = read(
        f"Toute l'actualité de la mer et plus encore\nsur notre canal\n\n{BODY}\n\n{MORE}"
    )
    assert kinds(article) == [("body", BODY), ("body", MORE)]


def test_only_boilerplate_leaves_no_segment():
    article = read("S'abonner\nPartager\n3201\n")
    assert article.segments == ()
    assert article.title is None


def test_help_loads_neither_the_classifier_nor_the_guesser():
    code = (
        "import sys, annotator.corpus\n"
        "print([m for m in ('py3langid', 'charset_normalizer', 'numpy') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
