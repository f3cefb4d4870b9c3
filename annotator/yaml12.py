"""Data files of the lexicon, read as YAML 1.2 reads them (`NO` and `2024-05` are strings).

`load` is the fast way: it keeps no places, and looks them up only when an error is to be told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from yaml.nodes import Node, ScalarNode, SequenceNode

from annotator.errors import LexiconError
from annotator.yamlfile import COLLECTIONS, MAX_DEPTH, Way, YamlError, compose, scalar
from annotator.yamlfile import load as load_places


@dataclass(frozen=True, slots=True)
class Located:
    """The data of a file; `line` and `error` know where in the file each value stands."""

    data: Any
    text: str
    source: str

    def line(self, path: Way) -> int:
        """The line, from 1, of the value at `path` or of the nearest one around it."""
        return load_places(self.text).place(path).line

    def error(self, path: Way, message: str) -> LexiconError:
        """`file:line: message` for the value at `path`."""
        return LexiconError(f"{self.source}:{self.line(path)}: {message}")


def load(text: str, source: str) -> Any:
    """The data of a YAML text; raises LexiconError (`source:line: …`).

    Not read: duplicate keys, tags, aliases of anchors, more than MAX_DEPTH levels.
    """
    try:
        node = compose(text)
        return None if node is None else _construct(node, 0, set())
    except YamlError as error:
        raise LexiconError(f"{source}:{error.line}: {error}") from None


def load_with_lines(text: str, source: str) -> Located:
    """As `load`, with the lines of the values."""
    return Located(load(text, source), text, source)


def _construct(node: Node, depth: int, seen: set[int]) -> Any:
    if id(node) in seen:
        raise _error(node, "an alias of an anchor: write the value out")
    seen.add(id(node))
    if isinstance(node, ScalarNode):
        return scalar(node)
    if depth > MAX_DEPTH:
        raise _error(node, f"nested more than {MAX_DEPTH} levels deep")
    if node.tag not in COLLECTIONS:
        raise _error(node, f"the tag {node.tag!r} is not read")
    if isinstance(node, SequenceNode):
        return [_construct(item, depth + 1, seen) for item in node.value]
    return _mapping(node, depth, seen)


def _mapping(node: Node, depth: int, seen: set[int]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, ScalarNode):
            raise _error(key_node, "a key must be a word")
        key = str(key_node.value)
        if key in result:
            raise _error(key_node, f"the key {key!r} stands here twice")
        result[key] = _construct(value_node, depth + 1, seen)
    return result


def _error(node: Node, message: str) -> YamlError:
    return YamlError(message, node.start_mark.line + 1, node.start_mark.column + 1)
