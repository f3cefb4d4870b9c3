"""Invented French sentences and articles for the tests of `annotator.nlp`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from annotator.model import Article, Segment

PARAGRAPHS = (
    (
        "La ministre norvégienne de la Défense s'est rendue mardi à Lisbonne. Elle y a signé "
        "avec son homologue portugais, Duarte Figueira, un accord de coopération navale d'une "
        "durée de dix ans."
    ),
    "Du nord au sud du pays, les habitants des villages attendaient l'arrivée du convoi.",
    (
        "« Nous voulons renforcer la confiance », a déclaré M. Figueira : « c'est aujourd'hui "
        "chose faite. » Quelque 1 500 soldats prendront part, dès le 3 juin, aux manœuvres "
        "baptisées Brise de Mer-26, qui se dérouleront au large des Açores (lire aussi page "
        "4)."
    ),
    "Pourquoi maintenant ?! Parce que l'Alliance l'exige... Le Kremlin n'a pas réagi.",
    (
        "Selon le communiqué, disponible sur www.exemple-defense.org/accord, la frégate « "
        "Vasco Moniz » et deux patrouilleurs escorteront jusqu'à 30 % des pétroliers ; "
        "l'état-major n'exclut rien."
    ),
    "Oslo et Lisbonne lancent leurs patrouilles communes",
    (
        "Lequel des deux pays paiera ? Auxquelles des options le Parlement s'opposera-t-il, "
        "et desquels des navires parle-t-on ? Personne ne l'a dit aux journalistes du "
        "quotidien."
    ),
    (
        "JAKARTA, 12 mai (Agence Archipel) - L'Indonésie, le Brunéi et les Philippines ont "
        "dénoncé lundi l'incursion d'un chalutier étranger dans leurs eaux ; ils comptent y "
        "répondre ensemble."
    ),
    "Le général Aurélien Castagnède — chef d'état-major — a quitté Ouagadougou hier soir.",
    "Budget : 4,7 milliards d'euros",
    "xqzt Ωμέγα 東京 ƒƒ ☃ — ¿qué?",
)


def make_article(paragraphs: Sequence[str] = PARAGRAPHS, path: str = "essai.txt") -> Article:
    """One segment a paragraph; in the file, every line starts with two spaces of indent."""
    text, segments = "", []
    for paragraph in paragraphs:
        text += "  "
        offsets = tuple(range(len(text), len(text) + len(paragraph) + 1))
        segments.append(Segment("body", paragraph, offsets))
        text += paragraph + "\n"
    return Article(
        path=path,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        language="fr",
        segments=tuple(segments),
    )
