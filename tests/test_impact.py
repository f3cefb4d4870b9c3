"""What a change of the lexicon touches: at least each article whose findings it alters."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.identity import lexicon_content
from annotator.impact import Content, find_impact
from annotator.impact.words import PLAIN
from records import make_article

PACKAGE = Path(__file__).parent.parent / "annotator"
NOW = lexicon_content()
VISIT = "cooperation/visit.yaml"
CALL = "La frégate a fait escale à Brest."
FAR = "Une escale est prévue. Le sous-marin repart demain."
SHORT = "Une escale est prévue à Brest."
TROOPS = "Les soldats norvégiens ont quitté Oslo."
FLOWERS = "Le marché aux fleurs a rouvert."
TEXTS = (CALL, FAR, SHORT, TROOPS, FLOWERS)

Edit = Callable[[Any], object]


def edited(file: str, edit: Edit, content: Content = NOW) -> dict[str, str]:
    """The lexicon with another content of one file; `edit` gets the rules where there are any."""
    data = json.loads(content[file])
    rules = {raw["id"]: raw for raw in data["rules"]} if "rules" in data else None
    edit(data if rules is None else rules)
    if rules is not None:
        data["rules"] = list(rules.values())
    return {**content, file: json.dumps(data, ensure_ascii=False)}


def by(file: str, edit: Edit) -> list[str]:
    """The texts that are touched, whichever of the two lexicons was the first."""
    other = edited(file, edit)
    assert other != NOW
    there, back = (
        [text for text in TEXTS if impact.touches(make_article(text))]
        for impact in (find_impact(NOW, other), find_impact(other, NOW))
    )
    assert there == back
    return there


def test_the_same_lexicon_touches_nothing() -> None:
    impact = find_impact(NOW, dict(NOW))
    assert not any(impact.touches(make_article(text)) for text in TEXTS)


@pytest.mark.parametrize(
    ("edit", "touched"),
    [
        (lambda rules: rules.pop("visit.port_call"), [CALL, FAR]),
        (lambda rules: rules["visit.port_call"].update(status="planned"), [CALL, FAR]),
        (lambda rules: rules["visit.port_call"].pop("article_has"), [CALL, FAR, SHORT]),
        (lambda rules: rules["visit.port_call"]["trigger"]["lemma"].remove("escale"), [CALL, FAR]),
        (lambda rules: rules["visit.port_call"]["trigger"]["lemma"].append("quitter"), []),
        (lambda rules: rules["visit.port_call"]["article_has"].append("prévu"), [FAR, SHORT]),
        (lambda rules: rules["visit.port_call"].update(clause_lacks=["brest"]), [CALL, FAR]),
        (lambda rules: rules["visit.noun"]["sentence_lacks"].append("fleur"), []),
        (lambda rules: rules["visit.port_call"]["article_has"].reverse(), []),
        (lambda rules: rules.update({"visit.port_call": rules.pop("visit.port_call")}), [*TEXTS]),
    ],
    ids=[
        "dropped", "status", "demand dropped", "trigger dropped", "trigger in no such sentence",
        "word of the article", "list added", "word in no such sentence", "order of words", "moved",
    ],
)  # fmt: skip
def test_a_rule_touches_what_may_have_its_words(edit: Edit, touched: list[str]) -> None:
    assert by(VISIT, edit) == touched


def test_a_word_that_a_rule_has_in_its_own_sentence() -> None:
    def name(*words: str) -> Content:
        return edited(VISIT, lambda rules: rules["visit.port_call"].update(clause_lacks=[*words]))

    base, more = name("gel"), name("gel", "prévoir")
    impact = find_impact(base, more)
    assert [text for text in TEXTS if impact.touches(make_article(text))] == [FAR]


@pytest.mark.parametrize(
    ("file", "edit", "touched"),
    [
        ("words.yaml", lambda sets: sets["military"].remove("soldat"), [TROOPS]),
        ("words.yaml", lambda sets: sets["joint"].append("rouvr*"), [FLOWERS]),
        ("words.yaml", lambda sets: sets["joint"].append("mourir"), [*TEXTS]),
        ("words.yaml", lambda sets: sets["joint"].append("grec*"), [*TEXTS]),
        ("words.yaml", lambda sets: sets["joint"].append("50 %"), [*TEXTS]),
        ("words.yaml", lambda sets: sets["joint"].append("aller"), [*TEXTS]),
        ("words.yaml", lambda sets: sets["joint"].append("côte à côte"), []),
        ("words.yaml", lambda sets: sets.update(new=["fleur"]), []),
        ("roles.yaml", lambda lists: lists["actors"].append("marché"), [FLOWERS]),
        ("roles.yaml", lambda lists: lists["with"].append("marché"), [*TEXTS]),
        ("roles.yaml", lambda lists: lists["numbers"].update(mille=1000), [*TEXTS]),
        ("themes.yaml", lambda data: data["themes"]["threat"]["3"].append("fleur"), [FLOWERS]),
        ("themes.yaml", lambda data: data["order"].reverse(), [*TEXTS]),
        ("status.yaml", lambda data: data["words"]["ended"].remove("quitter"), [TROOPS]),
        ("status.yaml", lambda data: data["tense"]["default"].update(past="ended"), [*TEXTS]),
        ("ranker.json", lambda kinds: kinds["cooperation"].update(bias=0), [*TEXTS]),
        ("times.yaml", lambda data: data.update(lead=""), [*TEXTS]),
        ("reading.yaml", lambda lists: lists.update(before_hyphen="nord"), []),
    ],
)
def test_a_list_touches_what_may_have_the_words_that_differ(
    file: str, edit: Edit, touched: list[str]
) -> None:
    assert by(file, edit) == touched


@pytest.mark.parametrize(
    ("file", "edit", "touched"),
    [
        ("countries.yaml", lambda states: states["NOR"]["places"].append("Brest"), [CALL, SHORT]),
        ("countries.yaml", lambda states: states["NOR"]["demonyms"].clear(), [TROOPS]),
        ("countries.yaml", lambda states: states["NOR"].update(name="Norwège"), [TROOPS]),
        ("countries.yaml", lambda states: states["NOR"].update(article="le"), []),
        ("countries.yaml", lambda states: states["NOR"].update(capital=["Bergen"]), [TROOPS]),
        ("neutral.yaml", lambda lists: lists.update(more=["marché aux fleurs"]), [FLOWERS]),
        ("neutral.yaml", lambda lists: lists.update(more=["marché aux fleur"]), []),
    ],
)
def test_a_name_touches_what_has_a_form_that_means_something_else(
    file: str, edit: Edit, touched: list[str]
) -> None:
    assert by(file, edit) == touched


@pytest.mark.parametrize(
    ("text", "touched"),
    [
        ("Un accord franco-tuvaluan a été signé.", True),
        ("La rencontre Tuvalu-Japon est finie.", True),
        ("l'ex‑Tuvalu", True),
        ("La tuvaluité est une idée.", False),
    ],
)
def test_forms_are_found_as_extraction_finds_them(text: str, touched: bool) -> None:
    def edit(states: Any) -> None:
        states["TUV"]["aliases"] = ["tuvaluan"]
        states["TUV"]["name"] = "Touvalou"

    impact = find_impact(NOW, edited("countries.yaml", edit))
    assert impact.touches(make_article(text)) is touched


# What findings depend on, beside what lies at the root of the package.
FOUND_BY = [*PACKAGE.glob("*.py"), *PACKAGE.glob("extract/*.py"), *PACKAGE.glob("times/*.py")]
LISTS = {
    "role_words": "roles.yaml",
    "speech_words": "speech.yaml",
    "status_words": "status.yaml/words",
}


def calls() -> Iterator[tuple[ast.Call, ast.AST]]:
    """Each call in the code by which findings are made, with what stands around it."""
    for path in FOUND_BY:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.Call):
                    yield child, node


def test_lists_that_touch_by_their_words_are_held_against_words_alone() -> None:
    """« words in role_words("with") » asks for more than the words of a tree."""
    asked = 0
    for call, around in calls():
        if not (isinstance(call.func, ast.Name) and call.func.id in LISTS):
            continue
        asked += 1
        by_word = isinstance(around, ast.Attribute) and around.attr == "has"
        by_tree = isinstance(around, ast.Call) and ast.unparse(around.func).endswith(".ids")
        if not (by_word or by_tree) and isinstance(call.args[0], ast.Constant):
            assert not PLAIN.fullmatch(f"{LISTS[call.func.id]}/{call.args[0].value}"), ast.unparse(
                call
            )
    assert asked > 100


def test_findings_have_nothing_of_the_gazetteer_but_forms_and_names() -> None:
    asked = {
        around.attr
        for call, around in calls()
        if isinstance(around, ast.Attribute) and ast.unparse(call) == "load_gazetteer()"
    }
    assert asked == {"aliases", "name", "neutral", "part_of", "readings"}


def test_another_file_touches_everything() -> None:
    less = {name: text for name, text in NOW.items() if name != "neutral.yaml"}
    assert find_impact(NOW, less).touches(make_article(FLOWERS))
