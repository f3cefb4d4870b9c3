"""A review session without a terminal: the order of files, what each deed writes, the way back."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.codes import known_codes
from annotator.errors import AnnotationError, AnnotatorError, UsageError
from annotator.model import Span
from annotator.record import Record
from annotator.review import merge
from annotator.session import Session, build_queue
from annotator.session.answers import name_parties, read_parties, read_speaker
from annotator.session.findings import show
from annotator.session.page import Page
from annotator.session.person import reviewer
from annotator.validate import Validator
from annotator.yamlfile import load
from records import EXERCISE, MACHINE, TEXT, make_annotation
from report_samples import CABLES, HOSTILE, cables, hostile, quiet, write_annotation, write_samples

VALIDATOR = Validator(known_codes())
WORDS = "veulent former des plongeurs"
AT = CABLES.index(WORDS)
PICKED = Span(AT, AT + len(WORDS))


def open_session(*paths: Path, all_: bool = False) -> Session:
    queue = build_queue(paths, VALIDATOR, all_=all_)
    return Session(queue.waiting, VALIDATOR, "Ana Prates", "2031-07-02")


def record(path: Path) -> Record:
    assert [p for p in VALIDATOR.check_file(path) if p.level == "error"] == []
    return load(path.read_text(encoding="utf-8")).data


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Two acts and two reasons, with comments of a person's in odd places."""
    path = write_annotation(tmp_path, "cables", cables())
    rewrite(path, "    status: ongoing\n", "    status: ongoing  # depuis mars\n")
    rewrite(path, "  - id: training-ken-kor", "  # à vérifier\n  - id: training-ken-kor")
    rewrite(path, "rationale:\n", "rationale:  # deux raisons\n")
    return path


COMMENTS = ("# depuis mars", "# à vérifier", "# deux raisons")


# the queue


def test_most_doubtful_files_come_first(tmp_path: Path) -> None:
    write_samples(tmp_path)
    queue = build_queue([tmp_path], VALIDATOR)
    assert [(item.name, item.confidence) for item in queue.waiting] == [
        ("afrique/Câbles sous la mer.yaml", 0.41),
        ("<b>mal.yaml", 0.66),
        ("fanfare.yaml", 1.0),
    ]
    assert queue.others == 1, "brume.yaml is accepted"
    assert len(build_queue([tmp_path], VALIDATOR, all_=True).waiting) == 4


def test_a_conflict_comes_before_all_doubt(tmp_path: Path) -> None:
    write_annotation(tmp_path, "a", cables())
    write_annotation(tmp_path, "b", make_annotation())
    rewrite(tmp_path / "b.yaml", "    rule: exercise", "    conflict: oh\n    rule: exercise")
    assert [item.name for item in build_queue([tmp_path], VALIDATOR).waiting] == [
        "b.yaml",
        "a.yaml",
    ]


def test_what_cannot_be_shown_is_left_out_and_told(tmp_path: Path) -> None:
    write_annotation(tmp_path, "a", cables())
    write_annotation(tmp_path, "b", quiet())
    rewrite(tmp_path / "a.yaml", "status: ongoing", "status: [")
    (tmp_path / "b.txt").unlink()
    queue = build_queue([tmp_path], VALIDATOR)
    assert queue.waiting == ()
    assert [problem.kind for problem in queue.problems] == ["yaml", "article"]


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        build_queue([tmp_path / "none"], VALIDATOR)


# what is done is on disk, and nothing else has moved

DEEDS: list[tuple[str, Callable[[Session], object]]] = [
    ("status", lambda s: s.change("patrol-ken-kor", status="done")),
    ("type", lambda s: s.change("training-ken-kor", type="consultation")),
    ("parties", lambda s: s.change("training-ken-kor", parties=["KEN", "PRT", "X:Wagner"])),
    ("theme", lambda s: s.change("rules-bbbb", theme="capability")),
    ("targets", lambda s: s.change("threat-aaaa", targets=["PRT"])),
    ("speaker", lambda s: s.change("rules-bbbb", stated_by="article")),
    ("evidence", lambda s: s.add_evidence("patrol-ken-kor", PICKED)),
    ("other evidence", lambda s: s.add_evidence("patrol-ken-kor", PICKED, alone=True)),
    ("new act", lambda s: s.add_act(PICKED, "visit", ["PRT"], "done")),
    (
        "new reason",
        lambda s: s.add_reason(PICKED, kind="cause", theme="rules", stated_by="article"),
    ),
    ("other words", lambda s: s.move_reason("rules-bbbb", PICKED)),
    ("reject act", lambda s: s.reject("patrol-ken-kor")),
    ("reject reason", lambda s: s.reject("threat-aaaa")),
    ("note", lambda s: s.write_note("à relire : voir l'AFP # 2")),
    ("accept", lambda s: s.close("accepted")),
    ("corrected", lambda s: s.close("corrected")),
]
each_deed = pytest.mark.parametrize("deed", [deed for _, deed in DEEDS], ids=[n for n, _ in DEEDS])


@each_deed
def test_each_deed_is_on_disk_valid_and_can_be_undone(
    path: Path, deed: Callable[[Session], object]
) -> None:
    before = path.read_bytes()
    session = open_session(path)
    deed(session)
    after = path.read_bytes()
    assert after != before
    record(path)
    assert all(comment in after.decode() for comment in COMMENTS)
    assert session.sheet.text == after.decode()
    session.undo()
    assert path.read_bytes() == before
    with pytest.raises(AnnotationError, match="nothing to undo"):
        session.undo()


@each_deed
def test_the_next_run_leaves_each_deed_as_it_is(
    path: Path, deed: Callable[[Session], object]
) -> None:
    from annotator.record import to_record

    session = open_session(path)
    deed(session)
    text = path.read_bytes().decode()
    assert merge(text, to_record(cables(), MACHINE, "cables.txt"), CABLES, str).text == text


@each_deed
def test_line_ends_and_byte_order_mark_stay(path: Path, deed: Callable[[Session], object]) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    deed(open_session(path))
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_a_change_is_an_edit_and_touches_one_line(path: Path) -> None:
    before = path.read_text(encoding="utf-8").splitlines()
    open_session(path).change("patrol-ken-kor", status="done")
    after = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in after if line not in before] == [
        "    status: done  # depuis mars", "    origin: edited",
    ]  # fmt: skip
    assert len(after) == len(before) + 1


def test_to_say_the_same_again_is_no_change(path: Path) -> None:
    session = open_session(path)
    before = path.read_bytes()
    session.change("patrol-ken-kor", status="ongoing")
    assert path.read_bytes() == before
    assert not session.touched


def test_a_rejected_act_takes_its_parties_and_supports_along(path: Path) -> None:
    session = open_session(path)
    session.reject("patrol-ken-kor")
    session.reject("training-ken-kor")
    data = record(path)
    assert (data["relevant"], data["parties"], data["cooperation"]) == (False, [], [])
    assert "supports" not in data["rationale"][0]
    assert list(data["machine"]["rejected"]) == ["patrol-ken-kor", "training-ken-kor"]
    assert "origin" not in data["rationale"][0], "that its act is gone is no edit of the reason"


def test_a_rejected_act_leaves_a_persons_reason_too(path: Path) -> None:
    session = open_session(path)
    session.change("threat-aaaa", theme="threat")
    session.reject("patrol-ken-kor")
    reason = record(path)["rationale"][0]
    assert (reason["origin"], reason.get("supports")) == ("edited", None)


def test_new_entries_stand_in_the_order_of_the_article(path: Path) -> None:
    session = open_session(path)
    id_ = session.add_act(Span(0, 8), "visit", ["KOR", "PRT"], "done")
    data = record(path)
    assert data["cooperation"][0]["id"] == id_ == "visit-kor-prt"
    assert data["cooperation"][0]["evidence"] == [{"quote": CABLES[:8], "start": 0, "end": 8}]
    assert data["cooperation"][0]["origin"] == "human"
    assert {"id": "PRT", "name": "Portugal"} in data["parties"]
    reason = session.add_reason(
        PICKED, kind="cause", theme="rules", stated_by="article", supports=[id_]
    )
    assert [entry["id"] for entry in record(path)["rationale"]].index(reason) == 1


def test_what_a_person_has_deleted_comes_back_when_they_add_it(path: Path) -> None:
    session = open_session(path)
    session.reject("patrol-ken-kor")
    assert session.add_act(PICKED, "patrol", ["KEN", "KOR"], "done") == "patrol-ken-kor"
    data = record(path)
    assert "rejected" not in data["machine"]


def test_the_first_finding_of_an_empty_file(tmp_path: Path) -> None:
    path = write_annotation(tmp_path, "fanfare", quiet())
    session = open_session(path)
    session.add_act(Span(0, 11), "visit", ["NOR", "SWE"], "done")
    data = record(path)
    assert data["relevant"] is True
    assert [party["id"] for party in data["parties"]] == ["NOR", "SWE"]


def test_a_file_without_a_machine_block_gets_none(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("machine:\n")], encoding="utf-8")
    session = open_session(path)
    session.change("patrol-ken-kor", status="done")
    session.close("accepted")
    data = record(path)
    assert "machine" not in data
    assert data["review"] == {"status": "accepted", "by": "Ana Prates", "date": "2031-07-02"}


# accepting


def test_accepting_says_who_and_when_and_keeps_the_note(path: Path) -> None:
    session = open_session(path)
    session.write_note("vu")
    session.close("accepted")
    assert record(path)["review"] == {
        "status": "accepted", "note": "vu", "by": "Ana Prates", "date": "2031-07-02",
    }  # fmt: skip
    assert session.left == 0


def test_what_is_wrong_is_not_accepted_until_it_is_mended(path: Path) -> None:
    rewrite(path, "quote: veulent former", "quote: veulent instruire")
    session = open_session(path)
    assert session.find("training-ken-kor").lost
    with pytest.raises(AnnotationError, match=r"not accepted: line .*not in the article"):
        session.close("accepted")
    session.add_evidence("training-ken-kor", PICKED, alone=True)
    session.close("accepted")
    assert record(path)["review"]["status"] == "accepted"


def test_what_is_out_of_date_is_not_accepted(path: Path) -> None:
    path.with_suffix(".txt").write_text(f"{CABLES}Fin.\n", encoding="utf-8")
    with pytest.raises(AnnotationError, match="annotate it again"):
        open_session(path).close("accepted")


def test_other_words_settle_a_conflict(path: Path) -> None:
    rewrite(path, "    rule: training", "    conflict: oh\n    rule: training")
    session = open_session(path)
    session.add_evidence("training-ken-kor", PICKED, alone=True)
    assert "conflict" not in session.find("training-ken-kor").entry


def test_a_conflict_can_be_kept_as_it_is(path: Path) -> None:
    rewrite(path, "    rule: training", "    conflict: oh\n    rule: training")
    session = open_session(path)
    session.keep("training-ken-kor")
    assert "conflict" not in session.find("training-ken-kor").entry
    with pytest.raises(AnnotationError, match="no conflict"):
        session.keep("training-ken-kor")


def test_next_goes_round_over_what_waits(tmp_path: Path) -> None:
    write_samples(tmp_path)
    session = open_session(tmp_path)
    seen = []
    for _ in range(3):
        seen.append(session.sheet.name)
        session.close("accepted")
        more = session.open_next_unreviewed()
    assert seen == ["afrique/Câbles sous la mer.yaml", "<b>mal.yaml", "fanfare.yaml"]
    assert not more
    session.open_next()
    assert session.at == 0
    session.open_previous()
    assert session.at == 2


def test_undo_goes_back_to_the_file_where_it_was(tmp_path: Path) -> None:
    write_samples(tmp_path)
    session = open_session(tmp_path)
    session.close("accepted")
    session.open_next_unreviewed()
    assert session.undo() == "accepted"
    assert (session.at, session.left) == (0, 3)


# somebody else at the same file


def test_a_change_on_disk_is_never_overwritten(path: Path) -> None:
    session = open_session(path)
    rewrite(path, "status: considered", "status: done")
    other = path.read_bytes()
    with pytest.raises(AnnotationError, match="changed on disk"):
        session.reject("training-ken-kor")
    assert path.read_bytes() == other
    session.reject("training-ken-kor")
    assert len(record(path)["cooperation"]) == 1


def test_undo_leaves_what_others_have_written_since(path: Path) -> None:
    session = open_session(path)
    session.reject("training-ken-kor")
    rewrite(path, "status: ongoing", "status: done")
    other = path.read_bytes()
    with pytest.raises(AnnotationError, match="has changed since"):
        session.undo()
    assert path.read_bytes() == other


@pytest.mark.parametrize("damage", ["gone", "broken"])
def test_a_file_that_is_gone_or_broken_is_told(path: Path, damage: str) -> None:
    session = open_session(path)
    if damage == "gone":
        path.unlink()
    else:
        rewrite(path, "status: ongoing", "status: [")
    with pytest.raises(AnnotatorError):
        session.reject("patrol-ken-kor")


def test_a_link_is_left_alone(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.yaml"
    link.symlink_to(path)
    session = open_session(link)
    with pytest.raises(AnnotationError, match="symbolic link"):
        session.close("accepted")


# the page


def test_places_on_the_page_are_places_in_the_article() -> None:
    text = "a\tb\r\n\x1b[31mrouge\x9b\n\n\u202efin 🛰 x\x0b\u2028y"
    page = Page(text)
    assert page.lines == ["a b", "␛[31mrouge�", "", "�fin 🛰 x␋�y"]
    for offset, char in enumerate(text):
        row, column = page.location(offset)
        if char not in "\r\n":
            assert page.offset((row, column)) == offset
            assert len(page.lines[row]) > column


def test_a_span_is_without_the_white_space_around_it() -> None:
    page = Page(" un deux \r\n trois")
    assert page.span((1, 0), (0, 0)) == Span(1, 8)
    assert page.span((0, 0), (0, 1)) is None
    assert page.words(Span(1, 8)) == "un deux"


def test_marks_cover_the_quotes_and_no_more(path: Path) -> None:
    session = open_session(path)
    rows = session.page.marks(session.findings, "training-ken-kor")
    marked = {
        (mark.kind, session.page.lines[row][mark.start : mark.end])
        for row, marks in rows.items() for mark in marks
    }  # fmt: skip
    assert marked == {
        ("act", "patrouillent ensemble depuis mars face à la piraterie"),
        ("act-chosen", "veulent former des plongeurs afin de protéger les câbles"),
        ("reason", "face à la piraterie"),
        ("reason", "afin de protéger les câbles"),
    }


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    session = open_session(write_annotation(tmp_path, "mal", hostile()))
    assert "\n".join(session.page.lines) == HOSTILE.replace("\u2028", "�")
    assert all("\n" not in finding.words for finding in session.findings)


def test_a_quote_over_two_lines_is_marked_in_both(tmp_path: Path) -> None:
    words = TEXT[TEXT.index("naval commun") : TEXT.index(" de mieux")]
    at = TEXT.index(words)
    act = replace(
        EXERCISE,
        evidence=(replace(EXERCISE.evidence[0], quote=words, start=at, end=at + len(words)),),
    )
    session = open_session(write_annotation(tmp_path, "b", make_annotation(cooperation=(act,))))
    rows = session.page.marks([session.findings[0]])
    assert [
        session.page.lines[row][m.start : m.end] for row, (m,) in sorted(rows.items())
    ] == words.split("\n")


# what a person types


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("jpn, VNM", ["JPN", "VNM"]),
        ("Inde,Vietnam , Japon", ["IND", "JPN", "VNM"]),
        ("otan", ["NATO"]),
        ("x:Wagner, fra,FRA", ["FRA", "X:Wagner"]),
        ("", []),
    ],
)  # fmt: skip
def test_parties_by_code_or_name(text: str, codes: list[str]) -> None:
    assert read_parties(text) == codes


def test_unknown_parties_are_told() -> None:
    with pytest.raises(UsageError, match="'JPNN'; did you mean JPN, Japon"):
        read_parties("JPNN")
    with pytest.raises(UsageError, match="lacks the name"):
        read_parties("X:")
    assert name_parties(["JPN", "X:Brume"]) == "Japon, Brume"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("article", "article"), ("", "article"), ("JPN", {"party": "JPN"}),
        ("VNM, JPN", {"party": "JPN, VNM"}), ("Ana  Prates", {"name": "Ana Prates"}),
        ("Ana Prates (PRT)", {"name": "Ana Prates", "party": "PRT"}), ("AFP", {"name": "AFP"}),
    ],
)  # fmt: skip
def test_speakers_are_read_and_written_back(text: str, speaker: object) -> None:
    assert read_speaker(text) == speaker
    assert read_speaker(show(speaker)) == speaker


# who


def test_the_reviewer_is_who_commits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    monkeypatch.setenv("USER", "aprates")
    assert reviewer(tmp_path) == "aprates"
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    subprocess.run(["git", "-C", str(tmp_path), "config", "user.name", "Ana Prates"], check=True)
    assert reviewer(tmp_path) == "Ana Prates"
    monkeypatch.setenv("PATH", "")
    assert reviewer(tmp_path) == "aprates"


def test_reviewing_loads_no_model(path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from test_session import open_session;"
        f"s = open_session(Path({str(path)!r})); s.reject('patrol-ken-kor'); s.close('accepted');"
        "sys.exit(bool({'torch', 'stanza', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parent, check=False)
    assert done.returncode == 0
