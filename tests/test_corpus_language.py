"""The language of a text, among those that a French press review meets."""

from __future__ import annotations

import pytest

from annotator.corpus import article_from_bytes
from annotator.corpus.language import identify_language

SENTENCES = {
    "fr": "Les deux marines s'entraîneront ensemble au large des côtes norvégiennes à la fin du mois de mai.",
    "en": "The two navies will train together off the Norwegian coast at the end of May, officials said.",
    "es": "Las dos marinas realizarán ejercicios conjuntos frente a las costas de Noruega a finales de mayo.",
    "pt": "As duas marinhas vão treinar juntas ao largo da costa da Noruega no final do mês de maio.",
    "it": "Le due marine si addestreranno insieme al largo delle coste norvegesi alla fine di maggio.",
    "ca": "Les dues marines faran maniobres conjuntes davant les costes de Noruega a finals del mes de maig.",
    "ro": "Cele două marine se vor antrena împreună în largul coastelor Norvegiei la sfârșitul lunii mai.",
    "de": "Die beiden Marinen werden Ende Mai gemeinsam vor der norwegischen Küste üben, hieß es in Oslo.",
    "nl": "De twee marines zullen eind mei samen oefenen voor de Noorse kust, zo meldde het ministerie.",
    "oc": "Las doas marinas s'entrainaràn amassa al larg de las còstas de Norvègia a la fin del mes de mai.",
    "vi": "Hải quân hai nước sẽ cùng nhau huấn luyện ngoài khơi bờ biển Na Uy vào cuối tháng Năm.",
    "tr": "İki ülkenin donanması mayıs ayının sonunda Norveç kıyıları açıklarında birlikte tatbikat yapacak.",
    "ru": "Военно-морские силы двух стран проведут совместные учения у берегов Норвегии в конце мая.",
    "ar": "ستجري القوات البحرية للبلدين تدريبات مشتركة قبالة سواحل النرويج في نهاية شهر مايو.",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_sentence(language):
    assert identify_language(SENTENCES[language]) == language


@pytest.mark.parametrize(
    "text",
    ["Accord à Oslo.", "L'Otan se réunit", "Escale au Chili", "OSLO ET ROME SIGNENT UN ACCORD DE DÉFENSE",
     "Le général Phung Quang Thanh a reçu à Hanoi l'amiral Katsutoshi Kawano, venu de Yokosuka."],
)  # fmt: skip
def test_short_and_foreign_looking_french_is_french(text):
    assert identify_language(text) == "fr"


def test_nothing_to_read_is_undetermined():
    assert identify_language("2024 - 3/5 !") == "und"


def test_boilerplate_in_another_language_does_not_count():
    french = SENTENCES["fr"] * 2
    article = article_from_bytes(
        f"Facebook Twitter\n\n{french}\n\nAdvertisement".encode(), "made up"
    )
    assert article.language == "fr"


def test_an_english_article_is_recorded_as_such():
    assert article_from_bytes(SENTENCES["en"].encode(), "made up").language == "en"
