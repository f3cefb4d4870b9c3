"""The ranker's weights: how they are made, what ships, and what the benchmarks measure with them."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))  # `training` and `benchmarks` are not installed

from annotator.evaluate.compare import Act, Reading, read_record
from annotator.evaluate.verbatim import squash
from annotator.lexicon import data_file, rules
from annotator.model import Article, Entity, ParsedArticle, Segment, Sentence, Word
from annotator.pipeline import annotate as annotate_as_shipped
from annotator.ranker import LinearModel, ranker
from annotator.tree import Tree
from benchmarks.keywords import PARTS, flatten, tense_by_order, without_trees
from benchmarks.quality import Guess, error, find_bin, guess_entries
from benchmarks.sections import insert
from training.annotated import OWN, Annotated, is_right_act, is_right_reason, squashed_span
from training.candidates import Candidates, act_candidates, annotate
from training.ranker import KINDS, THRESHOLDS, fit

TEXT = "La  Bolivie et\nle Togo ont mené un exercice conjoint afin de renforcer la confiance."
ROWS = """
La le DET Definite=Def 2 det
Bolivie Bolivie PROPN _ 7 nsubj
et et CCONJ _ 5 cc
le le DET Definite=Def 5 det
Togo Togo PROPN _ 2 conj
ont avoir AUX Mood=Ind|Tense=Pres|VerbForm=Fin 7 aux
mené mener VERB Tense=Past|VerbForm=Part 0 root
un un DET Definite=Ind 9 det
exercice exercice NOUN Gender=Masc|Number=Sing 7 obj
conjoint conjoint ADJ Gender=Masc|Number=Sing 9 amod
afin afin ADV _ 13 mark
de de ADP _ 11 fixed
renforcer renforcer VERB VerbForm=Inf 7 advcl
la le DET Definite=Def 15 det
confiance confiance NOUN Gender=Fem|Number=Sing 13 obj
. . PUNCT _ 7 punct
"""
GOLD = {
    "relevant": True,
    "cooperation": [{"type": "exercise", "parties": ["BOL", "TGO"], "status": "done"}],
    "rationale": [{"text": "afin de renforcer la confiance", "kind": "purpose"}],
}


def parse(rows: str, text: str) -> ParsedArticle:
    words, at = [], 0
    for number, row in enumerate(rows.strip().splitlines(), start=1):
        form, lemma, upos, feats, head, deprel = row.split()
        at = text.index(form, at)
        known = dict(f.split("=") for f in feats.split("|")) if feats != "_" else {}
        words.append(Word(number, form, lemma, upos, known, int(head), deprel, at, at + len(form)))
        at += len(form)
    places = [Entity(w.text, "LOC", w.start, w.end) for w in words if w.upos == "PROPN"]
    segment = Segment("body", text, tuple(range(len(text) + 1)))
    article = Article("made-up.txt", text, "", "fr", (segment,))
    return ParsedArticle(article, (Sentence(tuple(words), tuple(places), 0),))


def make_annotated(record: dict[str, Any] = GOLD) -> Annotated:
    text = squash(TEXT)
    return Annotated("made-up", parse(ROWS, TEXT), read_record(record, text), text)


def make_models(acts: float, reasons: float = 0.5) -> dict[str, LinearModel]:
    """Models that give every act, and every reason, the same probability."""
    chances = zip(KINDS, (acts, reasons), strict=True)
    return {kind: LinearModel(math.log(p / (1 - p)), {}, THRESHOLDS[kind]) for kind, p in chances}


def make_gold(*entries: tuple[str, Iterable[str]]) -> Reading:
    return Reading(True, tuple(Act("", t, frozenset(ps), "done") for t, ps in entries), ())


# the model


def test_probability_is_the_logistic_of_what_the_known_features_add() -> None:
    model = LinearModel(-1.0, {"a": 2.0, "b": -0.5}, 0.5)
    assert model.probability({"a": 1.0, "b": 2.0}) == pytest.approx(0.5)
    assert model.probability({"a": 1.0, "never seen": 7.0}) == pytest.approx(1 / (1 + math.e**-1))


def test_reasons_are_the_parts_of_the_sum_strongest_first() -> None:
    model = LinearModel(0.0, {"a": 1.0, "b": -3.0}, 0.5)
    assert model.reasons({"a": 2.0, "b": 1.0, "c": 5.0}) == [("b", -3.0), ("a", 2.0)]


def test_what_ships_can_be_read_and_was_made_with_shippable_data() -> None:
    raw = json.loads(data_file("ranker.json").read_text(encoding="utf-8"))
    for kind in KINDS:
        model = ranker(kind)
        assert 0 < model.threshold < 1
        assert all(math.isfinite(weight) for weight in model.weights.values())
    made_with = raw["made_with"]
    root = Path(__file__).parents[1]
    assert made_with["data"] == [str(gold.relative_to(root)) for gold, _ in OWN]
    assert made_with["C"] > 0
    assert min(made_with["articles"], *made_with["candidates"].values()) > 0


def test_shipped_weights_are_of_rules_in_force() -> None:
    known = {rule.id for rule in rules()}
    weights = ranker("cooperation").weights
    named = {f.removeprefix("rule=") for f in weights if f.startswith("rule=")}
    assert named
    assert named <= known


# what is right


@pytest.mark.parametrize(
    ("type_", "parties", "right"),
    [
        ("exercise", "TGO BOL", True),
        ("exercise", "TGO BOL PER", True),  # two of three
        ("exercise", "TGO", True),  # one of two: half is enough
        ("exercise", "TGO PER", False),  # one of three
        ("exercise", "PER CHL", False),
        ("patrol", "TGO BOL", False),
    ],
)
def test_an_act_shares_its_type_and_half_of_its_parties(
    type_: str, parties: str, right: bool
) -> None:
    gold = make_gold(("exercise", ["TGO", "BOL"]), ("visit", ["TGO", "PER"]))
    assert is_right_act(type_, parties.split(), gold) is right


def test_an_act_is_held_against_the_nearest_of_several_entries() -> None:
    gold = make_gold(("exercise", ["CHL", "PER"]), ("exercise", ["TGO", "BOL"]))
    assert is_right_act("exercise", ["BOL", "TGO"], gold)
    assert not is_right_act("exercise", ["BOL", "TGO"], Reading(False, (), ()))


@pytest.mark.parametrize(
    ("stretch", "right"),
    [
        ("afin de renforcer la confiance", True),
        ("renforcer la confiance", True),
        ("confiance", False),
        (TEXT, False),
    ],
)
def test_a_reason_shares_half_of_what_both_cover(stretch: str, right: bool) -> None:
    start = TEXT.index(stretch)
    assert is_right_reason(start, start + len(stretch), make_annotated()) is right


@pytest.mark.parametrize("stretch", ["La", "Bolivie", "et\nle Togo", "confiance.", TEXT])
def test_squashed_spans_say_the_same_words(stretch: str) -> None:
    start = TEXT.index(stretch)
    span = squashed_span(TEXT, start, start + len(stretch))
    assert squash(TEXT)[span.start : span.end] == squash(stretch)


# training


def test_fit_finds_what_tells_right_from_wrong() -> None:
    pytest.importorskip("sklearn")
    rows = [{"good": 1.0, "noise": float(n % 2)} for n in range(20)]
    rows += [{"bad": 1.0, "noise": float(n % 2)} for n in range(20)]
    candidates = Candidates(list(rows), [True] * 20 + [False] * 20)
    model = fit(candidates, 0.5)
    assert model.weights["good"] > 0.2 > -0.2 > model.weights["bad"]
    assert "noise" not in model.weights  # it tells nothing, and small weights are left out
    assert model.probability({"good": 1.0}) > 0.5 > model.probability({"bad": 1.0})
    assert fit(candidates, 0.5) == model
    assert fit(candidates, 0.5, c=10.0).weights["good"] > model.weights["good"]


def test_candidates_are_labelled_by_gold() -> None:
    right = act_candidates([make_annotated()])
    assert right.right
    assert all(right.right)
    wrong = act_candidates([make_annotated({"relevant": False})])
    assert wrong.features == right.features
    assert not any(wrong.right)


def test_extraction_uses_the_given_models_and_gives_them_back() -> None:
    article = make_annotated()
    sure, unsure = make_models(0.9, 0.8), make_models(0.1)
    (entry,) = annotate(article, sure).cooperation
    assert (entry.type, entry.parties, entry.confidence) == ("exercise", ("BOL", "TGO"), 0.9)
    (reason,) = annotate(article, sure).rationale
    assert (reason.text, reason.confidence) == ("afin de renforcer la confiance", 0.8)
    assert not annotate(article, unsure).relevant
    shipped = annotate(article, {kind: ranker(kind) for kind in KINDS})
    assert shipped == annotate_as_shipped(article.parsed)


# benchmarks


def test_confidence_of_what_is_too_doubtful_is_measured_too() -> None:
    assert list(guess_entries(make_annotated(), make_models(0.1))) == [Guess(0.1, True)]


@pytest.mark.parametrize(
    ("confidence", "number"), [(0.0, 0), (0.099, 0), (0.1, 1), (0.58, 5), (1.0, 9)]
)
def test_bins_are_tenths(confidence: float, number: int) -> None:
    assert find_bin(confidence) == number


def test_calibration_error_is_the_mean_distance_over_the_bins() -> None:
    even = [Guess(0.75, True)] * 3 + [Guess(0.75, False)]
    assert error(even) == pytest.approx(0.0)
    assert error([*even, *[Guess(0.95, False)] * 4]) == pytest.approx(0.475)
    assert error([]) == 0.0


def test_a_section_is_replaced_between_its_marks() -> None:
    page = "a\n<!-- one -->\nold\n<!-- /one -->\nb\n<!-- two -->\n<!-- /two -->\n"
    new = insert(insert(page, "one", r"\1 new"), "two", "x")
    assert (
        new
        == "a\n<!-- one -->\n\n\\1 new\n\n<!-- /one -->\nb\n<!-- two -->\n\nx\n\n<!-- /two -->\n"
    )
    assert insert(new, "two", "x") == new
    with pytest.raises(ValueError, match="three"):
        insert(page, "three", "x")


def test_flat_trees_say_nothing() -> None:
    flat = flatten(parse(ROWS, TEXT)).sentences[0]
    assert [w.head for w in flat.words] == [7] * 6 + [0] + [7] * 9
    assert {w.deprel for w in flat.words} == {"root", "dep"}
    assert [w.text for w in flat.words] == [row.split()[0] for row in ROWS.strip().splitlines()]


def tense(rows: str) -> str:
    text = " ".join(row.split()[0] for row in rows.strip().splitlines())
    tree = Tree(flatten(parse(rows, text)).sentences[0])
    return tense_by_order(tree, len(tree))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["ont avoir AUX Tense=Pres|VerbForm=Fin", "mené mener VERB VerbForm=Part"], "past"),
        (["seront être AUX Tense=Fut|VerbForm=Fin", "menés mener VERB VerbForm=Part"], "future"),
        (["mènent mener VERB Tense=Pres|VerbForm=Fin"], "present"),
        (["mener mener VERB VerbForm=Inf"], "none"),
    ],
)
def test_tense_by_the_order_of_words(rows: Sequence[str], expected: str) -> None:
    assert tense("\n".join(f"{row} 0 dep" for row in rows)) == expected


def test_without_trees_the_parties_of_the_sentence_are_parties_of_the_act() -> None:
    """Chile hangs on another clause: the tree knows that it takes no part, the keywords do not."""
    rows = [
        *ROWS.strip().splitlines()[:-1],
        ", , PUNCT _ 17 punct",
        "observe observer VERB Mood=Ind|Tense=Pres|VerbForm=Fin 7 parataxis",
        "le le DET Definite=Def 19 det",
        "Chili Chili PROPN _ 17 nsubj",
    ]
    text = TEXT.removesuffix(".") + ", observe le Chili"
    parsed = parse("\n".join(rows), text)

    def parties(article: ParsedArticle) -> tuple[str, ...]:
        annotated = Annotated("made-up", article, make_gold(), squash(text))
        return annotate(annotated, make_models(0.9)).cooperation[0].parties

    assert parties(parsed) == ("BOL", "TGO")
    with without_trees():
        assert parties(flatten(parsed)) == ("BOL", "CHL", "TGO")
    assert parties(parsed) == ("BOL", "TGO")


@pytest.mark.parametrize("part", PARTS)
def test_each_part_can_be_done_by_words_alone(part: str) -> None:
    before = {(module, name): getattr(module, name) for module, name, _ in PARTS[part]}
    with without_trees(part):
        assert all(getattr(module, name) is not old for (module, name), old in before.items())
        assert annotate(make_annotated(), make_models(0.9)).relevant
    assert all(getattr(module, name) is old for (module, name), old in before.items())
