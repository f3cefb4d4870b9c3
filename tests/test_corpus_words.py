"""Words that line and page ends broke or glued."""

from __future__ import annotations

import pytest

from annotator.corpus import article_from_bytes
from annotator.corpus.glue import split_glued, split_sentences
from annotator.corpus.joining import join_lines
from annotator.corpus.traced import Traced


def joined(text: str, *known: str) -> str:
    lines, start = [], 0
    for line in text.splitlines(keepends=True):
        lines.append(Traced.of(line, start).strip())
        start += len(line)
    return join_lines(lines, frozenset(known)).text


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("la marine sud-\ncoréenne", "la marine sud-coréenne"),
        ("la coopéra-\ntion navale", "la coopération navale"),
        ("les États-\nUnis", "les États-Unis"),
        ("l’état-\nmajor", "l’état-major"),
        ("l’ex-\nUnion", "l’ex-Union"),
        ("le sommet Italie-\nAfrique", "le sommet Italie-Afrique"),
        ("les années 2023-\n2024", "les années 2023-2024"),
        ("un pacte franco-\nbelge", "un pacte franco-belge"),
        ("un char sud-coréano-\naméricain", "un char sud-coréano-américain"),
        ("a-t-\nil dit", "a-t-il dit"),
        ("les gouverne-\nments", "les gouvernements"),
        ("le renforce-\nment", "le renforcement"),
        ("la sécu-\nrité", "la sécurité"),
        ("un porte-\navions", "un porte-avions"),
        ("Mme Li-\nshan", "Mme Li-shan"),
        ("l'Afgha-\nnistan", "l'Afghanistan"),
        ("à Bry-\nsur-Mer", "à Bry-sur-Mer"),
        ("une rencontre inter-\nnationale", "une rencontre internationale"),
        ("au-\ndelà du cap", "au-delà du cap"),
        ("semble-t-\non", "semble-t-on"),
        ("un pacte kurdo-\nirakien", "un pacte kurdo-irakien"),
        ("M. Chang-\nhyuk", "M. Chang-hyuk"),
        ("un radar anti-\ndrones", "un radar anti-drones"),
        ("une sur-\nprise", "une surprise"),
        ("trente-et-\nune", "trente-et-une"),
        ("un e-\nmail", "un e-mail"),
        ("sans\ntrait", "sans trait"),
        ("un tiret -\nseul", "un tiret - seul"),
    ],
)
def test_words_broken_at_line_ends(text, whole):
    assert joined(text) == whole


def test_the_article_tells_what_a_broken_word_is():
    assert joined("les zorg-\nblik") == "les zorgblik"
    assert joined("les zorg-\nblik", "zorg-blik") == "les zorg-blik"
    assert joined("les zorg-\nblik", "zorg", "blik") == "les zorg-blik"
    assert joined("les anti-\nzorgs", "antizorgs") == "les antizorgs"


def test_the_halves_of_a_broken_word_prove_nothing():
    page = (
        "Le chef de la base navale de Tromsø a salué hier le travail des zorg-\n"
        "blik et des équipages qui rentrent au port après trois mois en mer.\n"
    )
    assert "zorgblik" in article_from_bytes(page.encode(), "made up").segments[0].text
    more = page + "Les zorg-blik partiront lundi pour une autre mission de trois mois.\n"
    assert "des zorg-blik et" in article_from_bytes(more.encode(), "made up").segments[0].text


WIDTH = 90.0
BEFORE = "Le porte-parole a rappelé devant la presse réunie à Oslo que le texte serait lu dans "
AFTER = " et que les deux ministres se retrouveraient ensuite pour en parler avec leurs alliés."


@pytest.mark.parametrize(
    ("glued", "parted"),
    [
        ("uncommuniqué", "un communiqué"),
        ("etd'exportation", "et d'exportation"),
        ("lesforces", "les forces"),
        ("nécessairesà", "nécessaires à"),
        ("militairesfrançais", "militaires français"),
        ("députéMartin", "député Martin"),
        ("hier etaujourd’hui", "hier et aujourd’hui"),
        ("région,comme", "région, comme"),
        ("dès le1er", "dès le 1er"),
    ],
)
def test_words_glued_at_page_ends_are_parted(glued, parted):
    line = Traced.of(BEFORE + glued + AFTER)
    result = split_glued(line, WIDTH, frozenset())
    assert result.text == BEFORE + parted + AFTER
    blank = next(i for i, (a, b) in enumerate(zip(result.text, line.text, strict=False)) if a != b)
    assert result.starts[blank] == result.ends[blank] == result.starts[blank + 1]


@pytest.mark.parametrize(
    "whole",
    ["antiaérien", "proposait", "poursuivent", "mondialement", "Zakharova", "surarmement", "quelqu’un",
     "aujourd’hui", "porte-avions", "états-majors", "Leclerc", "dépendance", "entretien", "parachutes"],
)  # fmt: skip
def test_whole_words_stay_whole(whole):
    line = Traced.of(BEFORE + whole + AFTER)
    assert split_glued(line, WIDTH, frozenset()).text == line.text


def test_words_of_the_article_part_what_the_lists_do_not_know():
    line = Traced.of(BEFORE + "frégatesnorroises" + AFTER)
    assert split_glued(line, WIDTH, frozenset()).text == line.text
    known = frozenset({"frégates", "norroises"})
    assert "frégates norroises" in split_glued(line, WIDTH, known).text


def test_glued_words_are_parted_only_in_lines_far_too_long():
    filler = "les deux marines ont navigué ensemble pendant trois jours au large de la côte nord\n"
    page = (
        "Les navires sont rentrés au port.\n"
        + filler * 5
        + "et le chef a publié uncommuniqué bref."
    )
    article = article_from_bytes(page.encode(), "made up")
    assert "uncommuniqué" in article.segments[-1].text


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("Le pacte est signé.Les navires partent.", "Le pacte est signé. Les navires partent."),
        ("Est-ce fini ?Non.", "Est-ce fini ?Non."),
        ("M.Dupont et la S.N.C.F. sont là", "M.Dupont et la S.N.C.F. sont là"),
        ("voir www.exemple.Test ici", "voir www.exemple.Test ici"),
        ("sous 1.5 m", "sous 1.5 m"),
    ],
)
def test_a_full_stop_that_touches_the_next_sentence(text, parted):
    assert split_sentences(Traced.of(text)).text == parted
