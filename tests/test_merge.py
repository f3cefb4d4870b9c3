from __future__ import annotations

import re
from dataclasses import replace

import pytest

from annotator.errors import AnnotationError
from annotator.model import Annotation
from annotator.record import Machine, Record, to_record
from annotator.review import merge
from annotator.writers import yaml
from annotator.yamlfile import YamlError, load
from records import EXERCISE, MACHINE, TEXT, make_annotation, make_article, quote

VISIT = replace(EXERCISE, id="visit-nor-prt", type="visit", evidence=(quote("Lisbonne et Oslo"),))
PATROL = replace(EXERCISE, id="patrol-nor-prt", type="patrol", evidence=(quote("Le Portugal"),))


def record(annotation: Annotation | None = None, machine: Machine = MACHINE) -> Record:
    return to_record(annotation or make_annotation(), machine, "brume.txt")


def written(annotation: Annotation | None = None) -> str:
    return yaml.modeline("schemas/annotation.schema.json") + yaml.write(record(annotation))


def after(text: str, new: Record | None = None, article: str = TEXT) -> str:
    merged = merge(text, new or record(), article, names={"SWE": "Suède"}.get)
    assert merge(merged.text, new or record(), article, names=str).text == merged.text, "idempotent"
    return merged.text


def data(text: str) -> Record:
    return load(text).data


def is_kept(part: str, whole: str) -> bool:
    """Whether every line of `part` stands in `whole`, in the same order."""
    lines = iter(whole.splitlines())
    return all(line in lines for line in part.splitlines())


def entry(text: str, id_: str) -> Record:
    everything = data(text)["cooperation"] + data(text)["rationale"] + data(text)["parties"]
    return next(e for e in everything if e["id"] == id_)


def change(text: str, old: str, new: str) -> str:
    assert text.count(old) >= 1, old
    return text.replace(old, new, 1)


def test_nothing_changed_nothing_changes() -> None:
    assert after(written()) == written()


def test_comments_and_layout_alone_are_no_edit() -> None:
    text = change(
        written(), "    status: planned\n", "    status:   'planned'   # sûr ?\n\n    # voir\n"
    )
    assert after(text) == text


def test_untouched_entries_follow_the_program() -> None:
    new = record(make_annotation(cooperation=(replace(EXERCISE, status="done"),)))
    text = after(written(), new)
    assert entry(text, "exercise-nor-prt")["status"] == "done"
    assert text == yaml.modeline("schemas/annotation.schema.json") + yaml.write(new)


def test_only_changed_lines_change() -> None:
    new = record(machine=Machine("0.2.0", MACHINE.models, MACHINE.lexicon))
    before, text = written().splitlines(), after(written(), new).splitlines()
    assert [(a, b) for a, b in zip(before, text, strict=True) if a != b] == [
        ('  version: "0.1.0"', '  version: "0.2.0"')
    ]


def test_an_edited_entry_stays_and_says_so() -> None:
    text = change(written(), "status: planned", "status: considered  # « envisagent »")
    new = record(make_annotation(cooperation=(replace(EXERCISE, status="done"),)))
    merged = after(text, new)
    assert entry(merged, "exercise-nor-prt")["status"] == "considered"
    assert entry(merged, "exercise-nor-prt")["origin"] == "edited"
    assert "    status: considered  # « envisagent »\n" in merged


def test_an_edit_stays_a_persons_even_when_the_program_comes_to_agree() -> None:
    agreed = record(make_annotation(cooperation=(replace(EXERCISE, status="considered"),)))
    text = after(change(written(), "status: planned", "status: considered"), agreed)
    back = after(text, record())
    assert entry(back, "exercise-nor-prt")["status"] == "considered"


def test_an_edited_entry_stays_when_the_program_drops_it() -> None:
    text = change(written(), "status: planned", "status: considered")
    merged = after(text, record(make_annotation(cooperation=(), parties=(), relevant=False)))
    assert entry(merged, "exercise-nor-prt")["status"] == "considered"
    assert data(merged)["relevant"] is True
    assert [party["id"] for party in data(merged)["parties"]] == ["NOR", "PRT"]


def test_a_deleted_entry_stays_deleted_and_its_comment_stays() -> None:
    text = written()
    start, end = text.index("  - id: exercise"), text.index("rationale:")
    text = text[:start] + "  # exercice annulé depuis\n" + text[end:]
    text = change(text, "cooperation:\n", "cooperation: []\n")
    merged = after(text)
    assert data(merged)["cooperation"] == []
    assert "  # exercice annulé depuis\n" in merged
    assert list(data(merged)["machine"]["rejected"]) == ["exercise-nor-prt"]
    assert "supports" not in data(merged)["rationale"][0]
    assert data(merged)["relevant"] is False
    assert data(merged)["parties"] == []


def test_a_list_left_without_brackets_is_an_empty_list() -> None:
    text = written()
    text = text[: text.index("  - id: rules")] + "  # rien\n" + text[text.index("machine:") :]
    merged = after(text)
    assert data(merged)["rationale"] == []
    assert "rationale: []\n  # rien\nmachine:\n" in merged


def test_an_entry_that_a_person_puts_back_is_theirs() -> None:
    text = written()
    start, end = text.index("  - id: exercise"), text.index("rationale:")
    block = text[start:end]
    deleted = after(change(text[:start] + text[end:], "cooperation:\n", "cooperation: []\n"))
    back = change(deleted, "cooperation: []\n", "cooperation:\n" + block)
    merged = after(back)
    assert entry(merged, "exercise-nor-prt")["origin"] == "human"
    assert "rejected" not in data(merged)["machine"]


ADDED = """\
  # ajouté par un relecteur
  - type: visit
    parties: [NOR, SWE]
    status: done
    evidence:
      - quote: Lisbonne et Oslo   # tout court
"""


def test_an_added_entry_gets_id_origin_and_offsets_and_keeps_its_lines() -> None:
    merged = after(change(written(), "rationale:\n", ADDED + "rationale:\n"))
    added = entry(merged, "visit-nor-swe")
    assert added["origin"] == "human"
    assert added["evidence"] == [{"quote": "Lisbonne et Oslo", "start": 0, "end": 16}]
    assert is_kept(ADDED, merged)
    assert entry(merged, "SWE")["name"] == "Suède"


def test_an_added_entry_in_flow_style() -> None:
    line = "  - {type: visit, parties: [NOR], status: done, evidence: [{quote: Oslo}]} # vu\n"
    merged = after(change(written(), "rationale:\n", line + "rationale:\n"))
    assert entry(merged, "visit-nor")["evidence"][0]["start"] == TEXT.index("Oslo")
    assert "evidence: [{" in merged
    assert "] # vu" in merged or "} # vu" in merged


def test_the_program_does_not_say_again_what_a_person_has_said() -> None:
    text = change(written(), "id: exercise-nor-prt", "id: exercice-a-moi")
    merged = after(text)
    assert [e["id"] for e in data(merged)["cooperation"]] == ["exercice-a-moi"]
    assert list(data(merged)["machine"]["rejected"]) == ["exercise-nor-prt"]


def test_new_entries_take_their_place_and_comments_keep_theirs() -> None:
    text = written(make_annotation(cooperation=(EXERCISE, VISIT)))
    text = change(text, "  - id: visit", "  # avant la visite\n  - id: visit")
    text = change(text, "  - id: visit", "    # après l'exercice\n  # encore\n  - id: visit")
    new = record(make_annotation(cooperation=(EXERCISE, PATROL, VISIT)))
    merged = after(text, new)
    assert [e["id"] for e in data(merged)["cooperation"]] == [
        "exercise-nor-prt", "patrol-nor-prt", "visit-nor-prt",
    ]  # fmt: skip
    comments = re.findall(r"#.*|(?<=- id: )\w+", merged[merged.index("cooperation:") :])
    assert comments[:6] == [
        "exercise", "# avant la visite", "# après l'exercice", "patrol", "# encore", "visit",
    ]  # fmt: skip


def test_comments_of_an_entry_that_goes_stay_where_it_was() -> None:
    text = written(make_annotation(cooperation=(EXERCISE, VISIT, PATROL)))
    at = text.index("  - id: visit")
    block = text[at : text.index("  - id: patrol")]
    marked = block.replace("type: visit", "type: visit # un").replace(
        "    rule", "    # deux\n    rule"
    )
    merged = after(
        text.replace(block, marked), record(make_annotation(cooperation=(EXERCISE, PATROL)))
    )
    assert "    confidence: 0.91\n  # un\n  # deux\n  - id: patrol-nor-prt\n" in merged


def test_comments_in_a_field_that_changes_stay_beside_it() -> None:
    text = change(written(), "    status: planned\n", "    status: planned  # quand ?\n")
    text = change(text, "    evidence:\n", "    evidence: # ici\n")
    new = replace(EXERCISE, status="done", evidence=(quote("tiendront en mai"),))
    merged = after(text, record(make_annotation(cooperation=(new,))))
    assert "    status: done  # quand ?\n" in merged
    assert "        end: 87\n    # ici\n    rule:" in merged


def test_offsets_of_edited_entries_move_with_the_article() -> None:
    text = change(written(), "status: planned", "status: considered")
    longer = "Une phrase de plus.\n" + TEXT
    new = record(make_annotation(make_article(longer), rationale=()))
    merged = after(text, new, longer)
    (evidence,) = entry(merged, "exercise-nor-prt")["evidence"]
    assert longer[evidence["start"] : evidence["end"]] == evidence["quote"]
    assert "conflict" not in entry(merged, "exercise-nor-prt")


def test_an_edited_entry_whose_sentence_is_gone_is_kept_marked_and_told() -> None:
    text = change(written(), "status: planned", "status: considered")
    shorter = "Rien.\n"
    new = record(make_annotation(make_article(shorter), cooperation=(), rationale=()))
    merged = merge(text, new, shorter)
    assert (
        entry(merged.text, "exercise-nor-prt")["conflict"]
        == "the quoted words are not in the article"
    )
    (note,) = merged.notes
    assert merged.text.splitlines()[note.line - 1] == "  - id: exercise-nor-prt"


EDITED = ("status: planned", "status: considered  # « envisagent »")


def test_an_edited_entry_that_the_program_finds_no_more_in_a_changed_article_is_marked() -> None:
    text = change(written(), *EDITED)
    other = TEXT.replace("Le Portugal et la Norvège", "Le Pérou")  # the quote itself still stands
    new = record(make_annotation(make_article(other), cooperation=(), rationale=()))
    merged = merge(text, new, other)
    kept = entry(merged.text, "exercise-nor-prt")
    assert (kept["status"], kept["origin"]) == ("considered", "edited")
    assert "the article has changed" in kept["conflict"]
    assert [note.message for note in merged.notes] == [
        f"kept as a person left it, but {kept['conflict']}"
    ]
    assert "    status: considered  # « envisagent »\n" in merged.text


@pytest.mark.parametrize("still", ["the same entry", "the same act under another id"])
def test_what_the_program_still_finds_is_no_conflict(still: str) -> None:
    other = TEXT + "Fin.\n"
    act = EXERCISE if still == "the same entry" else replace(EXERCISE, id="exercise-nor-prt-1a2b")
    new = record(make_annotation(make_article(other), cooperation=(act,)))
    assert merge(change(written(), *EDITED), new, other).notes == ()


def test_the_same_article_is_no_conflict_whatever_the_program_has_learnt() -> None:
    new = record(make_annotation(cooperation=(), rationale=()), Machine("0.2.0", "m", "l"))
    assert merge(change(written(), *EDITED), new, TEXT).notes == ()


def test_a_settled_conflict_does_not_come_back() -> None:
    text = change(written(), *EDITED)
    other = TEXT.replace("Le Portugal et la Norvège", "Le Pérou")
    new = record(make_annotation(make_article(other), cooperation=(), rationale=()))
    marked = merge(text, new, other)
    assert merge(marked.text, new, other).notes == marked.notes, "told until it is settled"
    settled = "".join(
        line for line in marked.text.splitlines(keepends=True) if "conflict:" not in line
    )
    assert merge(settled, new, other).text == settled


def test_a_conflict_beside_a_deleted_entry_and_comments() -> None:
    text = written(make_annotation(cooperation=(VISIT, EXERCISE, PATROL)))
    at, end = text.index("  - id: visit"), text.index("  - id: exercise")
    text = text[:at] + "  # visite : erreur\n    # vraiment\n" + text[end:]
    text = change(text, "  - id: patrol", "  # avant la patrouille\n  - id: patrol")
    text = change(text, "    status: planned", "    status: done # vu")
    other = "Rien ne reste.\n"
    new = record(make_annotation(make_article(other), cooperation=(), rationale=(), parties=()))
    merged = after(text, new, other)
    assert [e["id"] for e in data(merged)["cooperation"]] == ["exercise-nor-prt"]
    assert "conflict" in entry(merged, "exercise-nor-prt")
    found = re.findall(r"#.*", merged[merged.index("cooperation:") : merged.index("rationale:")])
    assert found == ["# visite : erreur", "# vraiment", "# vu", "# avant la patrouille"]
    assert set(data(merged)["machine"]["rejected"]) == {"visit-nor-prt"}


def test_ids_stay_when_the_article_gains_a_sentence() -> None:
    longer = "Une phrase de plus.\n" + TEXT
    shift = len("Une phrase de plus.\n")
    acts = (replace(EXERCISE, evidence=tuple(quote(q.quote, longer) for q in EXERCISE.evidence)),)
    old = written()
    new = record(make_annotation(make_article(longer), cooperation=acts))
    merged = after(old, new, longer)
    changed = [(a, b) for a, b in zip(old.splitlines(), merged.splitlines(), strict=True) if a != b]
    assert {a.split(":")[0].strip() for a, _ in changed} == {
        "sha256",
        "start",
        "end",
        "exercise-nor-prt",
    }
    assert (
        entry(merged, "exercise-nor-prt")["evidence"][0]["start"]
        == EXERCISE.evidence[0].start + shift
    )


def test_what_a_person_corrects_of_the_article_stays() -> None:
    text = change(
        written(), '  published: "2031-04"\n', '  published: "2031-05-02"\n  source: La Vigie\n'
    )
    new = record(make_annotation(make_article(TEXT + "Fin.\n", title="Autre titre")))
    article = data(after(text, new, TEXT + "Fin.\n"))["article"]
    assert (article["published"], article["source"]) == ("2031-05-02", "La Vigie")
    assert article["title"] == "Lisbonne et Oslo préparent « Brume claire »"
    assert article["sha256"] == make_article(TEXT + "Fin.\n").sha256


def test_a_person_has_the_last_word_on_relevance() -> None:
    assert data(after(change(written(), "relevant: true", "relevant: false")))["relevant"] is False


def test_review_and_unknown_keys_are_left_alone() -> None:
    text = change(
        written(),
        "  status: unreviewed\n",
        "  status: corrected\n  by: M. D.\nmémo: à relire # oui\n",
    )
    new = record(make_annotation(cooperation=(PATROL,)))
    assert after(text, new).endswith(
        "review:\n  status: corrected\n  by: M. D.\nmémo: à relire # oui\n"
    )


def test_line_ends_mark_and_missing_last_line_end_stay() -> None:
    text = "\ufeff" + written().replace("\n", "\r\n").removesuffix("\r\n")
    merged = after(text, record(make_annotation(cooperation=(EXERCISE, PATROL))))
    assert merged.startswith("\ufeff# yaml")
    assert "\n" not in merged.replace("\r\n", "")
    assert not merged.endswith("\n")


def test_a_hand_written_file_is_a_persons_altogether() -> None:
    text = (
        "article:\n  file: brume.txt\nrelevant: true\nparties:\n- id: NOR\n  name: Norvège\n"
        "cooperation:\n- type: exercise # 1\n  parties: [NOR, PRT]\n  status: done\n"
        "  evidence:\n  - quote: un exercice naval\n"
    )
    merged = after(text)
    assert is_kept(text, merged)
    assert [e.get("origin") for e in data(merged)["cooperation"]] == ["human"]
    assert data(merged)["rationale"][0]["supports"] == ["exercise-nor-prt"]


@pytest.mark.parametrize(
    "text",
    [
        "cooperation: [{type: visit}]\n",
        "cooperation:\n  - visit\n",
        "parties: [JPN, RUS]\n",
        "- a\n",
        "a: [\n",
    ],
)
def test_what_cannot_be_merged_is_told_and_left_alone(text: str) -> None:
    with pytest.raises(YamlError) as caught:
        merge(text, record(), TEXT)
    assert caught.value.line >= 1


def test_a_mistake_of_the_merge_itself_ends_in_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.review.apply.Editor.result", lambda self: self.text)
    with pytest.raises(AnnotationError, match="without loss"):
        merge(written(), record(make_annotation(cooperation=(PATROL,))), TEXT)
