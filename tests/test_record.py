from __future__ import annotations

from dataclasses import replace

from annotator.model import Speaker
from annotator.record import Machine, article_digest, digest, digests, to_record
from annotator.writers import yaml
from records import EXERCISE, MACHINE, REASON, make_annotation, make_article


def test_the_whole_file() -> None:
    record = to_record(make_annotation(), MACHINE, "../brume.txt")
    proposed = record["machine"].pop("proposed")
    assert list(proposed) == ["article", "NOR", "PRT", "exercise-nor-prt", "rules-1a2b"]
    assert (
        yaml.write(record)
        == f"""\
schema: 1
article:
  file: ../brume.txt
  sha256: {yaml.scalar(make_article().sha256)}
  title: Lisbonne et Oslo préparent « Brume claire »
  published: "2031-04"
  language: fr
relevant: true
parties:
  - id: NOR
    name: Norvège
  - id: PRT
    name: Portugal
    people:
      - name: Ana Prates
        role: ministre de la Défense
cooperation:
  - id: exercise-nor-prt
    type: exercise
    parties: [NOR, PRT]
    status: planned
    domains: [maritime]
    when:
      text: en mai
      date: "2031-05"
    evidence:
      - quote: tiendront en mai un exercice naval commun
        start: 71
        end: 112
    rule: exercise.hold
    confidence: 0.91
rationale:
  - id: rules-1a2b
    text: mieux surveiller les câbles sous-marins
    start: 127
    end: 166
    kind: purpose
    theme: rules
    targets: []
    stated_by:
      name: Ana Prates
      party: PRT
    supports: [exercise-nor-prt]
    rule: purpose.aim
    confidence: 0.5
machine:
  version: "0.1.0"
  models: default-1-aaaa
  lexicon: bbbb
review:
  status: unreviewed
"""
    )


def test_the_article_speaks_as_one_word() -> None:
    reason = replace(REASON, stated_by=Speaker(), supports=())
    record = to_record(make_annotation(rationale=(reason,)), MACHINE, "x")
    assert record["rationale"][0]["stated_by"] == "article"
    assert "supports" not in record["rationale"][0]


def test_what_is_empty_is_shown_only_where_a_reviewer_looks_for_it() -> None:
    bare = replace(EXERCISE, domains=(), when=None, where=None)
    entry = to_record(make_annotation(cooperation=(bare,)), MACHINE, "x")["cooperation"][0]
    assert entry["domains"] == []
    assert "when" not in entry
    assert "where" not in entry


def test_digest_sees_content_and_not_marks() -> None:
    entry = {"id": "a", "status": "done"}
    assert digest(entry) == digest({"status": "done", "id": "a", "origin": "edited"})
    assert digest(entry) != digest({"id": "a", "status": "planned"})


def test_article_digest_does_not_move_with_the_file() -> None:
    here = {"file": "a.txt", "sha256": "0", "title": "T"}
    assert article_digest(here) == article_digest({"file": "b.txt", "sha256": "1", "title": "T"})
    assert article_digest(here) != article_digest({**here, "title": "U"})


def test_a_threshold_is_part_of_the_machine_only_where_there_is_one() -> None:
    assert "min_confidence" not in MACHINE.fields()
    assert Machine("1", "m", "l", 0.5).fields()["min_confidence"] == 0.5


def test_every_entry_has_a_digest() -> None:
    record = to_record(make_annotation(), MACHINE, "x")
    assert digests(record) == record["machine"]["proposed"]
