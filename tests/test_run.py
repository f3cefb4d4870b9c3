from __future__ import annotations

import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.errors import AnnotatorError, ArticleError, UsageError
from annotator.model import Annotation, Article, Cooperation, Quote
from annotator.problems import Problem
from annotator.record import Machine
from annotator.run import Options, run
from annotator.summary import Outcome, Summary
from annotator.yamlfile import load
from records import MACHINE, PARTIES

TEXT = "La Norvège et le Portugal ont mené hier un exercice naval commun au large de Bergen.\n"


class FakeWorkers:
    """Finds an exercise wherever the word stands; counts what it was asked to parse."""

    def __init__(self) -> None:
        self.parsed: list[str] = []

    def map(
        self, batches: Iterator[Sequence[Article]]
    ) -> Iterator[list[Annotation | AnnotatorError]]:
        for batch in batches:
            yield [self._one(article) for article in batch]

    def _one(self, article: Article) -> Annotation | AnnotatorError:
        self.parsed.append(Path(article.path).name)
        if "PANNE" in article.text:
            error = ArticleError(f"{article.path}: ValueError: oh", "internal")
            error.__cause__ = ValueError("oh")
            return error
        if "STOP" in article.text:
            raise KeyboardInterrupt
        at = article.text.find("exercice")
        if at < 0:
            return Annotation(article, relevant=False)
        quote = Quote("exercice", at, at + 8)
        entry = Cooperation(
            "exercise-nor-prt", "exercise", ("NOR", "PRT"), "done", (quote,), "r", 0.9
        )
        return Annotation(article, relevant=True, parties=PARTIES, cooperation=(entry,))


class FakeReporter:
    def __init__(self) -> None:
        self.total = 0
        self.outcomes: list[Outcome] = []

    def begin(self, articles: int) -> None:
        self.total = articles

    def advance(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    articles = tmp_path / "articles"
    (articles / "mai").mkdir(parents=True)
    (articles / "a.txt").write_text(TEXT, encoding="utf-8")
    (articles / "mai" / "b.txt").write_text(TEXT.replace("exercice", "défilé"), encoding="utf-8")
    return articles


def go(*paths: Path, machine: Machine = MACHINE, **options: object) -> tuple[Summary, FakeWorkers]:
    workers, reporter = FakeWorkers(), FakeReporter()
    summary = run(paths, Options(**options), machine, workers, reporter)
    assert reporter.total >= len({outcome.article for outcome in reporter.outcomes})
    return summary, workers


def test_one_file_beside_each_article(folder: Path) -> None:
    summary, _ = go(folder)
    assert (summary.articles, summary.relevant, summary.clean) == (2, 1, True)
    assert summary.types == {"exercise": 1}
    data = load((folder / "a.yaml").read_text(encoding="utf-8")).data
    assert data["article"]["file"] == "a.txt"
    assert (folder / "mai" / "b.yaml").exists()


def test_the_same_tree_under_out_leads_back_to_the_articles(folder: Path, tmp_path: Path) -> None:
    go(folder, out=tmp_path / "out")
    target = tmp_path / "out" / "mai" / "b.yaml"
    file = load(target.read_text(encoding="utf-8")).data["article"]["file"]
    assert (target.parent / file).resolve() == (folder / "mai" / "b.txt").resolve()
    assert not (folder / "a.yaml").exists()


def test_what_is_up_to_date_is_neither_parsed_nor_written(folder: Path) -> None:
    go(folder)
    path = folder / "a.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# relu\n", encoding="utf-8")
    before = path.read_bytes(), path.stat().st_mtime_ns
    summary, workers = go(folder)
    assert workers.parsed == []
    assert summary.states == {"unchanged": 2}
    assert summary.relevant == 1
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


@pytest.mark.parametrize("field", ["version", "models", "lexicon"])
def test_another_machine_is_a_reason_to_annotate_again(folder: Path, field: str) -> None:
    go(folder)
    other = replace(MACHINE, **{field: "other"})
    summary, workers = go(folder, machine=other, check=True)
    assert (summary.clean, workers.parsed) == (False, [])
    assert f"{field} {getattr(MACHINE, field)} → other" in summary.problems[0].message
    go(folder, machine=other)
    assert go(folder, machine=other, check=True)[0].clean


def test_check_writes_nothing_and_names_the_reason(folder: Path) -> None:
    summary, workers = go(folder, check=True)
    assert summary.states == {"outdated": 2}
    assert not summary.clean
    assert "there is none" in summary.problems[0].message
    assert workers.parsed == []
    assert not list(folder.rglob("*.yaml"))


def test_diff_writes_nothing_and_shows_it(folder: Path) -> None:
    go(folder)
    (folder / "a.txt").write_text(TEXT.replace("exercice", "défilé"), encoding="utf-8")
    before = (folder / "a.yaml").read_text(encoding="utf-8")
    summary, _ = go(folder, diff=True)
    (diff,) = summary.diffs
    assert "\n-relevant: true\n" in diff
    assert "\n+relevant: false\n" in diff
    assert (folder / "a.yaml").read_text(encoding="utf-8") == before
    assert not summary.clean


def test_accepted_is_left_alone_but_for_force(folder: Path) -> None:
    go(folder)
    path = folder / "a.yaml"
    text = path.read_text(encoding="utf-8").replace("status: unreviewed", "status: accepted")
    path.write_text(text, encoding="utf-8")
    (folder / "a.txt").write_text("Préface. " + TEXT, encoding="utf-8")
    summary, _ = go(folder)
    assert summary.states["kept"] == 1
    assert summary.clean
    assert "the article has changed" in summary.problems[0].message
    assert path.read_text(encoding="utf-8") == text
    go(folder, force=True)
    after = load(path.read_text(encoding="utf-8")).data
    assert after["review"]["status"] == "accepted"
    assert after["cooperation"][0]["evidence"][0]["start"] > 9


def test_one_bad_article_never_stops_a_run(folder: Path) -> None:
    (folder / "0-vide.txt").write_bytes(b"")
    (folder / "1-panne.txt").write_text(TEXT + "PANNE", encoding="utf-8")
    (folder / "2-yaml.txt").write_text(TEXT, encoding="utf-8")
    (folder / "2-yaml.yaml").write_text("relevant: [\n", encoding="utf-8")
    summary, _ = go(folder)
    assert (summary.states["failed"], summary.states["written"]) == (3, 2)
    assert not summary.clean
    assert [p.kind for p in sorted(summary.problems)] == ["empty", "internal", "yaml"]
    assert len(summary.causes) == 1
    broken = next(p for p in summary.problems if p.kind == "yaml")
    assert (Path(broken.file).name, broken.line) == ("2-yaml.yaml", 2)
    assert (folder / "2-yaml.yaml").read_text(encoding="utf-8") == "relevant: [\n"


def test_a_persons_work_survives_the_next_run(folder: Path) -> None:
    go(folder)
    path = folder / "a.yaml"
    text = path.read_text(encoding="utf-8").replace("status: done", "status: planned  # « ont »")
    path.write_text(text, encoding="utf-8")
    go(folder, machine=replace(MACHINE, lexicon="new"))
    after = path.read_text(encoding="utf-8")
    assert "    status: planned  # « ont »\n" in after
    assert "    origin: edited\n" in after


def test_the_counts_are_those_of_the_files(folder: Path) -> None:
    go(folder)
    path = folder / "a.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("type: exercise", "type: training"), encoding="utf-8")
    summary, _ = go(folder, machine=replace(MACHINE, lexicon="new"))
    assert summary.types == {"training": 1}


def test_a_conflict_is_told_with_its_line(folder: Path) -> None:
    go(folder)
    path = folder / "a.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("status: done", "status: planned"),
        encoding="utf-8",
    )
    (folder / "a.txt").write_text("Rien.\n", encoding="utf-8")
    summary, _ = go(folder)
    (problem,) = summary.problems
    assert (problem.kind, problem.level) == ("conflict", "warning")
    assert "exercise-nor-prt" in path.read_text(encoding="utf-8").splitlines()[problem.line - 1]


@pytest.fixture
def edited(folder: Path) -> Path:
    """A file with a person's correction of what the program found."""
    go(folder)
    path = folder / "a.yaml"
    text = path.read_text(encoding="utf-8").replace("status: done", "status: planned  # vu")
    path.write_text(text, encoding="utf-8")
    return path


def test_check_foretells_a_conflict(folder: Path, edited: Path) -> None:
    (folder / "a.txt").write_text("Rien.\n", encoding="utf-8")
    before = edited.read_bytes()
    summary, workers = go(folder, check=True)
    told = [(problem.kind, problem.message) for problem in summary.problems]
    assert told == [
        ("outdated", "would be written: the article has changed"),
        ("conflict", "kept as a person left it, but the quoted words are not in the article"),
    ]
    assert (edited.read_bytes(), workers.parsed) == (before, [])
    assert "exercise-nor-prt" in before.decode().splitlines()[summary.problems[1].line - 1]


@pytest.mark.parametrize("check", [True, False])
def test_a_conflict_is_told_until_it_is_settled(folder: Path, edited: Path, check: bool) -> None:
    (folder / "a.txt").write_text(TEXT.replace("exercice", "défilé"), encoding="utf-8")
    go(folder)
    summary, workers = go(folder, check=check)
    assert ([p.kind for p in summary.problems], workers.parsed) == (["conflict"], [])
    assert summary.clean, "a warning, and nothing would change"


def test_a_conflict_in_an_accepted_file_is_told(folder: Path, edited: Path) -> None:
    text = edited.read_text(encoding="utf-8").replace("status: unreviewed", "status: accepted")
    edited.write_text(text, encoding="utf-8")
    (folder / "a.txt").write_text("Rien.\n", encoding="utf-8")
    summary, _ = go(folder)
    assert [p.kind for p in summary.problems] == ["accepted", "conflict"]
    assert edited.read_text(encoding="utf-8") == text


def test_what_is_no_yaml_is_told_with_its_place_and_left_to_the_byte(folder: Path) -> None:
    go(folder)
    path = folder / "a.yaml"
    raw = b"# relu\r\n" + path.read_bytes().replace(b"status: done", b"status: [done")
    path.write_bytes(raw)
    (folder / "a.txt").write_text(TEXT + "Fin.\n", encoding="utf-8")
    for options in ({}, {"check": True}, {"force": True}):
        summary, _ = go(folder, **options)
        (problem,) = summary.problems
        assert (problem.file, problem.kind, problem.level) == (str(path), "yaml", "error")
        assert "status: [done" in raw.decode().splitlines()[problem.line - 2]
        assert problem.column >= 1
        assert not summary.clean
        assert path.read_bytes() == raw


def test_two_articles_with_one_annotation(folder: Path) -> None:
    (folder / "a.md").write_text(TEXT, encoding="utf-8")
    summary, _ = go(folder)
    assert summary.states["failed"] == 1
    assert "has the same annotation file" in summary.problems[0].message


def test_a_path_that_is_not_there_ends_the_run(folder: Path) -> None:
    with pytest.raises(UsageError):
        go(folder / "nichts")


def test_interrupt_keeps_what_is_done(folder: Path) -> None:
    (folder / "z.txt").write_text(TEXT + "STOP", encoding="utf-8")
    summary, _ = go(folder)
    assert summary.interrupted
    assert not list(folder.rglob("*.tmp"))


class MeanwhileWorkers(FakeWorkers):
    """Does something to the disk while it parses."""

    def __init__(self, deed: Callable[[], object]) -> None:
        super().__init__()
        self.deed = deed

    def _one(self, article: Article) -> Annotation | AnnotatorError:
        self.deed()
        return super()._one(article)


def go_meanwhile(folder: Path, deed: Callable[[], object]) -> Summary:
    other = replace(MACHINE, lexicon="other")
    return run([folder], Options(), other, MeanwhileWorkers(deed), FakeReporter())


def test_what_a_person_does_while_the_program_runs_is_kept(folder: Path) -> None:
    go(folder)
    path = folder / "a.yaml"
    text = path.read_text(encoding="utf-8").replace("status: done", "status: planned  # relu")
    summary = go_meanwhile(folder, lambda: path.write_text(text, encoding="utf-8"))
    assert summary.clean
    now = path.read_text(encoding="utf-8")
    assert "status: planned  # relu" in now
    assert "lexicon: other" in now


def test_what_a_person_accepts_while_the_program_runs_is_left_alone(folder: Path) -> None:
    go(folder)
    path = folder / "a.yaml"
    text = path.read_text(encoding="utf-8").replace("status: unreviewed", "status: accepted")
    summary = go_meanwhile(folder, lambda: path.write_text(text, encoding="utf-8"))
    assert summary.states == {"kept": 1, "written": 1}
    assert path.read_text(encoding="utf-8") == text


def test_what_nobody_foresaw_costs_one_article(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotator.corpus import article_from_bytes

    def fail(data: bytes, path: str) -> Article:
        if path.endswith("a.txt"):
            raise RecursionError("too deep")
        return article_from_bytes(data, path)

    monkeypatch.setattr("annotator.readings.article_from_bytes", fail)
    summary, _ = go(folder)
    assert summary.states == {"failed": 1, "written": 1}
    assert [p.kind for p in summary.problems] == ["internal"]


def test_mode_is_kept_and_no_scratch_stays(folder: Path) -> None:
    go(folder)
    path = folder / "a.yaml"
    path.chmod(0o640)
    go(folder, machine=replace(MACHINE, lexicon="new"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert sorted(p.name for p in folder.iterdir()) == ["a.txt", "a.yaml", "mai"]


def test_links_are_not_followed_out(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    (folder / "a.yaml").symlink_to(outside)
    summary, _ = go(folder)
    assert summary.states["failed"] == 1
    assert not outside.exists()
    out = tmp_path / "out"
    out.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (out / "mai").symlink_to(tmp_path / "elsewhere")
    summary, _ = go(folder, out=out)
    assert summary.states["failed"] == 1
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_folder_that_cannot_be_written(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    summary, _ = go(folder, out=tmp_path / "out")
    assert summary.states["failed"] == 2
    assert "cannot be written" in summary.problems[0].message


def test_the_modeline_leads_to_the_schema(folder: Path) -> None:
    (folder.parent / "schemas").mkdir()
    (folder.parent / "schemas" / "annotation.schema.json").write_text("{}")
    go(folder)
    first = (folder / "mai" / "b.yaml").read_text(encoding="utf-8").split("\n")[0]
    assert first == "# yaml-language-server: $schema=../../schemas/annotation.schema.json"


def test_json_files(folder: Path) -> None:
    go(folder, format="json")
    assert (folder / "a.json").read_text(encoding="utf-8").startswith("{\n")
    assert go(folder, format="json")[0].states == {"unchanged": 2}


def test_problems_are_of_the_files(folder: Path) -> None:
    summary, _ = go(folder, check=True)
    assert all(isinstance(p, Problem) and p.file.endswith(".yaml") for p in summary.problems)
