"""Reading weights, never by pickle.

Stanza's own files are read by `torch.load(weights_only=True)`. That interprets their pickles in
Python, 1.1 s for the words that our models know; so ours have a plain form, read in 0.13 s:
`tagger.json` holds all that is no tensor, `tagger.safetensors` beside it the tensors. JSON stands
for itself, but for an object whose only key begins with `$`:

    {"$tensor": "model/upos_emb.weight"}   the tensor of that name
    {"$bytes": "dicts"}                    bytes, kept as a tensor of 8-bit numbers
    {"$ordered": {…}}                      an OrderedDict
    {"$pairs": [[0, …], …]}                a dictionary with keys that JSON does not have
    {"$tuple": […]}, {"$set": […]}

`training/plain.py` writes it.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import torch
from safetensors import safe_open

from annotator.errors import ModelError

SUFFIXES = (".json", ".safetensors")
NAMED = re.compile(r"GLOBAL ([\w.]+)")  # how torch tells of a file that would run code
_torch_load = torch.load


def read_weights(path: Any, *_: Any, **__: Any) -> Any:
    """The content of a model's file, its tensors on the CPU, whatever else the caller asks for.

    Raises ModelError, with one line, for a file that is none or names anything to be run.
    """
    try:
        if Path(path).suffix == SUFFIXES[0]:
            return read_plain(Path(path))
        return _torch_load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # torch, JSON, safetensors: no common base
        message = f"{path}: no model that can be read ({_reason(error)})"
        raise ModelError(message, "damaged") from error


def read_plain(path: Path) -> Any:
    """The value that a JSON file and the tensors beside it hold."""
    tensors = _read_tensors(path.with_suffix(SUFFIXES[1]))
    makers: dict[str, Callable[[Any], Any]] = {
        "$tensor": tensors.__getitem__,
        "$bytes": lambda name: tensors[name].numpy().tobytes(),
        "$ordered": OrderedDict,
        "$pairs": dict,
        "$tuple": tuple,
        "$set": set,
    }

    def restore(found: dict[str, Any]) -> Any:
        mark = next(iter(found), "")
        marked = len(found) == 1 and mark.startswith("$")
        return makers[mark](found[mark]) if marked else found

    return json.loads(path.read_text(encoding="utf-8"), object_hook=restore)


def _read_tensors(path: Path) -> dict[str, torch.Tensor]:
    """All of a file, mapped into memory; none where a model has no tensors."""
    if not path.exists():
        return {}
    with safe_open(path, framework="pt") as file:
        return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no mapping


def _reason(error: Exception) -> str:
    """One line of it. What torch says of pickles begins with advice to read them carelessly."""
    text = str(error)
    if found := NAMED.search(text):
        return f"it names {found[1]}, and only tensors and plain values are read"
    if "weights_only" in text:
        return "there are not only tensors and plain values in it"
    return f"{type(error).__name__}: {' '.join(text.split())[:160]}"


@contextmanager
def careful_reading() -> Iterator[None]:
    """While it lasts, Stanza's loaders read through `read_weights`."""
    with patch.object(torch, "load", read_weights):
        yield
