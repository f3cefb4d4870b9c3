"""What makes two runs the same: the program's version, its models, its lexicon, its threshold."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any

from annotator.datafiles import PACKAGE, data_file
from annotator.record import Machine
from annotator.version import __version__
from annotator.yaml12 import load

if TYPE_CHECKING:
    from annotator.nlp.models import ModelSet

# Of annotator/data, what no finding depends on: tests of the rules, forms of files, and the models,
# which have an id of their own.
_APART = ("examples", "schemas", "models")
_TESTS = frozenset(["examples", "counterexamples"])


def describe_machine(
    models: ModelSet, min_confidence: float = 0.0, *, screen: bool = False
) -> Machine:
    """The machine that annotates with these models; nothing is loaded for it."""
    return Machine(__version__, models.id, lexicon_digest(), min_confidence, screen)


def lexicon_digest(data: Traversable | None = None) -> str:
    """Twelve hex digits over all of the lexicon that findings depend on.

    Of YAML the content counts, in its order: comments, line breaks and the examples of rules do
    not, so that another example makes no annotation out of date. Raises LexiconError for what is
    no YAML.
    """
    return content_digest(lexicon_content(data))


def lexicon_content(data: Traversable | None = None) -> dict[str, str]:
    """All that findings depend on: name of a file → its text, of YAML its content as JSON."""
    files = sorted(_lexicon_files(data or PACKAGE, ""))
    return {
        name: _substance(name, file if data else data_file(*name.split("/")))
        for name, file in files
    }


def content_digest(content: Mapping[str, str]) -> str:
    """The digest of a lexicon with this content."""
    total = sha256()
    for name, text in content.items():
        total.update(f"{name}\0".encode())
        total.update(sha256(text.encode("utf-8", "surrogateescape")).digest())
    return total.hexdigest()[:12]


def _lexicon_files(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir() and not (prefix == "" and entry.name in _APART):
            yield from _lexicon_files(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith((".yaml", ".json", ".txt")):
            yield f"{prefix}{entry.name}", entry


def _substance(name: str, file: Traversable) -> str:
    if not name.endswith(".yaml"):
        return file.read_bytes().decode("utf-8", "surrogateescape")
    content = _without_tests(load(file.read_text(encoding="utf-8"), name))
    return json.dumps(content, ensure_ascii=False)


def _without_tests(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_tests(v) for key, v in value.items() if key not in _TESTS}
    return [_without_tests(item) for item in value] if isinstance(value, list) else value
