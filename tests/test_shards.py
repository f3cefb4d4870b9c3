from __future__ import annotations

import bz2
import gzip
import io
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.errors import UsageError
from annotator.fields import choose_fields
from annotator.shards import pool, work
from annotator.shards.places import Place
from annotator.shards.run import ShardSummary, run_shards
from annotator.shards.setup import Setup
from annotator.shards.task import plan_tasks
from annotator.validate import Validator
from annotator.workers import KILLED
from records import MACHINE
from shard_samples import Silent, go, load_cheap, once, tasks, text, write_shard, written

TESTS = Path(__file__).parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_shard(tmp_path / "in" / "a.jsonl", range(5))
    write_shard(tmp_path / "in" / "mai" / "b.jsonl", range(5, 9))
    return tmp_path / "in"


def records(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_each_shard_becomes_one_file_in_the_same_tree(folder: Path, tmp_path: Path) -> None:
    summary = go(folder, tmp_path / "out")
    assert (summary.written, summary.articles.articles, summary.articles.relevant) == (2, 9, 9)
    found = sorted(p.relative_to(tmp_path / "out").as_posix() for p in tmp_path.rglob("out/**/*.*"))
    assert found == ["_shards/a.jsonl.json", "_shards/mai/b.jsonl.json", "a.jsonl", "mai/b.jsonl"]
    first = records(tmp_path / "out" / "mai" / "b.jsonl")[0]
    assert (first["article"]["file"], first["article"]["source_id"]) == ("mai/b.jsonl", "a5")
    quote = first["cooperation"][0]["evidence"][0]
    assert first["article"]["text"][quote["start"] : quote["end"]] == quote["quote"] == "exercice"


def test_records_hold_to_the_schema_of_annotations(folder: Path, tmp_path: Path) -> None:
    go(folder, tmp_path / "out")
    check = Validator()
    for record in records(tmp_path / "out" / "a.jsonl"):
        path = tmp_path / "one.yaml"
        path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
        assert [p for p in check.check_file(path) if p.level == "error"] == []


def test_what_is_done_is_passed_over(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    go(folder, out)
    before = (out / "a.jsonl").stat().st_mtime_ns
    summary = go(folder, out)
    assert (summary.written, summary.unchanged, summary.articles.words) == (0, 2, 0)
    assert summary.articles.states == {"unchanged": 9}
    assert summary.articles.types == {"exercise": 9}
    assert (out / "a.jsonl").stat().st_mtime_ns == before
    write_shard(folder / "a.jsonl", range(4))
    assert go(folder, out).written == 1
    assert written(out) == once(range(4), range(5, 9))
    (out / "a.jsonl").unlink()
    assert go(folder, out).written == 1
    (out / "_shards" / "a.jsonl.json").write_text("{")
    assert go(folder, out).written == 1
    assert go(folder, out, force=True).written == 2


def test_another_machine_is_a_reason_to_do_it_again(folder: Path, tmp_path: Path) -> None:
    go(folder, tmp_path / "out")
    machine = replace(MACHINE, lexicon="other")
    setup = Setup("fake", MACHINE, load=load_cheap)
    again = plan_tasks([str(folder)], str(tmp_path / "out"), "jsonl", machine)
    assert run_shards(again, setup, 1, Silent(), force=False).written == 2


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_compressed_shards(folder: Path, tmp_path: Path, pack) -> None:
    suffix = ".gz" if pack is gzip.compress else ".bz2"
    (folder / f"c.jsonl{suffix}").write_bytes(pack((folder / "a.jsonl").read_bytes()))
    (folder / "a.jsonl").unlink()
    go(folder, tmp_path / "out")
    assert len(records(tmp_path / "out" / "c.jsonl")) == 5


def test_wrong_articles_stand_in_the_result(folder: Path, tmp_path: Path) -> None:
    path = write_shard(folder / "a.jsonl", range(5), {2: "PANNE"})
    path.write_text(path.read_text(encoding="utf-8") + "{]\n" + '{"id": "leer"}\n')
    summary = go(folder, tmp_path / "out")
    found = records(tmp_path / "out" / "a.jsonl")
    assert [r["article"]["source_id"] for r in found] == ["a0", "a1", "a2", "a3", "a4", "6", "7"]
    assert [r["error"]["code"] for r in found if "error" in r] == ["ANN901", "ANN108", "ANN109"]
    assert summary.articles.states == {"written": 8, "failed": 3}
    assert [(p.file, p.line) for p in summary.articles.problems] == [
        (str(path), 3), (str(path), 6), (str(path), 7)]  # fmt: skip
    assert not summary.clean


def test_a_broken_shard_leaves_nothing_and_the_others_get_done(
    folder: Path, tmp_path: Path
) -> None:
    whole = gzip.compress(("\n".join(json.dumps({"text": text(n)}) for n in range(99))).encode())
    (folder / "c.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    summary = go(folder, tmp_path / "out")
    assert (summary.written, summary.failed) == (2, 1)
    assert summary.articles.problems[0].kind == "broken"
    assert not list((tmp_path / "out").rglob("*c.jsonl*"))


def test_many_articles_go_through_in_batches(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "BATCH_ARTICLES", 2)
    go(folder, tmp_path / "out")
    assert written(tmp_path / "out") == once(range(9))


def test_parquet_says_the_same(folder: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    from annotator.shards.columns import make_record

    write_shard(folder / "a.jsonl", range(5), {2: "PANNE"})
    go(folder, tmp_path / "lines")
    go(folder, tmp_path / "rows", format_="parquet")
    rows = parquet.read_table(tmp_path / "rows" / "a.parquet").to_pylist()
    assert [make_record(row) for row in rows] == records(tmp_path / "lines" / "a.jsonl")


def test_the_corpus_in_columns_and_back(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    from annotator.shards.columns import make_record, record_columns
    from annotator.shards.formats import write_parquet
    from annotator.yamlfile import load

    corpus = [load(p.read_text(encoding="utf-8")).data for p in sorted(TESTS.parent.glob("corpus/*.yaml"))]  # fmt: skip
    file = io.BytesIO()
    write_parquet(iter(corpus), file)
    from pyarrow.parquet import read_table

    table = read_table(io.BytesIO(file.getvalue()))
    assert table.schema.equals(record_columns())
    assert [make_record(row) for row in table.to_pylist()] == corpus


def test_articles_from_parquet(folder: Path, tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    from datetime import date

    import pyarrow.parquet

    rows = {
        "id": ["x", "y"],
        "text": [text(1), None],
        "published": [date(2031, 4, 2)] * 2,
        "vector": [[0.5], [0.1]],
    }
    pyarrow.parquet.write_table(pa.table(rows), folder / "p.parquet")
    go(folder, tmp_path / "out")
    found = records(tmp_path / "out" / "p.jsonl")
    assert found[0]["article"]["published"] == "2031-04-02"
    assert found[1]["error"]["code"] == "ANN109"
    pyarrow.parquet.write_table(pa.table({"vector": [1]}), folder / "p.parquet")
    assert go(folder, tmp_path / "out").failed == 1
    (folder / "p.parquet").write_bytes(b"PAR1 not really")
    assert go(folder, tmp_path / "out").articles.problems[0].kind == "broken"


def name_fields(folder: Path, out: Path, *words: str) -> ShardSummary:
    tasks = plan_tasks([str(folder)], str(out), "jsonl", MACHINE, choose_fields(words))
    return run_shards(tasks, Setup("fake", MACHINE, load=load_cheap), 1, Silent(), force=False)


def test_fields_of_other_names(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet

    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    rows = [{"nr": "x", "a.b": text(1), "text": "Non.", "meta": {"le": "2031-04-02"}}]
    (folder / "a.jsonl").write_text(json.dumps(rows[0]), encoding="utf-8")
    pyarrow.parquet.write_table(pa.Table.from_pylist(rows), folder / "b.parquet")
    words = ("id=nr", "text=a.b", "date=meta.le")
    assert name_fields(folder, out, *words).written == 2
    for name in ("a.jsonl", "b.jsonl"):
        (record,) = records(out / name)
        article = record["article"]
        assert (article["source_id"], article["published"]) == ("x", "2031-04-02")
        assert text(1).strip() in article["text"]
    assert name_fields(folder, out, *words).unchanged == 2
    assert name_fields(folder, out, *words[:2]).written == 2, "another reading of the same shard"
    wrong = name_fields(folder, out, *words, "source=media")
    assert (wrong.written, wrong.failed) == (0, 2)
    assert {problem.kind for problem in wrong.articles.problems} == {"field"}


def test_a_process_that_dies_costs_one_shard(folder: Path, tmp_path: Path) -> None:
    mark = tmp_path / "mark"  # without the wait, c could die before d has died its one time
    write_shard(folder / "c.jsonl", range(20, 25), {22: f"ATTEND={mark} MORT"})
    write_shard(folder / "d.jsonl", range(30, 35), {31: f"MEURT={mark}"})
    summary = go(folder, tmp_path / "out", 2)
    assert (summary.written, summary.failed) == (3, 1)
    assert summary.articles.problems[0].message == KILLED
    assert written(tmp_path / "out") == once(range(9), range(30, 35))


def test_a_killed_run_leaves_no_process_and_goes_on(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_shard(folder / "z.jsonl", range(20, 25), {22: "LENT=30"})
    code = "import sys; from shard_samples import *; go(Path(sys.argv[1]), Path(sys.argv[2]), 2)"
    path = tmp_path / "run.py"
    path.write_text(f"if __name__ == '__main__':\n    {code}\n")
    run = subprocess.Popen(
        [sys.executable, str(path), str(folder), str(out)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stderr=subprocess.PIPE,  # held by its children, too: it ends when the last of them does
    )
    end = time.monotonic() + 60
    while len(list(out.rglob("_shards/**/*.json"))) < 2 and time.monotonic() < end:
        time.sleep(0.05)
    run.send_signal(signal.SIGKILL)
    run.communicate(timeout=20)
    write_shard(folder / "z.jsonl", range(20, 25))
    summary = go(folder, out)
    assert (summary.written, summary.unchanged) == (1, 2)
    assert written(out) == once(range(9), range(20, 25))


def test_an_interrupt_keeps_the_shards_that_are_done(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = pool.annotate_shard

    def stop(task, work):
        if task.name == "mai/b.jsonl":
            raise KeyboardInterrupt
        return real(task, work)

    monkeypatch.setattr(pool, "annotate_shard", stop)
    summary = go(folder, tmp_path / "out")
    assert (summary.written, summary.articles.interrupted) == (1, True)


def test_object_storage(folder: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    files = fsspec.filesystem("memory")
    for path in folder.rglob("*.jsonl"):
        files.pipe(f"/bucket/in/{path.relative_to(folder).as_posix()}", path.read_bytes())
    setup = Setup("fake", MACHINE, load=load_cheap)
    for count in (2, 0):
        planned = plan_tasks(["memory://bucket/in"], "memory://bucket/out", "jsonl", MACHINE)
        assert run_shards(planned, setup, 1, Silent(), force=False).written == count
    lines = files.cat("/bucket/out/mai/b.jsonl").splitlines()
    assert json.loads(lines[0])["article"]["file"] == "mai/b.jsonl"
    with pytest.raises(UsageError, match="no such"):
        list(plan_tasks(["memory://bucket/no"], "memory://bucket/out", "jsonl", MACHINE))
    with pytest.raises(UsageError, match="nothing://x"):
        list(Place("nothing://x").find())


def test_what_cannot_be_planned(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        tasks(tmp_path / "none", tmp_path / "out")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="no shards there"):
        tasks(tmp_path / "empty", tmp_path / "out")
    (folder / "a.jsonl.gz").write_bytes(b"")
    with pytest.raises(UsageError, match="the same file of annotations"):
        tasks(folder, tmp_path / "out")


def test_a_missing_package_is_named(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pyarrow", "pyarrow.parquet", "warcio.archiveiterator", "fsspec.core"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(UsageError, match=r"pip install 'annotator\[parquet\]'"):
        go(folder, tmp_path / "out", format_="parquet")
    with pytest.raises(UsageError, match=r"annotator\[remote\]"):
        list(Place("s3://x/y").find())
    for name, extra in (("p.parquet", "parquet"), ("w.warc.gz", "warc")):
        (folder / name).write_bytes(b"x")
        with pytest.raises(UsageError, match=rf"annotator\[{extra}\]"):
            go(folder, tmp_path / "out")
        (folder / name).unlink()


def test_a_worker_that_would_say_other_things_ends_the_run(folder: Path, tmp_path: Path) -> None:
    from annotator.identity import describe_machine
    from annotator.nlp.models import find_models

    machine = replace(describe_machine(find_models("default")), lexicon="other")
    planned = list(plan_tasks([str(folder)], str(tmp_path / "out"), "jsonl", machine))
    for jobs in (1, 2):
        with pytest.raises(UsageError, match=r"the run wants 0.*, other"):
            run_shards(planned, Setup("default", machine), jobs, Silent(), force=False)


PAGE = """<html lang="fr"><head><title>Manœuvres au large de Bergen</title></head><body><article>
<h1>Manœuvres au large de Bergen</h1><p>{}</p><p>Les deux marines avaient déjà travaillé ensemble l'an
dernier, et d'autres sorties sont prévues avant l'hiver, a dit un porte-parole.</p></article></body></html>"""


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # warcio's writer
def test_articles_from_web_archives(folder: Path, tmp_path: Path) -> None:
    writer_module = pytest.importorskip("warcio.warcwriter")
    from warcio.statusandheaders import StatusAndHeaders

    with (folder / "w.warc.gz").open("wb") as file:
        writer = writer_module.WARCWriter(file, gzip=True)

        def add(name: str, page: str, status: str = "200 OK", kind: str = "text/html") -> None:
            headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    f"https://example.org/{name}",
                    "response",
                    payload=io.BytesIO(page.encode()),
                    http_headers=headers,
                )
            )

        writer.write_record(writer.create_warcinfo_record("w.warc.gz", {"software": "test"}))
        add("bergen.html", PAGE.format(text(7)))
        add("weg.html", PAGE.format(text(8)), status="404 Not Found")
        add("bild.png", "PNG", kind="image/png")
        add("leer.html", "<html><body></body></html>")
    summary = go(folder, tmp_path / "out")
    found = records(tmp_path / "out" / "w.jsonl")
    assert [r["article"]["source_id"] for r in found] == ["https://example.org/bergen.html", "2"]
    assert found[0]["article"]["title"] == "Manœuvres au large de Bergen"
    assert found[0]["relevant"]
    assert found[1]["error"]["code"] == "ANN109"
    assert summary.articles.states == {"written": 10, "failed": 1}
    whole = (folder / "w.warc.gz").read_bytes()
    (folder / "w.warc.gz").write_bytes(b"no archive " + whole)
    assert go(folder, tmp_path / "out").articles.problems[0].kind == "broken"
