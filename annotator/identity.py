"""What makes two runs the same: the program's version, its models, its lexicon, its threshold."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

from annotator.record import Machine
from annotator.version import __version__

if TYPE_CHECKING:
    from annotator.nlp.models import ModelSet


def describe_machine(models: ModelSet, min_confidence: float = 0.0) -> Machine:
    """The machine that annotates with these models; nothing is loaded for it."""
    return Machine(__version__, models.id, lexicon_digest(), min_confidence)


def lexicon_digest() -> str:
    """Twelve hex digits over every YAML file of the package's data, names and bytes."""
    total = sha256()
    for name, file in sorted(_lexicon_files(resources.files("annotator").joinpath("data"), "")):
        total.update(f"{name}\0".encode())
        total.update(sha256(file.read_bytes()).digest())
    return total.hexdigest()[:12]


def _lexicon_files(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _lexicon_files(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".yaml"):
            yield f"{prefix}{entry.name}", entry
