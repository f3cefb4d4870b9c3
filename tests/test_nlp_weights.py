from __future__ import annotations

import os
import pickle
from collections import OrderedDict
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from annotator.nlp.weights import quick_reading, read_weights  # noqa: E402

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


@pytest.mark.parametrize("zipped", [False, True])
def test_code_is_refused(tmp_path: Path, zipped: bool, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.pt"
    torch.save({"model": Harm()}, path, _use_new_zipfile_serialization=zipped)
    with pytest.raises(pickle.UnpicklingError, match="may not name"):
        read_weights(path)
    assert "harm" not in capfd.readouterr().err


def test_stanzas_loaders_read_quickly_only_while_asked(tmp_path: Path) -> None:
    path, usual = tmp_path / "a.pt", torch.load
    torch.save(CONTENT, path)
    with quick_reading():
        assert torch.load is read_weights
        assert torch.load(path, lambda storage, _: storage, weights_only=True)["config"]
    assert torch.load is usual
