"""Reading weights: those from elsewhere by `torch.load(weights_only=True)`, our own faster.

That reader interprets pickles in Python: 1.3 s for the million steps of our vocabularies, which
would take the start of the program beyond its aim of 4 s. The one here leaves the work to pickle's
own reader in C and takes 0.2 s. It is for the files that
come with the package and are no less trusted than its code; and still it lets a file name harmless
things only: tensors, their storages, and plain containers. A file that names anything else, as one
that wants to run code must, is refused.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any
from unittest.mock import patch

import torch

PLAIN = {
    ("collections", "OrderedDict"),
    ("collections", "Counter"),
    ("collections", "defaultdict"),
    ("_codecs", "encode"),  # how old pickles spell bytes
    ("builtins", "set"),
    ("builtins", "dict"),
    ("__builtin__", "set"),
    ("__builtin__", "dict"),
}
REBUILDERS = {"_rebuild_tensor", "_rebuild_tensor_v2", "_rebuild_parameter"}
NUMBERS = ("BFloat16", "Bool", "Byte", "Char", "Double", "Float", "Half", "Int", "Long", "Short")
TENSORS = (
    {("torch", f"{number}Storage") for number in NUMBERS}
    | {("torch._utils", name) for name in REBUILDERS}
    | {("torch", "Size"), ("torch.storage", "UntypedStorage"), ("torch.storage", "TypedStorage")}
)


class TensorUnpickler(pickle.Unpickler):
    """A reader for tensors in plain containers. Raises UnpicklingError for all else."""

    def find_class(self, module: str, name: str) -> Any:
        """The class or function of that name, if it is one that a file of weights needs."""
        if (module, name) in PLAIN | TENSORS:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"a file of weights may not name {module}.{name}")


def _load(stream: Any, **options: Any) -> Any:
    return TensorUnpickler(stream, **options).load()


# what torch.load wants of a "pickle module"
PICKLE = ModuleType("pickle_of_tensors")
PICKLE.__dict__.update(Unpickler=TensorUnpickler, load=_load)
_torch_load = torch.load


def read_weights(path: Any, *_: Any, **__: Any) -> Any:
    """The content of a file of weights, on the CPU. Raises UnpicklingError if it is none."""
    return _torch_load(path, map_location="cpu", pickle_module=PICKLE, weights_only=False)


def read_foreign_weights(path: Any, *_: Any, **__: Any) -> Any:
    """The same by torch's own careful reader, whatever the caller would have it do."""
    return _torch_load(path, map_location="cpu", weights_only=True)


@contextmanager
def careful_reading(*, own: bool) -> Iterator[None]:
    """While it lasts, Stanza's loaders read through the functions above; `own` files quickly."""
    with patch.object(torch, "load", read_weights if own else read_foreign_weights):
        yield
