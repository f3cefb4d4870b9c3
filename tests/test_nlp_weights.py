from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter, OrderedDict
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from annotator.cli import main  # noqa: E402
from annotator.errors import ModelError  # noqa: E402
from annotator.nlp.models import (  # noqa: E402
    ModelSet,
    bundled_directory,
    find_models,
    read_models,
    verify_models,
)
from annotator.nlp.parser import load_engine  # noqa: E402
from annotator.nlp.weights import careful_reading, read_weights  # noqa: E402
from training.plain import convert, write_plain  # noqa: E402

ROOT = Path(__file__).parent.parent
CONTENT = {
    "model": OrderedDict(a=torch.arange(6.0).view(2, 3), b=torch.ones(2, dtype=torch.float16)),
    "config": {"lang": "fr", "ids": [1, 2.5, True], "seen": {"x", "y"}, "none": None, "": {}},
    "dicts": b"\x00\xff",
    "state": {0: "zéro", ("a", 1): OrderedDict({2: [torch.tensor(3)]})},
    "$": {"$tensor": "no tensor"},
}


def same(one: Any, other: Any) -> bool:
    """Equal in types, order and bits."""
    if type(one) is not type(other):
        return False
    if isinstance(one, torch.Tensor):
        return one.dtype == other.dtype and one.shape == other.shape and torch.equal(one, other)
    if isinstance(one, dict):
        return same(list(one), list(other)) and same(list(one.values()), list(other.values()))
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def test_what_is_written_plainly_comes_back(tmp_path: Path) -> None:
    written = write_plain(CONTENT, tmp_path / "a.json")
    assert [path.name for path in written] == ["a.json", "a.safetensors"]
    assert same(read_weights(tmp_path / "a.json"), CONTENT)
    assert write_plain({"dict": {"du": "de le"}}, tmp_path / "b.json") == [tmp_path / "b.json"]
    assert read_weights(tmp_path / "b.json") == {"dict": {"du": "de le"}}


@pytest.mark.parametrize("value", [Counter("aa"), float("nan"), object(), torch.nn.Parameter()])
def test_what_has_no_plain_form_is_not_written(tmp_path: Path, value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        write_plain({"config": value}, tmp_path / "a.json")


@pytest.mark.parametrize("zipped", [False, True])
def test_what_torch_saved_is_read(tmp_path: Path, zipped: bool) -> None:
    path = tmp_path / "a.pt"
    torch.save(CONTENT, path, _use_new_zipfile_serialization=zipped)
    assert same(read_weights(path), CONTENT)


class Harm:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("echo harm >&2",)


@pytest.mark.parametrize("zipped", [False, True])
def test_code_is_refused(tmp_path: Path, zipped: bool, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.pt"
    torch.save({"model": Harm()}, path, _use_new_zipfile_serialization=zipped)
    with pytest.raises(ModelError, match=r"a\.pt: no model .*it names \w+\.system") as caught:
        read_weights(path)
    assert "\n" not in str(caught.value)
    assert "harm" not in capfd.readouterr().err


DAMAGED = {
    "a.pt": [b"", b"no weights", b"PK\x03\x04", b"\x80\x02}"],
    "a.json": [b"", b"\xff", b"[" * 100_000, b'{"$tensor": "a"}', b'{"$eval": "a"}'],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "raw"), [(name, raw) for name, all_of in DAMAGED.items() for raw in all_of]
)
def test_what_is_damaged_is_one_line(tmp_path: Path, name: str, raw: bytes) -> None:
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(ModelError, match=r"a\.\w+: no model that can be read") as caught:
        read_weights(tmp_path / name)
    assert "\n" not in str(caught.value)


def test_damaged_tensors_are_one_line(tmp_path: Path) -> None:
    write_plain(CONTENT, tmp_path / "a.json")
    path = tmp_path / "a.safetensors"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ModelError, match="no model that can be read"):
        read_weights(tmp_path / "a.json")


@pytest.fixture(scope="module")
def stanzas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The set that is shipped, as Stanza's files."""
    folder = tmp_path_factory.mktemp("stanzas")
    convert(bundled_directory(), folder, back=True)
    return folder


def test_a_set_goes_into_the_plain_form_and_back(stanzas: Path, tmp_path: Path) -> None:
    convert(stanzas, tmp_path)
    shipped, found = bundled_directory(), read_models(tmp_path)
    assert found.id == read_models(stanzas).id
    assert verify_models(found) == verify_models(read_models(stanzas)) == []
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in shipped.iterdir()}
    for name in found.files:
        assert (tmp_path / name).read_bytes() == (shipped / name).read_bytes(), name


def test_a_set_whose_files_stanza_must_find_is_not_converted(tmp_path: Path) -> None:
    manifest = {"name": "a", "version": 1, "files": {}, "pipeline": {"package": "gsd"}}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ValueError, match=r"its pipeline names no \.pt files"):
        convert(tmp_path, tmp_path / "out")


@pytest.mark.models
@pytest.mark.parametrize("setting", [{}, {"tokenize_no_ssplit": True}], ids=["fast", "plain"])
@pytest.mark.parametrize("name", ["lemma.pt", "fr.pretrain.pt"])
def test_a_set_that_would_run_code_is_one_line(
    stanzas: Path, tmp_path: Path, name: str, setting: dict, capfd: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(stanzas, mine := tmp_path / "mine")
    torch.save({"config": {}, "vocab": Harm()}, mine / name)
    manifest = json.loads((mine / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"][name]["bytes"] = (mine / name).stat().st_size
    manifest["pipeline"] |= setting
    (mine / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    article = shutil.copy(ROOT / "docs" / "example.txt", tmp_path)
    with pytest.raises(SystemExit) as caught:
        main(["run", "--no-cache", "--models", str(mine), str(article)])
    out, err = capfd.readouterr()
    assert (caught.value.code, out) == (2, "")
    assert err.startswith(f"annotate: ANN402 {mine / name}: no model that can be read (it names ")
    assert err.count("\n") == 1
    assert "harm" not in err.replace("that", "")


WITHOUT_PICKLE = """
import _pickle, pickle, sys

def refuse(*_, **__):
    raise AssertionError("a pickle is read")

class Refused(pickle.Unpickler):
    __init__ = refuse

for module in (pickle, _pickle):
    module.load = module.loads = refuse
    module.Unpickler = module._Unpickler = Refused
sys.addaudithook(lambda event, _: refuse() if event.startswith("pickle.") else None)
from annotator.cli import main
main(["run", "--no-cache", "--jobs", "1", sys.argv[1]])
"""


@pytest.mark.models
def test_articles_are_annotated_without_any_pickle(tmp_path: Path) -> None:
    article = shutil.copy(ROOT / "docs" / "example.txt", tmp_path)
    command = [sys.executable, "-c", WITHOUT_PICKLE, str(article)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert "patrol-bra-cpv" in (tmp_path / "example.yaml").read_text(encoding="utf-8")


@pytest.mark.models
def test_a_set_of_stanzas_files_gives_the_same(stanzas: Path) -> None:
    texts = ["Le Portugal et le Cap-Vert ont signé un accord à Praia."]
    engines = [load_engine(models, 1) for models in (find_models(), read_models(stanzas))]
    assert engines[0].analyse(texts) == engines[1].analyse(texts)


def test_a_manifest_cannot_ask_for_a_download(tmp_path: Path) -> None:
    pipeline = {"download_method": 3, "use_gpu": True, "dir": "/", "lang": "en"}
    arguments = ModelSet("x", "1", tmp_path, {}, pipeline).arguments()
    assert (arguments["download_method"], arguments["use_gpu"]) == (None, False)
    assert (arguments["dir"], arguments["lang"]) == (str(tmp_path), "fr")


def test_stanzas_loaders_read_carefully_only_while_asked(tmp_path: Path) -> None:
    path, usual = tmp_path / "a.pt", torch.load
    torch.save(CONTENT, path)
    with careful_reading():
        assert torch.load is read_weights
        assert torch.load(path, lambda storage, _: storage, weights_only=False)["config"]
    assert torch.load is usual
