"""`annotate diff`, on a real git repository."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from annotator.changes import FORMATS, changed_articles
from annotator.cli import main
from annotator.cli.diff import FORMAT_NAMES
from annotator.errors import UsageError
from annotator.record import to_record
from annotator.writers import yaml
from records import MACHINE, make_annotation


def git(folder: Path, *words: str) -> None:
    identity = ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(folder), *identity, *words], check=True, capture_output=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    (tmp_path / "notes").mkdir()
    text = yaml.write(to_record(make_annotation(), MACHINE, "brume.txt"))
    (tmp_path / "notes" / "brume.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "settings.yaml").write_text("a: 1\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "one")
    return tmp_path


def edit(folder: Path, *changes: tuple[str, str]) -> None:
    path = folder / "notes" / "brume.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


def told(folder: Path, range_: str = "", form: str = "text") -> str:
    return FORMATS[form](changed_articles(folder, range_, []))


def test_nothing_changed(folder: Path) -> None:
    assert told(folder) == ""
    assert told(folder, form="markdown") == "No annotation changed in meaning.\n"


BY_HAND = """\
  - type: visit
    parties: [SWE, NOR]
    status: done
    evidence:
      - quote: Lisbonne et Oslo
"""
WITH_ID = BY_HAND.replace("  - type", "  - id: visit-nor-swe\n    type").replace("done", "ended")


def test_an_entry_that_gets_its_id_is_the_same_entry(folder: Path) -> None:
    edit(folder, ("rationale:\n", BY_HAND + "rationale:\n"))
    assert told(folder) == "notes/brume.yaml\n  + visit SWE–NOR done\n"
    git(folder, "commit", "-q", "-a", "-m", "two")
    edit(folder, (BY_HAND, WITH_ID))
    assert told(folder) == "notes/brume.yaml\n  ~ visit SWE–NOR: status done → ended\n"
    edit(folder, (WITH_ID, ""))
    assert told(folder) == "notes/brume.yaml\n  − visit SWE–NOR done\n"


def test_layout_offsets_comments_and_the_machine_block_say_nothing(folder: Path) -> None:
    edit(folder, ("status: planned", "status: 'planned'  # sûr"), ("start: 71", "start: 72"))
    edit(folder, ("lexicon: bbbb", "lexicon: cccc"), ("confidence: 0.91", "confidence: 0.8"))
    (folder / "settings.yaml").write_text("a: 2\n")
    assert told(folder) == ""


def test_changes_of_fields_and_of_the_review(folder: Path) -> None:
    edit(
        folder,
        ("status: planned", "status: done"),
        ("domains: [maritime]", "domains: []"),
        ("theme: rules", "theme: threat"),
        ("status: unreviewed", "status: accepted\n  by: M. D."),
    )
    assert told(folder) == (
        "notes/brume.yaml\n"
        "  ~ exercise NOR–PRT: status planned → done\n"
        "  ~ exercise NOR–PRT planned: domains maritime → –\n"
        "  ~ rationale purpose/rules « mieux surveiller les câbles sous-marins »: theme rules → threat\n"
        "  ✓ accepted by M. D.\n"
    )


def test_entries_that_come_and_go(folder: Path) -> None:
    edit(folder, ("id: exercise-nor-prt", "id: patrol-nor-prt"), ("type: exercise", "type: patrol"))
    lines = told(folder).splitlines()
    assert "  + patrol NOR–PRT planned" in lines
    assert "  − exercise NOR–PRT planned" in lines


def test_new_and_deleted_files(folder: Path) -> None:
    path = folder / "notes" / "brume.yaml"
    (folder / "été.yaml").write_bytes(path.read_bytes())
    path.unlink()
    text = told(folder)
    assert "notes/brume.yaml\n  − exercise NOR–PRT planned\n" in text
    assert "été.yaml\n  + exercise NOR–PRT planned\n" in text
    assert "unreviewed" not in text.split("été.yaml")[1]


def test_between_two_revisions(folder: Path) -> None:
    edit(folder, ("relevant: true", "relevant: false"))
    git(folder, "commit", "-qam", "two")
    assert told(folder) == ""
    assert told(folder, "HEAD~1..HEAD") == "notes/brume.yaml\n  ~ article: relevant true → false\n"
    assert told(folder, "HEAD~1") == told(folder, "HEAD~1..")


def test_broken_yaml_is_told(folder: Path) -> None:
    edit(folder, ("relevant: true", 'relevant: "'))
    assert "  ! cannot be compared: line " in told(folder)


def test_markdown_shows_what_is_written(folder: Path) -> None:
    edit(folder, ("theme: rules", 'theme: "<img src=x> [a](b) *c*"'))
    text = told(folder, form="markdown")
    assert "\\<img src=x\\> \\[a\\]\\(b\\) \\*c\\*" in text
    assert text.startswith("**notes/brume.yaml**\n\n- \\~ rationale")


def test_json_is_json(folder: Path) -> None:
    edit(folder, ("status: planned", "status: done"))
    (article,) = json.loads(told(folder, form="json"))
    assert article["changes"][0]["after"] == "done"


@pytest.mark.parametrize("range_", ["nowhere", "--output=x", "HEAD..nowhere"])
def test_an_unknown_revision_is_wrong_usage(folder: Path, range_: str) -> None:
    with pytest.raises(UsageError):
        changed_articles(folder, range_, [])
    assert not list(folder.glob("x*"))


def test_outside_of_git(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a git repository"):
        changed_articles(tmp_path, "", [])


def test_the_command(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    edit(folder, ("status: planned", "status: done"))
    assert tuple(FORMATS) == FORMAT_NAMES
    for words in ([], ["HEAD"], ["HEAD", "notes"], ["notes/brume.yaml"]):
        with pytest.raises(SystemExit) as caught:
            main(["diff", *words])
        assert not caught.value.code
        assert "status planned → done" in capsys.readouterr().out
    with pytest.raises(SystemExit) as caught:
        main(["diff", "--output-format", "xml"])
    assert caught.value.code == 2
