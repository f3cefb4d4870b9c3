from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.record import Machine
from annotator.run import Options, run
from annotator.screen import bytes_may_matter, may_matter
from annotator.shards.run import run_shards
from annotator.shards.setup import Setup
from annotator.shards.task import plan_tasks
from annotator.summary import Summary
from annotator.validate import Validator
from annotator.yamlfile import load
from records import MACHINE
from shard_samples import Silent, load_cheap
from test_run import TEXT, FakeReporter, FakeWorkers

ROOT = Path(__file__).parent.parent
SCREEN = replace(MACHINE, screen=True)
OTHER = (
    "Le marché aux fleurs de la place du Capitole a rouvert samedi. Les commerçants attendent "
    "beaucoup de visiteurs pour la fête des mères, et le maire a promis des bancs neufs.\n"
)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "Le Cap-Vert et le Brésil mèneront des patrouilles conjointes.",
        "L'armée franco-allemande a livré trois hélicoptères.",
        "Lisbonne a reçu d'Oslo deux frégates et des radars pour son armée.",
        "Les manœu-\nvres communes des marines chilienne\net péruvienne ont commencé.",
        "Un dialogue « 2+2 » a réuni à Tokyo les ministres de la Défense australien et japonais.",
    ],
)
def test_what_may_matter_passes(text: str) -> None:
    assert may_matter(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        OTHER,
        "La France a gagné la coupe du monde contre la Croatie.",  # two parties, no defence
        "Le Portugal a mené un exercice naval commun de la marine et de l'armée.",  # one party
        "La défense a plaidé. Le Portugal et la Norvège cultivent l'olive et la morue.",  # no rule
    ],
)
def test_what_cannot_matter_does_not(text: str) -> None:
    assert not may_matter(text)


def test_words_of_a_rule_stand_in_one_sentence() -> None:
    apart = "Le Portugal forme ses marins. Mme Silva tient un stage de danse. La Norvège se tait."
    assert not may_matter(apart)


def test_encodings() -> None:
    assert bytes_may_matter(TEXT.encode("cp1252"))
    assert bytes_may_matter(OTHER.encode("utf-16")), "it is for the reader to say"
    assert not bytes_may_matter(OTHER.encode("cp1252"))


def test_all_that_the_corpus_has_passes() -> None:
    missed = [
        path.stem
        for path in sorted((ROOT / "corpus").glob("*.yaml"))
        if load(path.read_text(encoding="utf-8")).data["relevant"]
        and not bytes_may_matter(path.with_suffix(".txt").read_bytes())
    ]
    assert missed == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "a.txt").write_text(TEXT, encoding="utf-8")
    (articles / "b.txt").write_text(OTHER, encoding="utf-8")
    return articles


def go(folder: Path, machine: Machine = SCREEN, **options: object) -> tuple[Summary, list[str]]:
    workers = FakeWorkers()
    summary = run([folder], Options(**options), machine, workers, FakeReporter())
    return summary, workers.parsed


def test_what_is_screened_out_is_not_parsed_and_says_so(folder: Path) -> None:
    summary, parsed = go(folder)
    assert parsed == ["a.txt"]
    assert summary.states == {"written": 2}
    assert summary.skipped == {"screened out": 1}
    record = load((folder / "b.yaml").read_text(encoding="utf-8")).data
    assert (record["relevant"], record["machine"]["screened"]) == (False, True)
    assert [p for p in Validator().check_file(folder / "b.yaml") if p.level == "error"] == []
    assert "screened" not in (folder / "a.yaml").read_text(encoding="utf-8")
    summary, parsed = go(folder)
    assert (summary.states, summary.skipped, parsed) == ({"unchanged": 2}, {"screened out": 1}, [])


def test_a_full_run_does_what_was_only_screened(folder: Path) -> None:
    go(folder)
    summary, _ = go(folder, MACHINE, check=True)
    assert [p.message for p in summary.problems] == ["would be written: it was only screened"]
    assert go(folder, MACHINE)[1] == ["b.txt"]
    assert "screened" not in (folder / "b.yaml").read_text(encoding="utf-8")
    assert go(folder)[0].states == {"unchanged": 2}, "more is known of it than a screen says"


def test_what_was_looked_into_is_never_only_screened(folder: Path) -> None:
    go(folder, MACHINE)
    assert go(folder, replace(SCREEN, lexicon="new"))[1] == ["a.txt", "b.txt"]


def test_a_check_writes_nothing(folder: Path) -> None:
    summary, _ = go(folder, diff=True)
    assert summary.states == {"outdated": 2}
    assert not list(folder.glob("*.yaml"))


def test_shards(tmp_path: Path) -> None:
    lines = [json.dumps({"id": name, "text": text}) for name, text in (("x", OTHER), ("y", TEXT))]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    planned = plan_tasks([str(tmp_path / "in.jsonl")], str(tmp_path / "out"), "jsonl", SCREEN)
    setup = Setup("fake", SCREEN, load=load_cheap)
    summary = run_shards(planned, setup, 1, Silent(), force=False)
    assert summary.articles.skipped == {"screened out": 1}
    text = (tmp_path / "out" / "in.jsonl").read_text(encoding="utf-8")
    first, second = (json.loads(line) for line in text.splitlines())
    assert (first["article"]["source_id"], first["machine"]["screened"]) == ("x", True)
    assert (first["relevant"], second["relevant"]) == (False, True)
    full = plan_tasks([str(tmp_path / "in.jsonl")], str(tmp_path / "out"), "jsonl", MACHINE)
    assert run_shards(full, setup, 1, Silent(), force=False).written == 1
