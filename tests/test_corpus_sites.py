"""Pages as the French press prints them, with what surrounds the article. All texts are invented."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from annotator.corpus import article_from_bytes

A = (
    "Le ministre norvégien de la Défense, Lars Holm, a reçu lundi son homologue chilienne, "
    "Inés Araya, pour préparer un exercice naval commun."
)
B = "Les deux marines prévoient trois semaines de manœuvres au large de Tromsø, a-t-il précisé."
C = "Santiago n'enverra pas de sous-marin, faute d'équipage disponible."
T = "Oslo et Santiago préparent un exercice naval commun"


@dataclass(frozen=True)
class Page:
    name: str
    text: str
    title: str | None = T
    source: str | None = None
    place: str | None = None
    published: str | None = None
    captions: tuple[str, ...] = ()
    body: tuple[str, ...] = (A, B, C)


PAGES = [
    Page(
        "evening-paper",
        f"""International
Norvège
Article réservé aux abonnés

{T}

Par Jean Dupont (Oslo, correspondant régional)
Publié le 12 mai 2023 à 14h30, modifié le 13 mai 2023 à 08h10 Temps de Lecture 3 min.
Offrir l'article
Partager

{A}
Lire aussi | Article réservé à nos abonnés Le Chili cherche des frégates
{B}
Il vous reste 62.14% de cet article à lire. La suite est réservée aux abonnés.

{C}

Réutiliser ce contenu
""",
        published="2023-05-12",
    ),
    Page(
        "morning-paper",
        f"""{T}
Par Le Figaro avec AFP
Publié le 12/05/2023 à 14:30, mis à jour le 12/05/2023 à 15:02
Sujets Norvège Chili Défense
Copier le lien
Écouter cet article
00:00/02:14

La frégate Fjord quitte le port. JEAN DUPONT / AFP

{A}
À VOIR AUSSI - Le Chili reçoit ses premiers patrouilleurs
{B}
{C}
À lire aussi Pourquoi les fjords attirent les marines
3 commentaires
""",
        source="AFP",
        published="2023-05-12",
        captions=("La frégate Fjord quitte le port.",),
    ),
    Page(
        "regional-paper",
        f"""{T}
Ouest-Gazette avec Reuters.
Publié le 12/05/2023 à 14h30

Abonnez-vous

{A}

{B} (avec Reuters)

{C}

Votre e-mail, avec votre consentement, est utilisé par notre société pour recevoir nos newsletters.
Newsletter Mer et Marine
""",
        source="Reuters",
        published="2023-05-12",
    ),
    Page(
        "world-radio",
        f"""Accueil / Afrique

{T}

Publié le : 12/05/2023 - 14:30
Modifié le : 12/05/2023 - 15:30

Écouter - 01:32

La frégate Fjord, ici en rade de Bergen. © Marine norvégienne / AFP

Texte par : RFI Suivre
2 min
Publicité

{A}

{B}
Publicité
Lire la suite

{C}

NewsletterRecevez toute l'actualité internationale directement dans votre boîte mail
Je m'abonne
Suivez toute l'actualité internationale en téléchargeant l'application
Partager :
""",
        source=None,
        published="2023-05-12",
        captions=("La frégate Fjord, ici en rade de Bergen.",),
    ),
    Page(
        "beijing-agency",
        f"""{T}

French.agence.test | Publié le 2023-05-12 à 09:12

OSLO, 12 mai (Xinhua) -- {A}

{B}

{C} Fin
""",
        source="Xinhua",
        place="OSLO",
        published="2023-05-12",
    ),
    Page(
        "moscow-agency",
        f"""12 MAI, 18:22

{T}

MOSCOU, 12 mai. /TASS/. {A}

{B}

{C}
Tags
Norvège
Chili
""",
        source="TASS",
        place="MOSCOU",
    ),
    Page(
        "ankara-agency",
        f"""{T}

AA / Oslo / Jean Dupont

{A}

{B}

{C}

AA

Seulement une partie des dépêches, que l'Agence diffuse à ses abonnés, est publiée ici.
""",
        source="AA",
        place="Oslo",
        body=(
            A,
            B,
            C,
            "Seulement une partie des dépêches, que l'Agence diffuse à ses abonnés, est publiée ici.",
        ),
    ),
    Page(
        "seoul-agency",
        f"""{T}

SEOUL, 12 mai (Yonhap) -- {A}

{B}

{C}

abc@exemple.test
(FIN)
""",
        source="Yonhap",
        place="SEOUL",
    ),
    Page(
        "rabat-agency",
        f"""{T}

vendredi, 12 mai, 2023 à 17:05

Oslo - {A}

{B}

{C}

MAP:12 mai 2023
""",
        source="MAP",
        place="Oslo",
        published="2023-05-12",
    ),
    Page(
        "algiers-agency",
        f"""{T}

ALGER - {A}

{B}

{C} (APS)
""",
        source="APS",
        place="ALGER",
    ),
    Page(
        "pan-african-weekly",
        f"""DIPLOMATIE

{T}

Chapô du journal : {B}

Réservé aux abonnés

Par Jean Dupont - à Oslo
Mis à jour le 12 mai 2023 à 15:12

Lecture 4 min.

© Marine norvégienne

{A}

{C}

La Matinale.

Chaque matin, recevez les 10 informations clés de l'actualité africaine.

La rédaction vous recommande
- Les ports du Sahel
- Le retour des pirates
""",
        body=(
            f"Chapô du journal : {B}",
            A,
            C,
            "La Matinale.",
            "Chaque matin, recevez les 10 informations clés de l'actualité africaine.",
        ),
    ),
    Page(
        "military-blog",
        f"""{T}

PAR JEAN DUPONT · 12 MAI 2023

{A} [1]

{B}

{C}

Photo : Marine norvégienne

Partager :
Facebook
Twitter

Étiquettes : Chili, exercice naval, Norvège
Commentaires (23)
""",
        published="2023-05-12",
        body=(f"{A} [1]", B, C),
    ),
    Page(
        "montreal-daily",
        f"""{T}

(Oslo) {A}

Publié à 8 h 12
Mis à jour à 11 h 40

JEAN DUPONT
AGENCE FRANCE-PRESSE

{B}

PHOTO JEAN DUPONT, ARCHIVES LA GAZETTE
La frégate Fjord.

{C}
""",
        place="Oslo",
        source="AGENCE FRANCE-PRESSE",
        body=(A, B, "La frégate Fjord.", C),
    ),
    Page(
        "brussels-agency",
        f"""{T}

Bruxelles, le 12 mai 2023 (AFP) — {A}

{B}

{C}

jd/mm/ab

© 1994-2023 Agence France-Presse
""",
        source="AFP",
        place="Bruxelles",
        published="2023-05-12",
    ),
    Page(
        "hanoi-agency",
        f"""{T} hinh anh 1Cérémonie d'accueil au port. Photo: VNA

Hanoï (VNA) – {A}

{B}

{C} -VNA
""",
        source="VNA",
        place="Hanoï",
        captions=("Cérémonie d'accueil au port.",),
    ),
    Page(
        "cookie-wall",
        f"""Nous utilisons des cookies pour mesurer notre audience et vous proposer des contenus adaptés.
Tout accepter
Paramétrer les cookies
Menu
Se connecter
S'abonner à partir de 1 €

{T}

Recevez notre newsletter
Partagez sur Facebook
WhatsApp
Copier le lien

{A}

{B}

{C}

Sur le même sujet

Les frégates de nouvelle génération arrivent
Cinq questions sur les fjords

Les plus lus
1
Le prix du pain augmente encore
2
Une baleine dans le port de Bergen

Mentions légales
Politique de confidentialité
Tous droits réservés
""",
    ),
    Page(
        "old-mac",
        f"{T}\r\rPar Jean Dupont\r\r{A}\r\r{B}\r\r{C}\r",
    ),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page(page):
    article = article_from_bytes(page.text.encode(), page.name)
    by_kind = {
        kind: tuple(s.text for s in article.segments if s.kind == kind)
        for kind in ("title", "body", "caption")
    }
    assert by_kind["title"] == ((page.title,) if page.title else ())
    assert by_kind["body"] == page.body
    assert by_kind["caption"] == page.captions
    assert (article.source, article.place, article.published) == (
        page.source,
        page.place,
        page.published,
    )
