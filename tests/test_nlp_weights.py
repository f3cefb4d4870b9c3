from __future__ import annotations

import io
import os
import pickle
import shutil
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from annotator.nlp.models import ModelSet, bundled_directory, find_models  # noqa: E402
from annotator.nlp.weights import (  # noqa: E402
    TensorUnpickler,
    careful_reading,
    read_foreign_weights,
    read_weights,
)

CONTENT = {
    "model": OrderedDict(a=torch.arange(6.0).view(2, 3), b=torch.ones(2, dtype=torch.float16)),
    "config": {"lang": "fr", "ids": [1, 2], "seen": {"x"}, "none": None},
    "dicts": b"\x00\xff",
}


@pytest.mark.parametrize("zipped", [False, True])
def test_what_torch_saved_is_read(tmp_path: Path, zipped: bool) -> None:
    path = tmp_path / "a.pt"
    torch.save(CONTENT, path, _use_new_zipfile_serialization=zipped)
    found = read_weights(path)
    assert torch.equal(found["model"].pop("a"), CONTENT["model"]["a"])
    assert found["model"].pop("b").dtype == torch.float16
    assert {key: found[key] for key in ("config", "dicts")} == {
        key: CONTENT[key] for key in ("config", "dicts")
    }


class Harm:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("echo harm >&2",)


@pytest.mark.parametrize("read", [read_weights, read_foreign_weights])
@pytest.mark.parametrize("zipped", [False, True])
def test_code_is_refused(
    tmp_path: Path, zipped: bool, read: Callable, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.pt"
    torch.save({"model": Harm()}, path, _use_new_zipfile_serialization=zipped)
    with pytest.raises(pickle.UnpicklingError, match=r"may not name|weights_only"):
        read(path)
    assert "harm" not in capfd.readouterr().err


@pytest.mark.parametrize("name", ["os.system", "torch.storage.io.open", "torch.hub.load"])
def test_no_other_name_is_looked_up(name: str) -> None:
    module, _, attribute = name.rpartition(".")
    for protocol_module, qualified in ((module, attribute), ("torch", name.partition(".")[2])):
        with pytest.raises(pickle.UnpicklingError, match="may not name"):
            TensorUnpickler(io.BytesIO()).find_class(protocol_module, qualified)


def test_only_the_package_s_own_files_are_read_quickly(tmp_path: Path) -> None:
    assert find_models().bundled
    shutil.copy(bundled_directory() / "manifest.json", tmp_path)
    assert not find_models(tmp_path).bundled


def test_a_manifest_cannot_ask_for_a_download(tmp_path: Path) -> None:
    pipeline = {"download_method": 3, "use_gpu": True, "dir": "/", "lang": "en"}
    arguments = ModelSet("x", "1", tmp_path, {}, pipeline).arguments()
    assert (arguments["download_method"], arguments["use_gpu"]) == (None, False)
    assert (arguments["dir"], arguments["lang"]) == (str(tmp_path), "fr")


@pytest.mark.parametrize("own", [False, True])
def test_stanzas_loaders_read_carefully_only_while_asked(tmp_path: Path, own: bool) -> None:
    path, usual = tmp_path / "a.pt", torch.load
    torch.save(CONTENT, path)
    with careful_reading(own=own):
        assert torch.load is (read_weights if own else read_foreign_weights)
        assert torch.load(path, lambda storage, _: storage, weights_only=False)["config"]
    assert torch.load is usual
