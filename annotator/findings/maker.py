"""What findings depend on beside an article's bytes and the lexicon."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib import resources
from importlib.metadata import version
from importlib.resources.abc import Traversable

from annotator.readings import reader_id
from annotator.record import Machine


def maker_id(machine: Machine) -> bytes:
    """A digest of what findings depend on beside the article's bytes and the lexicon."""
    parts = (code_digest(), reader_id().hex(), version("stanza"), machine.models)
    return sha256(" ".join([*parts, str(machine.min_confidence)]).encode()).digest()


@cache
def code_digest() -> str:
    """A digest of all code of the program."""
    total = sha256(sys.version.encode())
    for name, file in sorted(_code(resources.files("annotator"), "")):
        total.update(f"{name}\0".encode() + sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _code(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.name.endswith(".py"):
            yield f"{prefix}{entry.name}", entry
        elif entry.is_dir():
            yield from _code(entry, f"{prefix}{entry.name}/")
