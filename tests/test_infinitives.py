"""Infinitives by the endings of French conjugation."""

from __future__ import annotations

import pytest

from annotator.infinitives import possible_infinitives

# one form for each kind of ending; the infinitive as any grammar gives it
FORMS = [
    *[("livrés", "livrer"), ("lançait", "lancer"), ("échangé", "échanger"), ("engagea", "engager")],
    *[("déploiera", "déployer"), ("appuieraient", "appuyer"), ("paie", "payer")],
    *[("enverra", "envoyer"), ("renverrait", "renvoyer")],
    *[("fournisse", "fournir"), ("réunissant", "réunir"), ("partent", "partir"), ("sert", "servir")],
    *[("accueillera", "accueillir"), ("offert", "offrir"), ("ouvert", "ouvrir")],
    *[("soutiendra", "soutenir"), ("entretenus", "entretenir"), ("convient", "convenir")],
    *[("acquis", "acquérir"), ("acquerra", "acquérir"), ("secourues", "secourir")],
    *[("vende", "vendre"), ("vend", "vendre"), ("étendait", "étendre"), ("prennent", "prendre")],
    *[("entrepris", "entreprendre"), ("promis", "promettre"), ("remettra", "remettre")],
    *[("rejoignent", "rejoindre"), ("atteint", "atteindre"), ("craignait", "craindre")],
    *[("produisent", "produire"), ("inscrivent", "inscrire"), ("interdit", "interdire")],
    *[("conclus", "conclure"), ("inclurait", "inclure"), ("poursuivront", "poursuivre")],
    *[("reconnue", "reconnaître"), ("accroissant", "accroître"), ("convainquent", "convaincre")],
    *[("reçue", "recevoir"), ("prévue", "prévoir"), ("promu", "promouvoir")],
    *[("achètera", "acheter"), ("accélèrent", "accélérer"), ("lève", "lever"), ("appelle", "appeler")],
]  # fmt: skip


@pytest.mark.parametrize(("form", "infinitive"), FORMS, ids=[form for form, _ in FORMS])
def test_the_infinitive_is_among_those_that_are_possible(form: str, infinitive: str) -> None:
    assert infinitive in possible_infinitives(form)


@pytest.mark.parametrize(
    ("form", "other"),
    [("vise", "vendre"), ("attire", "attendre"), ("venait", "vendre"), ("mène", "mettre")],
)
def test_the_infinitive_of_another_verb_is_not(form: str, other: str) -> None:
    assert other not in possible_infinitives(form)


@pytest.mark.parametrize("form", ["", "a", "ai", "est", "té"])
def test_short_forms_give_no_nonsense(form: str) -> None:
    assert all(len(infinitive) > 3 for infinitive in possible_infinitives(form))
