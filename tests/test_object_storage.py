"""Shards in a bucket of a server that speaks S3, through s3fs, as people have them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.cli import main
from annotator.errors import AnnotationError, UsageError
from annotator.shards.places import Place
from annotator.shards.run import ShardSummary, run_shards
from annotator.shards.setup import Setup
from annotator.shards.task import plan_tasks
from records import MACHINE
from shard_samples import Silent, load_cheap, write_shard

pytest.importorskip("s3fs")
server = pytest.importorskip("moto.server", reason="needs moto, flask and flask-cors")

NOWHERE = "http://127.0.0.1:9"  # the port of `discard`: nobody listens


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    served = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    served.start()
    yield "http://{}:{}".format(*served.get_host_and_port())
    served.stop()


@pytest.fixture
def bucket(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The file system of a bucket `presse` with two shards below `in/`."""
    s3fs = pytest.importorskip("s3fs")
    settings = {
        "AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b",
        "AWS_DEFAULT_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    }  # fmt: skip
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    files = s3fs.S3FileSystem()
    files.mkdir("presse")
    yield files
    files.rm("presse", recursive=True)
    s3fs.S3FileSystem.clear_instance_cache()


def go(where: int = 1, *, force: bool = False) -> ShardSummary:
    tasks = plan_tasks(["s3://presse/in"], "s3://presse/out", "jsonl", MACHINE)
    return run_shards(tasks, Setup("fake", MACHINE, load=load_cheap), where, Silent(), force=force)


def fill(bucket: Any, folder: Path) -> None:
    for name, numbers in (("a.jsonl", range(5)), ("mai/b.jsonl", range(5, 9))):
        bucket.put_file(str(write_shard(folder / name, numbers)), f"presse/in/{name}")


@pytest.mark.parametrize("where", [1, 2])
def test_shards_come_from_a_bucket_and_go_into_one(bucket: Any, tmp_path: Path, where: int) -> None:
    fill(bucket, tmp_path)
    assert (go(where).written, go(where).unchanged) == (2, 2)
    assert sorted(bucket.find("presse/out")) == [
        "presse/out/_shards/a.jsonl.json", "presse/out/_shards/mai/b.jsonl.json",
        "presse/out/a.jsonl", "presse/out/mai/b.jsonl",
    ]  # fmt: skip
    records = [json.loads(line) for line in bucket.cat("presse/out/mai/b.jsonl").splitlines()]
    assert [record["article"]["source_id"] for record in records] == ["a5", "a6", "a7", "a8"]
    bucket.put_file(str(write_shard(tmp_path / "a.jsonl", range(3))), "presse/in/a.jsonl")
    summary = go(where)
    assert (summary.written, summary.unchanged) == (1, 1), "told by the ETag"
    assert go(where, force=True).written == 2


def test_a_file_by_its_own_url(bucket: Any, tmp_path: Path) -> None:
    fill(bucket, tmp_path)
    place = Place("s3://presse/in/a.jsonl")
    assert list(place.find()) == [""]
    assert list(Place("s3://presse/in/").find()) == ["a.jsonl", "mai/b.jsonl"]
    assert place.read() == (tmp_path / "a.jsonl").read_bytes()
    assert Place("s3://presse/no").read() is None
    place.remove()
    place.remove()
    assert not place.exists()


def test_more_than_one_part(bucket: Any) -> None:
    place = Place("s3://presse/large.jsonl")
    data = b"0123456789abcdef" * (4 * 2**20)  # 64 MB: sent in parts
    place.write(lambda file: file.write(data) and None)
    assert place.read() == data


def test_what_cannot_be_written_leaves_what_was_there(bucket: Any) -> None:
    bucket.pipe("presse/a.jsonl", b"alt")
    place = Place("s3://presse/a.jsonl")
    with pytest.raises(ZeroDivisionError):
        place.write(lambda file: file.write(b"neu") and 1 // 0)
    with pytest.raises(AnnotationError, match=r"s3://nichts/a.jsonl: cannot be written: ") as told:
        Place("s3://nichts/a.jsonl").write(lambda file: file.write(b"neu") and None)
    assert told.value.kind == "unwritable"
    assert not bucket.exists("nichts"), "a name that is misspelt makes no bucket"
    assert place.read() == b"alt"


@pytest.mark.parametrize(
    ("settings", "url", "told"),
    [
        ({}, "s3://nichts/in", "ANN101 s3://nichts/in: no such file or folder"),
        ({}, "s3://presse/no", "ANN101 s3://presse/no: no such file or folder"),
        ({"AWS_ENDPOINT_URL": NOWHERE}, "s3://presse/in", "ANN102 s3://presse/in: cannot be read: Could not connect"),
        ({"AWS_ACCESS_KEY_ID": None}, "s3://presse/in", "ANN102 s3://presse/in: cannot be read: "),
    ],
    ids=["no bucket", "no folder", "no server", "no credentials"],
)  # fmt: skip
def test_what_is_wrong_is_told_in_a_line(
    bucket: Any, settings: dict[str, str | None], url: str, told: str,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path,
) -> None:  # fmt: skip
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    for name, value in settings.items():
        monkeypatch.delenv(name) if value is None else monkeypatch.setenv(name, value)
    type(bucket).clear_instance_cache()
    with pytest.raises(SystemExit) as caught:
        main([url, "--format", "jsonl", "--out", str(tmp_path / "out"), "--quiet"])
    assert caught.value.code == 2
    err = capsys.readouterr().err
    assert err.startswith(f"annotate: {told}")
    assert err.count("\n") == 1
    with pytest.raises(UsageError):
        list(Place(url).find())
