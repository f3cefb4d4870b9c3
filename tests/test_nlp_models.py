from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from annotator.errors import ModelError
from annotator.nlp import models
from annotator.nlp.download import download_models


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path))
    return tmp_path / "models"


def write_set(directory: Path, name: str = "essai") -> Path:
    directory.mkdir(parents=True)
    (directory / "tagger.pt").write_bytes(b"poids")
    described = models.describe_file(directory / "tagger.pt")
    manifest = {
        "name": name,
        "version": "3",
        "files": {"tagger.pt": {"sha256": described.sha256, "bytes": described.bytes}},
        "pipeline": {"processors": "tokenize,pos", "pos_model_path": "tagger.pt"},
    }
    (directory / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return directory


def test_a_set_in_the_users_directory_is_listed_and_found_by_name(home: Path) -> None:
    write_set(home / "essai")
    assert "essai" in [found.name for found in models.list_models()]
    found = models.find_models("essai")
    assert found.version == "3"
    assert found.arguments()["pos_model_path"] == str((home / "essai/tagger.pt").resolve())
    assert found.arguments()["processors"] == "tokenize,pos"
    assert found.arguments()["download_method"] is None


def test_a_set_is_found_by_its_directory(tmp_path: Path, home: Path) -> None:
    assert models.find_models(write_set(tmp_path / "ailleurs")).name == "essai"


def test_an_unknown_name_is_one_line_that_names_what_there_is(home: Path) -> None:
    write_set(home / "essai")
    with pytest.raises(ModelError, match=r"rien: no models of that name.*essai") as caught:
        models.find_models("rien")
    assert "\n" not in str(caught.value)


def test_a_directory_without_models_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "tagger.pt").touch()
    with pytest.raises(ModelError, match=r"no manifest.json and no .*parser\.pt") as caught:
        models.read_models(tmp_path)
    assert "tagger.pt" not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"name": "x"}', '{"name":"x","version":1,"files":[]}']
)
def test_a_broken_manifest_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=r"manifest\.json: not a manifest"):
        models.read_models(tmp_path)


def test_verify_names_missing_cut_and_changed_files(tmp_path: Path) -> None:
    found = models.read_models(write_set(tmp_path / "a"))
    assert models.verify_models(found) == []
    path = found.directory / "tagger.pt"
    path.write_bytes(b"poidz")
    assert [p.split(": ")[1][:11] for p in models.verify_models(found)] == ["sha256 is n"]
    path.write_bytes(b"poi")
    assert [p.split(": ")[1] for p in models.verify_models(found)] == ["3 bytes, should be 5"]
    path.unlink()
    assert [p.split(": ")[1] for p in models.verify_models(found)] == ["missing"]


def test_the_id_changes_with_the_weights_and_with_the_setting(tmp_path: Path) -> None:
    first = models.read_models(write_set(tmp_path / "a"))
    same = models.read_models(write_set(tmp_path / "b"))
    assert first.id == same.id
    path = tmp_path / "b" / "manifest.json"
    changed = json.loads(path.read_text(encoding="utf-8"))
    changed["pipeline"]["tokenize_no_ssplit"] = True
    path.write_text(json.dumps(changed), encoding="utf-8")
    assert models.read_models(tmp_path / "b").id != first.id
    changed["pipeline"].pop("tokenize_no_ssplit")
    changed["files"]["tagger.pt"]["sha256"] = "0" * 64
    path.write_text(json.dumps(changed), encoding="utf-8")
    assert models.read_models(tmp_path / "b").id != first.id


def test_the_id_is_that_of_the_files_that_a_set_was_made_of(tmp_path: Path) -> None:
    first = models.read_models(write_set(tmp_path / "a"))
    path = tmp_path / "a" / "manifest.json"
    made = json.loads(path.read_text(encoding="utf-8"))
    origin = {"file": "tagger.pt", "sha256": made["files"]["tagger.pt"]["sha256"]}
    entry = {"sha256": "0" * 64, "bytes": 1, "made_from": origin}
    made["files"] = {"tagger.json": entry, "tagger.safetensors": entry}
    made["pipeline"]["pos_model_path"] = "tagger.json"
    path.write_text(json.dumps(made), encoding="utf-8")
    assert models.read_models(tmp_path / "a").id == first.id
    made["pipeline"]["tokenize_no_ssplit"] = True
    path.write_text(json.dumps(made), encoding="utf-8")
    assert models.read_models(tmp_path / "a").id != first.id


def test_a_download_without_network_is_one_line_and_leaves_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stanza = pytest.importorskip("stanza")

    def fail(*_: object, **__: object) -> None:
        sys.stderr.write("Traceback and bars")
        raise OSError("no route\nto host")

    monkeypatch.setattr(stanza, "download", fail)
    with pytest.raises(ModelError, match="cannot download Stanza's gsd models: no route to host"):
        download_models("gsd")
    assert list(home.iterdir()) == []
    assert capsys.readouterr().err == ""


def test_a_download_gets_a_manifest_and_replaces_an_older_one(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stanza = pytest.importorskip("stanza")
    source = write_set(tmp_path / "source")

    def fetch(_: str, *, model_dir: str, **__: object) -> None:
        shutil.copytree(source, Path(model_dir) / "fr")

    monkeypatch.setattr(stanza, "download", fetch)
    download_models("gsd")
    found = download_models("stanza-gsd")
    assert found == models.find_models("stanza-gsd")
    assert models.verify_models(found) == []
    assert found.arguments()["package"] == "gsd"
    assert found.arguments()["dir"] == str((home / "stanza-gsd").resolve())
