"""The lemmas that a form may have: more than grammar says, never less than a lemmatizer gives."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from annotator.errors import ModelError
from annotator.inflection import UNTOLD, plain, possible_stems, stem_of
from annotator.nlp.models import find_models
from annotator.words import WordSet, fold
from annotator.wordtable import WordTable
from surfaces import sets_of_form

FORMS = [
    *[("livreront", "livrer"), ("livrât", "livrer"), ("LIVRÉES", "livrer"), ("livrions", "livrer")],
    *[("soutiendra", "soutenir"), ("soutînt", "soutenir"), ("soutiens", "soutenir")],
    *[("conviendraient", "convenir"), ("parvinrent", "parvenir"), ("tenus", "tenir")],
    *[("rejoignît", "rejoindre"), ("rejoins", "rejoindre"), ("adjoindra", "adjoindre")],
    *[("acquerront", "acquérir"), ("acquîmes", "acquérir"), ("accourront", "accourir")],
    *[("fournissions", "fournir"), ("réunîmes", "réunir"), ("accueillera", "accueillir")],
    *[("combat", "combattre"), ("combattît", "combattre"), ("promettiez", "promettre")],
    *[("vend", "vendre"), ("vendît", "vendre"), ("entreprenne", "entreprendre")],
    *[("apprîmes", "apprendre"), ("prenez", "prendre"), ("reçûmes", "recevoir")],
    *[("déploieraient", "déployer"), ("DEPLOIENT", "déployer"), ("appuiera", "appuyer")],
    *[("enverriez", "envoyer"), ("jetteront", "jeter"), ("appellent", "appeler")],
    *[("achètera", "acheter"), ("accélérait", "accélérer"), ("suspendît", "suspendre")],
    *[("construisît", "construire"), ("conçoivent", "concevoir"), ("prévoyions", "prévoir")],
    *[("arsenaux", "arsenal"), ("navals", "naval"), ("navaux", "naval"), ("amiraux", "amiral")],
    *[("instructrices", "instructeur"), ("défensives", "défensif"), ("jumelle", "jumeau")],
    *[("turques", "turc"), ("aériennes", "aérien"), ("travaux", "travail"), ("nombreuses", "nombreux")],
    *[("ARMEES", "armée"), ("manoeuvres", "manœuvre"), ("MANŒUVRES", "manœuvre")],
    *[("arme\u0301es", "armée"), ("gardes‑côtes", "gardes-côte"), ("sous-marins", "sous-marin")],
]  # fmt: skip


@pytest.mark.parametrize(("form", "lemma"), FORMS, ids=[form for form, _ in FORMS])
def test_the_lemma_is_among_those_that_are_possible(form: str, lemma: str) -> None:
    assert WordTable([WordSet.of(lemma)]).find_by_grammar(form)


@pytest.mark.parametrize(
    ("form", "lemma"),
    [("pilotage", "piloter"), ("inauguraux", "inaugurer"), ("partenariale", "partenaria")],
)
def test_a_stem_is_kept_whatever_the_ending(form: str, lemma: str) -> None:
    assert stem_of(lemma) in possible_stems(form)


def test_short_words_have_no_stem() -> None:
    assert (stem_of("agir"), stem_of("base"), stem_of("radar")) == ("", "", "")


def test_other_words_are_in_no_set() -> None:
    assert not any(map(sets_of_form, ("pain,", "fleurs", "l'olive")))


def dictionary() -> Iterator[tuple[str, str]]:
    """Forms and lemmas that the lemmatizer of the models was given."""
    pytest.importorskip("torch")
    from annotator.nlp.loading import load_trainers

    try:
        trainer = load_trainers(find_models("default")).lemma
    except ModelError:
        pytest.skip("the package has no models yet")
    for by_form in trainer.pos_dict.values():
        yield from by_form.items()


WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+){0,3}")


@pytest.mark.models
def test_every_lemma_of_the_models_dictionary_is_reckoned_with() -> None:
    pairs = ((form, fold(lemma)) for form, lemma in dictionary() if WORD.fullmatch(lemma))
    known = [(form, lemma) for form, lemma in pairs if plain(lemma) not in UNTOLD]
    sets = {lemma: WordSet.of(lemma) for _, lemma in known}
    table = WordTable(sets.values())
    missed = [
        (form, lemma)
        for form, lemma in known
        if not table.find(form) & table.number_of([sets[lemma]])
    ]
    assert len(known) > 30_000
    assert missed == []
