"""Every rule of the lexicon is held to its examples and counterexamples (`data/examples/`)."""

from __future__ import annotations

import warnings
from dataclasses import replace
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pytest

from annotator.errors import LexiconError, ModelError
from annotator.extract import cooperation, rationale
from annotator.extract.connectives import connectives
from annotator.extract.cooperation import find_acts, find_candidates
from annotator.extract.rationale import Reason, find_reason_candidates
from annotator.extract.scene import build_scene
from annotator.extract.speakers import Speakers
from annotator.lexicon import Rule, rules
from annotator.model import STATUSES, Annotation, Quote, Rationale, Speaker
from annotator.nlp.models import find_models
from annotator.pipeline import annotate
from annotator.ranker import LinearModel, ranker
from freeze import COMMAND, StaleParseError, as_article, frozen, frozen_models
from marked import Example, Mark, read_marks, read_rules, read_speakers, read_status

ACTS = read_rules("cooperation.yaml")
REASONS = read_rules("connectives.yaml")
STATES = read_status()
SPEAKERS = read_speakers()
RULES: dict[str, Rule] = {rule.id: rule for rule in rules()}
CONNECTIVES = {connective.id: connective for connective in connectives()}


def each(examples: list[Example], right: bool = True) -> pytest.MarkDecorator:
    chosen = [e for e in examples if e.right == right]
    return pytest.mark.parametrize("example", chosen, ids=[e.name for e in chosen])


@cache
def annotation_of(example: Example) -> Annotation:
    """What the program writes."""
    return annotate(frozen(example))


@cache
def reading_of(example: Example) -> Annotation:
    """What the rules see, however doubtful to the ranker, which knows articles better than
    single sentences."""

    def open_ranker(kind: str) -> LinearModel:
        return replace(ranker(kind), threshold=0.0)

    with (
        patch.object(cooperation, "ranker", open_ranker),
        patch.object(rationale, "ranker", open_ranker),
    ):
        return annotate(frozen(example))


# What is wrong with the answer to an example: None, or what came out instead.


def check_act(example: Example, annotation: Annotation) -> str | None:
    """An entry of the type, with exactly the marked parties, shown by the marked activity."""
    same_type = [c for c in annotation.cooperation if c.type == example.type]
    for entry in same_type:
        if entry.parties == example.parties:
            if example.status and entry.status != example.status:
                return f"status {entry.status}, not {example.status}"
            shown = any(_overlap(m, entry.evidence[0]) for m in example.marked("activity"))
            return None if shown else f"evidence {entry.evidence[0].quote!r}"
    return f"no {example.type} of {','.join(example.parties)}, but {show(annotation)}"


def check_no_act(example: Example, annotation: Annotation) -> str | None:
    found = [c for c in annotation.cooperation if c.type == example.type]
    return f"{example.type} found: {show(annotation)}" if found else None


def check_reason(example: Example, annotation: Annotation) -> str | None:
    """Each marked reason with its exact extent, kind, theme and speaker."""
    for mark in example.marked("rationale"):
        entry = next(
            (r for r in annotation.rationale if (r.start, r.end) == (mark.start, mark.end)), None
        )
        if entry is None:
            return f"not found, but {show_reasons(annotation)}; acts: {show(annotation)}"
        if wrong := _differences(mark, entry):
            return wrong
    return None


def check_no_reason(example: Example, annotation: Annotation) -> str | None:
    return f"found: {show_reasons(annotation)}" if annotation.rationale else None


def check_speaker(example: Example, annotation: Annotation) -> str | None:
    for mark in example.marked("rationale"):
        found = [r for r in annotation.rationale if r.start < mark.end and mark.start < r.end]
        if not found:
            return f"no reason found: {show_reasons(annotation)}"
        if wrong := _differences(mark, found[0]):
            return wrong
    return None


def _differences(mark: Mark, entry: Rationale) -> str | None:
    came = {"kind": entry.kind, "theme": entry.theme, "by": name_of(entry.stated_by)}
    came["targets"] = ",".join(entry.targets)
    wrong = [
        f"{k} {came[k]}, not {v}" for k, v in mark.values.items() if k in came and came[k] != v
    ]
    return "; ".join(wrong) or None


def name_of(speaker: Speaker) -> str:
    return speaker.name or speaker.party or "article"


def _overlap(mark: Mark, quote: Quote) -> bool:
    return quote.start < mark.end and mark.start < quote.end


def show(annotation: Annotation) -> str:
    return (
        "; ".join(f"{c.type} {','.join(c.parties)} {c.status}" for c in annotation.cooperation)
        or "nothing"
    )


def show_reasons(annotation: Annotation) -> str:
    return "; ".join(f"{r.text!r} ({r.rule})" for r in annotation.rationale) or "nothing"


def reasons_seen(example: Example) -> list[Reason]:
    """All stretches that a connective introduces, whatever the ranker thinks of them."""
    scene = build_scene(frozen(example))
    return find_reason_candidates(scene, find_acts(scene), Speakers(scene))


# The tests.


@each(ACTS)
def test_cooperation(example: Example) -> None:
    assert check_act(example, reading_of(example)) is None


@each(ACTS)
def test_the_rule_itself_sees_its_example(example: Example) -> None:
    seen = {(act.rule, act.parties) for act in find_candidates(build_scene(frozen(example)))}
    assert (example.rule, example.parties) in seen


@each(ACTS, right=False)
def test_no_cooperation(example: Example) -> None:
    assert check_no_act(example, annotation_of(example)) is None


@each(ACTS, right=False)
def test_a_counterexample_holds_the_words_of_its_rule(example: Example) -> None:
    rule = RULES[example.rule]
    trees = [view.tree for view in build_scene(frozen(example)).views]
    by_word = any(tree.ids(rule.lemmas) for tree in trees)
    assert by_word or (rule.text and rule.text.search(example.text))


@each(REASONS)
def test_reason(example: Example) -> None:
    assert check_reason(example, reading_of(example)) is None


@each(REASONS)
def test_the_connective_itself_sees_its_example(example: Example) -> None:
    seen = {(r.rule, r.start, r.end) for r in reasons_seen(example)}
    for mark in example.marked("rationale"):
        assert (example.rule, mark.start, mark.end) in seen


@each(REASONS, right=False)
def test_no_reason(example: Example) -> None:
    assert check_no_reason(example, annotation_of(example)) is None


@each(REASONS, right=False)
def test_a_counterexample_holds_the_words_of_its_connective(example: Example) -> None:
    views = build_scene(frozen(example)).views
    assert any(CONNECTIVES[example.rule].form.search(view.line.folded) for view in views)


@each(STATES)
def test_status(example: Example) -> None:
    same = [c for c in reading_of(example).cooperation if c.type == example.type]
    assert [c.status for c in same if c.parties == example.parties] == [example.rule], show(
        reading_of(example)
    )


@each(SPEAKERS)
def test_speaker(example: Example) -> None:
    assert check_speaker(example, reading_of(example)) is None


def test_the_ranker_keeps_nearly_all_examples() -> None:
    for check, examples, least in (
        (check_act, ACTS, 0.97),
        (check_reason, REASONS, 0.8),
        (check_speaker, SPEAKERS, 0.8),
    ):
        right = [e for e in examples if e.right]
        kept = [e for e in right if check(e, annotation_of(e)) is None]
        assert len(kept) >= least * len(right), f"{check.__name__}: {len(kept)} of {len(right)}"


def test_every_rule_has_examples() -> None:
    assert {e.rule for e in ACTS} == set(RULES)
    for right, least in ((True, 2), (False, 1)):
        few = [r for r in RULES if sum(e.rule == r and e.right == right for e in ACTS) < least]
        assert few == [], f"fewer than {least}"


def test_every_connective_has_examples() -> None:
    assert {e.rule for e in REASONS} == set(CONNECTIVES)


def test_every_status_has_examples() -> None:
    assert {s: sum(e.rule == s for e in STATES) >= 6 for s in STATUSES} == dict.fromkeys(
        STATUSES, True
    )


def test_examples_differ() -> None:
    texts = [(e.rule, e.text) for e in [*ACTS, *REASONS, *STATES, *SPEAKERS]]
    assert len(texts) == len(set(texts))


@pytest.mark.filterwarnings("default::UserWarning")
def test_the_parses_are_of_the_shipped_models() -> None:
    try:
        shipped = find_models().id
    except ModelError:
        pytest.skip("no models installed")
    if frozen_models() != {shipped}:
        warnings.warn(
            f"frozen parses are of other models than {shipped}: run `{COMMAND}`", stacklevel=1
        )


# The parser of the marks is strict.


def test_marks_are_taken_out_of_the_sentence() -> None:
    text, marks = read_marks("[Le Laos](party=LAO) aide [ici](activity).")
    assert text == "Le Laos aide ici."
    assert [(text[m.start : m.end], m.values) for m in marks] == [
        ("Le Laos", {"party": "LAO"}),
        ("ici", {"activity": ""}),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "[Le Laos(party=LAO) aide.",
        "Le Laos](party=LAO) aide.",
        "[Le Laos] (party=LAO) aide.",
        "[Le Laos](party=LAO aide.",
        "[Le Laos](partie=LAO) aide.",
        "[Le Laos](party=LAP) aide.",
        "[Le Laos](party) aide.",
        "[Le Laos]() aide.",
        "[](party=LAO) aide.",
        "[Le Laos](party=LAO party=LAO) aide.",
        "[Le Laos](activity=LAO) aide.",
        "[Le Laos](party=LAO theme=rules) aide.",
        "[aide](rationale kind=aim)",
        "[aide](rationale by='Ana Prates')",
        "Le  Laos aide.",
        "",
    ],
)
def test_a_wrong_mark_is_an_error(line: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_marks(line)


SENTENCE = "[Le Laos](party=LAO) et [Cuba](party=CUB) tiennent [un exercice](activity)."


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a.b:\n  examples: []\n  counterexamples: [Il pleut.]\n", 2, "empty"),
        ("a.b:\n  examples: [Il pleut.]\n  counterexamples: [Il pleut.]\n", 2, "fewer than two parties"),
        (f"a.b:\n  examples: ['{SENTENCE}']\n", 1, "takes the keys"),
        (f"a.b:\n  examples:\n    - '{SENTENCE}'\n    - {{texte: a}}\n  counterexamples: [b]\n", 4, "with a text"),
        (f"a.b:\n  examples:\n    - {{text: '{SENTENCE}', state: done}}\n  counterexamples: [b]\n", 3, "unknown key"),
        (f"a.b:\n  examples:\n    - {{text: '{SENTENCE}', status: over}}\n  counterexamples: [b]\n", 3, "none of"),
        (f"a.b:\n  examples: ['{SENTENCE}']\n  counterexamples:\n    - '{SENTENCE}'\n", 4, "marks nothing"),
        ("a.b:\n  examples:\n    - '[Le Laos(party=LAO)'\n  counterexamples: [b]\n", 3, "bracket"),
        ("", 1, "no examples"),
        ("a.b: [\n", 2, ""),
    ],
)  # fmt: skip
def test_a_wrong_file_is_an_error_with_its_line(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError, match=rf"^examples/cooperation\.yaml:{line}: .*{message}"):
        read_rules("cooperation.yaml", path)


def test_a_sentence_without_parse_names_the_command() -> None:
    with pytest.raises(StaleParseError, match=COMMAND.replace(".", r"\.")):
        frozen(Example("x-1", "x", "Une phrase que personne n'a analysée.", (), "exercise"))


def test_the_parse_of_a_changed_sentence_is_stale() -> None:
    changed = Example("x-1", "x", ACTS[0].text + " Voilà.", (), ACTS[0].group)
    assert frozen(ACTS[0]).article == as_article(ACTS[0].text)
    with pytest.raises(StaleParseError):
        frozen(changed)
