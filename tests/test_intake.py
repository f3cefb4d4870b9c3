"""Files of other formats in a run: where text and annotation lie, and what a second run leaves."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from annotator.corpus import iter_paths
from annotator.explain import find_findings
from annotator.fields import choose_fields
from annotator.intake import Form
from annotator.readers import READERS, Document
from annotator.report import page_content, render_page
from annotator.summary import Summary
from annotator.validate import Validator
from annotator.yamlfile import load
from records import MACHINE
from test_run import TEXT, FakeWorkers, go

ITEMS = [
    {
        "id": "afp-1",
        "title": "Deux marines",
        "date": "2031-04-02",
        "source": "Le Fil",
        "text": TEXT,
    },
    {"id": "AFP/2", "text": TEXT.replace("exercice", "défilé")},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    articles = tmp_path / "articles"
    articles.mkdir()
    write(articles / "fil.jsonl", *ITEMS)
    return articles


def write(path: Path, *items: object) -> Path:
    path.write_text("".join(f"{json.dumps(item)}\n" for item in items), encoding="utf-8")
    return path


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def states(done: tuple[Summary, FakeWorkers]) -> dict[str, int]:
    return dict(done[0].states)


def test_each_document_has_its_text_and_its_annotation(folder: Path) -> None:
    go(folder)
    names = [name for name in files(folder) if name != "fil.jsonl"]
    assert [name.split("-")[0] for name in names] == ["fil.jsonl.d/afp"] * 4
    path = folder / "fil.jsonl.d/afp-1.yaml"
    record = load(path.read_text(encoding="utf-8")).data
    text = (folder / "fil.jsonl.d/afp-1.txt").read_text(encoding="utf-8")
    article = record["article"]
    assert (article["file"], article["source_file"], article["source_id"]) == (
        "afp-1.txt", "../fil.jsonl", "afp-1",
    )  # fmt: skip
    assert (article["title"], article["published"], article["source"]) == (
        "Deux marines", "2031-04-02", "Le Fil",
    )  # fmt: skip
    (quote,) = record["cooperation"][0]["evidence"]
    assert text[quote["start"] : quote["end"]] == quote["quote"] == "exercice"
    assert Validator().check_file(path) == []
    assert [finding.id for finding in find_findings(record)] == ["exercise-nor-prt"]


def test_a_second_run_changes_nothing_and_takes_no_text_for_an_article(folder: Path) -> None:
    go(folder)
    before = files(folder)
    assert [path.name for path in iter_paths([folder])] == ["fil.jsonl"]
    assert states(go(folder)) == {"unchanged": 2}
    assert states(go(folder, check=True)) == {"unchanged": 2}
    assert go(folder)[1].parsed == []
    assert states(go(folder, force=True)) == {"unchanged": 2}
    assert files(folder) == before


def test_check_and_diff_write_nothing(folder: Path) -> None:
    before = files(folder)
    assert states(go(folder, check=True)) == {"outdated": 2}
    assert len(go(folder, diff=True)[0].diffs) == 2
    assert files(folder) == before


def test_a_document_more_leaves_the_others_as_they_are(folder: Path) -> None:
    go(folder)
    before = files(folder)
    write(folder / "fil.jsonl", {"id": "afp-0", "text": TEXT}, *ITEMS)
    assert states(go(folder)) == {"unchanged": 2, "written": 1}
    after = files(folder)
    assert {name: after[name] for name in before if name != "fil.jsonl"} == {
        name: data for name, data in before.items() if name != "fil.jsonl"
    }


def test_a_changed_document_is_annotated_again(folder: Path) -> None:
    go(folder)
    write(folder / "fil.jsonl", ITEMS[0] | {"text": "Hier. " + TEXT}, ITEMS[1])
    summary, _ = go(folder, check=True)
    assert states((summary, FakeWorkers())) == {"unchanged": 1, "outdated": 1}
    assert "the article has changed" in summary.problems[0].message
    assert states(go(folder)) == {"unchanged": 1, "written": 1}
    assert Validator().check_file(folder / "fil.jsonl.d/afp-1.yaml") == []


def test_a_lost_text_comes_back(folder: Path) -> None:
    go(folder)
    before = files(folder)
    (folder / "fil.jsonl.d/afp-1.txt").unlink()
    summary, _ = go(folder, check=True)
    assert "afp-1.txt is not there" in summary.problems[0].message
    assert not (folder / "fil.jsonl.d/afp-1.txt").exists()
    go(folder)
    assert files(folder) == before


def test_a_corrected_text_is_kept_and_annotated(folder: Path) -> None:
    go(folder)
    path = folder / "fil.jsonl.d/afp-1.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("exercice", "éxercice"), "utf-8")
    corrected = path.read_bytes()
    assert states(go(folder)) == {"unchanged": 1, "written": 1}
    assert states(go(folder, check=True)) == {"unchanged": 2}
    assert states(go(folder, force=True))["unchanged"] == 2
    assert path.read_bytes() == corrected
    assert Validator().check_file(path.with_suffix(".yaml")) == []


def test_neither_a_correction_nor_a_change_below_it_is_thrown_away(folder: Path) -> None:
    go(folder)
    path = folder / "fil.jsonl.d/afp-1.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("hier", "jeudi"), encoding="utf-8")
    write(folder / "fil.jsonl", ITEMS[0] | {"text": "Hier. " + TEXT}, ITEMS[1])
    before = files(folder)
    summary, _ = go(folder)
    assert summary.states["failed"] == 1
    assert "corrected by hand" in summary.problems[0].message
    assert files(folder) == before


def test_a_file_of_someone_else_is_not_written_over(folder: Path) -> None:
    (folder / "fil.jsonl.d").mkdir()
    mine = folder / "fil.jsonl.d/afp-1.txt"
    mine.write_text("Mes notes.", encoding="utf-8")
    summary, _ = go(folder)
    assert summary.states == {"failed": 1, "written": 2}  # my notes are an article, too
    assert "where another file lies" in summary.problems[0].message
    assert mine.read_text(encoding="utf-8") == "Mes notes."


def test_a_link_where_the_text_would_go_is_not_followed(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    (folder / "fil.jsonl.d").mkdir()
    (folder / "fil.jsonl.d/afp-1.txt").symlink_to(outside)
    summary, _ = go(folder)
    assert summary.states == {"failed": 1, "written": 1}
    assert "symbolic link" in summary.problems[0].message
    assert not outside.exists()


def test_an_accepted_annotation_keeps_its_text(folder: Path) -> None:
    go(folder)
    path = folder / "fil.jsonl.d/afp-1.yaml"
    path.write_text(path.read_text("utf-8").replace("unreviewed", "accepted"), encoding="utf-8")
    write(folder / "fil.jsonl", ITEMS[0] | {"text": "Hier. " + TEXT}, ITEMS[1])
    before = files(folder)
    assert states(go(folder)) == {"kept": 1, "unchanged": 1}
    assert files(folder) == before


def test_bad_lines_are_told_with_their_number_and_the_others_done(folder: Path) -> None:
    with (folder / "fil.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": 3\n{"id": 4}\n{"id": 5, "text": "Un accord."}\n')
    summary, _ = go(folder)
    assert summary.states == {"written": 3, "failed": 2}
    assert [(Path(p.file).name, p.line, p.kind) for p in summary.problems] == [
        ("fil.jsonl", 3, "broken"), ("fil.jsonl", 4, "no-text"),
    ]  # fmt: skip


def test_ids_that_climb_stay_inside(folder: Path, tmp_path: Path) -> None:
    write(
        folder / "fil.jsonl", *({"id": id_, "text": TEXT} for id_ in ("../../x", "/etc/x", "..\\x"))
    )
    go(folder, out=tmp_path / "out")
    assert {path.parent for path in (tmp_path / "out").rglob("*.txt")} == {
        tmp_path / "out/fil.jsonl.d"
    }
    assert len(list(tmp_path.rglob("*.yaml"))) == 3


def test_under_out_the_texts_lie_beside_the_annotations(folder: Path, tmp_path: Path) -> None:
    go(folder, out=tmp_path / "out")
    assert list(files(folder)) == ["fil.jsonl"]
    record = load((tmp_path / "out/fil.jsonl.d/afp-1.yaml").read_text(encoding="utf-8")).data
    target = tmp_path / "out/fil.jsonl.d"
    assert (target / record["article"]["source_file"]).resolve() == (folder / "fil.jsonl").resolve()
    assert Validator().check_file(target / "afp-1.yaml") == []
    assert states(go(folder, out=tmp_path / "out")) == {"unchanged": 2}


def test_the_format_can_be_forced(folder: Path) -> None:
    other = write(folder / "fil.data", ITEMS[0])
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    assert go(folder, form=Form("jsonl"))[0].articles == 2  # of a folder the files of that name
    assert go(other, form=Form("jsonl"))[0].articles == 1
    assert go(other, form=Form("text"), force=True)[1].parsed == ["fil.data"]


def test_fields_of_other_names(folder: Path) -> None:
    path = write(folder / "fil.jsonl", {"id": "x", "corps_du_texte": TEXT, "jour": "2031-04-02"})
    assert states(go(folder)) == {"failed": 1}
    form = Form(fields=choose_fields(["text=corps_du_texte"]))
    assert states(go(folder, form=form)) == {"written": 1}
    assert states(go(folder, form=form, check=True)) == {"unchanged": 1}
    dated = Form(fields=choose_fields(["text=corps_du_texte", "date=jour"]))
    assert states(go(folder, form=dated, check=True)) == {"outdated": 1}
    assert states(go(folder, form=dated)) == {"written": 1}
    record = load((folder / "fil.jsonl.d/x.yaml").read_text(encoding="utf-8")).data
    assert record["article"]["published"] == "2031-04-02"
    wrong = Form(fields=choose_fields(["text=corps_du_texte", "date=day"]))
    summary, _ = go(path, form=wrong, check=True)
    assert [p.code for p in summary.problems if p.level == "error"] == ["ANN111"]


def test_the_text_named_itself_is_its_articles_own(folder: Path) -> None:
    go(folder)
    before = files(folder)
    assert states(go(folder / "fil.jsonl.d/afp-1.txt")) == {"unchanged": 1}
    assert files(folder) == before


# the other formats, on disk

PARAGRAPH = (
    f"<p>{TEXT.strip()} Les deux pays en sont convenus, a dit la ministre de la Défense.</p>"
)
FILES: dict[str, str] = {
    "page.html": f"<html><head><title>Un exercice</title></head><body><article>{PARAGRAPH * 3}</article></body></html>",
    "fil.rss": f"<rss><channel><title>Le Fil</title><item><guid>g-1</guid><description>{TEXT}</description></item></channel></rss>",
    "a.txt.gz": f"---\ntitle: Un exercice\ndate: 2031-04-02\n---\n{TEXT}",
    "colonnes.txt": "\n".join(f"{f'La gauche dit le mot {n}':40}La droite dit un exercice {n}" for n in range(9)) + "\f",
    "pages.txt": f"{TEXT}\f{TEXT.replace('hier', 'jeudi')}\f",
}  # fmt: skip
PLACES = {
    "page.html": "page.html",
    "fil.rss": "fil.rss.d/g-1",
    "a.txt.gz": "a.txt.gz",
    "colonnes.txt": "colonnes.txt",
    "pages.txt": "pages",
}


@pytest.mark.parametrize("name", FILES)
def test_each_format_from_file_to_valid_annotation(tmp_path: Path, name: str) -> None:
    data = FILES[name].encode()
    (tmp_path / name).write_bytes(gzip.compress(data, mtime=0) if name.endswith(".gz") else data)
    assert states(go(tmp_path)) == {"written": 1}
    path = tmp_path / f"{PLACES[name]}.yaml"
    record = load(path.read_text(encoding="utf-8")).data
    text = (path.parent / record["article"]["file"]).read_text(encoding="utf-8")
    (quote,) = record["cooperation"][0]["evidence"]
    assert text[quote["start"] : quote["end"]] == "exercice"
    assert Validator().check_file(path) == []
    before = files(tmp_path)
    assert [found.name for found in iter_paths([tmp_path])] == [name]
    assert states(go(tmp_path)) == {"unchanged": 1}
    assert states(go(tmp_path, check=True)) == {"unchanged": 1}
    assert states(go(tmp_path, force=True)) == {"unchanged": 1}
    assert files(tmp_path) == before
    source = record["article"].get("source_sha256")
    if name in {"page.html", "a.txt.gz", "colonnes.txt"}:
        assert source == sha256((tmp_path / name).read_bytes()).hexdigest()
    else:
        assert source is None


def test_an_unchanged_page_is_not_extracted_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.html"
    page.write_text(FILES["page.html"], encoding="utf-8")
    go(tmp_path)
    asked: list[str] = []

    def read(_: bytes, name: str) -> Iterator[Document]:
        asked.append(name)
        yield Document("Un autre exercice.")

    monkeypatch.setitem(READERS, "html", read)
    other = replace(MACHINE, version="other")
    assert states(go(tmp_path, machine=other)) == {"written": 1}
    assert asked == []
    page.write_text(FILES["page.html"] + "\n", encoding="utf-8")
    assert states(go(tmp_path, machine=other)) == {"written": 1}
    assert asked == [str(page)]
    assert "Un autre exercice." in (tmp_path / "page.html.txt").read_text(encoding="utf-8")


def test_a_page_beside_a_text_of_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(FILES["page.html"], encoding="utf-8")
    mine = tmp_path / "page.txt"
    mine.write_text(TEXT, encoding="utf-8")
    assert states(go(tmp_path)) == {"written": 2}
    assert mine.read_text(encoding="utf-8") == TEXT
    assert {"page.yaml", "page.html.yaml", "page.html.txt"} < set(files(tmp_path))


def test_what_a_browser_saved_beside_a_page_is_no_article(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(FILES["page.html"], encoding="utf-8")
    for folder in ("page_files", "page_fichiers", "autre_files"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "cadre.html").write_text(FILES["page.html"], encoding="utf-8")
    found = [path.relative_to(tmp_path).as_posix() for path in iter_paths([tmp_path])]
    assert found == ["autre_files/cadre.html", "page.html"]


def test_a_report_is_no_article(tmp_path: Path) -> None:
    (tmp_path / "rapport.html").write_text(
        render_page(page_content((), "Rapport")), encoding="utf-8"
    )
    assert list(iter_paths([tmp_path])) == []


def test_which_names_count_in_a_folder_and_which_when_named(tmp_path: Path) -> None:
    names = ["a.HTM", "b.md.zst", "c.json", "d.xml", "e.atom", "f.ndjson.bz2", "g.pdf", "h.gz", "i.markdown"]  # fmt: skip
    for name in names:
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    found = [path.name for path in iter_paths([tmp_path])]
    assert found == ["a.HTM", "b.md.zst", "e.atom", "f.ndjson.bz2", "i.markdown"]
    assert [path.name for path in iter_paths([tmp_path], "feed")] == ["d.xml", "e.atom"]
    assert [path.name for path in iter_paths([tmp_path], "jsonl")] == ["c.json", "f.ndjson.bz2"]
