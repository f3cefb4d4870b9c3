"""Models without pickle: JSON and safetensors, the form of the set that is shipped.

    python -m training.plain DIR OUT          a set of Stanza's files in this form
    python -m training.plain --back DIR OUT   and back, for a plain stanza.Pipeline

What the form is, and what reads it, is in annotator/nlp/weights.py. The weights stay the same to
the bit. A set keeps its id when it is put into this form, since its parses stay what they are: its
manifest tells of which file of Stanza's each of its own was made.
"""

from __future__ import annotations

import argparse
import json
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save

from annotator.nlp.models import MANIFEST, describe_file, read_models
from annotator.nlp.weights import SUFFIXES, read_plain, read_weights

AS_THEY_ARE = (str, int, float, bool, type(None))
STANZAS = ".pt"
# A pipeline looks for it; this one says that there is nothing to be fetched.
RESOURCES = {"fr": {"packages": {}, "lang_name": "French"}, "url": ""}


def write_plain(content: Any, path: Path) -> list[Path]:
    """Write `path` (.json) and, for a model with tensors, the file beside it. What was written.

    Raises TypeError for a value that has no plain form, ValueError for a number that is none.
    """
    tensors: dict[str, torch.Tensor] = {}
    value = _plain(content, "", tensors)
    write_json(value, path, separators=(",", ":"))
    if not tensors:
        return [path]
    beside = path.with_suffix(SUFFIXES[1])
    beside.write_bytes(save(tensors))
    return [path, beside]


def write_json(value: Any, path: Path, **form: Any) -> None:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, **form)
    path.write_text(f"{text}\n", encoding="utf-8")


def _plain(value: Any, place: str, tensors: dict[str, torch.Tensor]) -> Any:
    """The value as JSON has it; tensors go into `tensors`, named by their place."""
    kind = type(value)
    if kind in AS_THEY_ARE:
        return value
    if kind is torch.Tensor:
        own = value.clone(memory_format=torch.contiguous_format)  # no part of another's memory
        return {"$tensor": _keep(own, place, tensors)}
    if kind is bytes:
        return {"$bytes": _keep(torch.tensor(list(value), dtype=torch.uint8), place, tensors)}
    if kind is OrderedDict:
        return {"$ordered": _plain(dict(value), place, tensors)}
    if kind is dict:
        return _plain_dict(value, place, tensors)
    if kind in (list, tuple, set):
        items = sorted(value, key=repr) if kind is set else value
        found = [_plain(item, f"{place}/{i}", tensors) for i, item in enumerate(items)]
        return found if kind is list else {f"${kind.__name__}": found}
    raise TypeError(f"{place}: no plain form for {kind.__name__}")


def _plain_dict(value: dict, place: str, tensors: dict[str, torch.Tensor]) -> Any:
    items = [(key, _plain(v, f"{place}/{key}".lstrip("/"), tensors)) for key, v in value.items()]
    marked = len(items) == 1 and str(items[0][0]).startswith("$")
    if all(type(key) is str for key in value) and not marked:
        return dict(items)
    return {"$pairs": [[_plain(key, place, tensors), item] for key, item in items]}


def _keep(tensor: torch.Tensor, name: str, tensors: dict[str, torch.Tensor]) -> str:
    if name in tensors:
        raise ValueError(f"two tensors are called {name}")
    tensors[name] = tensor
    return name


def convert(source: Path, out: Path, *, back: bool = False) -> None:
    """The set of `source` in `out`, in the plain form or `back` in Stanza's.

    Raises ModelError for what is no set of models, ValueError for one that leaves it to Stanza
    where its files lie.
    """
    models = read_models(source)
    before, after = (SUFFIXES[0], STANZAS) if back else (STANZAS, SUFFIXES[0])
    names = {v for k, v in models.pipeline.items() if k.endswith("_path") and v in models.files}
    renamed = {name: Path(name).with_suffix(after).name for name in names if name.endswith(before)}
    if not renamed:
        raise ValueError(f"{source}: its pipeline names no {before} files of its own")
    out.mkdir(parents=True, exist_ok=True)
    files: dict[str, Any] = {}
    for name, new in sorted(renamed.items()):
        origin = {"made_from": {"file": name, "sha256": models.files[name].sha256}}
        files |= list_files(_write(source / name, out / new), **({} if back else origin))
    path = source / MANIFEST
    told = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    pipeline = {key: renamed.get(value, value) for key, value in models.pipeline.items()}
    basis = {"name": models.name, "version": models.version}
    write_json(basis | told | {"pipeline": pipeline, "files": files}, out / MANIFEST, indent=1)
    write_json(RESOURCES, out / "resources.json")


def _write(source: Path, target: Path) -> list[Path]:
    if target.suffix == SUFFIXES[0]:
        return write_plain(read_weights(source), target)
    torch.save(read_plain(source), target)
    return [target]


def list_files(paths: Iterable[Path], **more: Any) -> dict[str, dict[str, Any]]:
    """The files as a manifest has them."""
    found = {path.name: describe_file(path) for path in paths}
    return {
        name: {"sha256": file.sha256, "bytes": file.bytes, **more} for name, file in found.items()
    }


def main() -> None:
    reader = argparse.ArgumentParser(prog="python -m training.plain", description=__doc__)
    reader.formatter_class = argparse.RawDescriptionHelpFormatter
    reader.add_argument("--back", action="store_true", help="from the plain form to Stanza's")
    reader.add_argument("source", type=Path, metavar="DIR", help="a set of models")
    reader.add_argument("out", type=Path, metavar="OUT", help="folder for what is made")
    args = reader.parse_args()
    convert(args.source, args.out, back=args.back)


if __name__ == "__main__":
    main()
