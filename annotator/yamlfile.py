"""YAML files as YAML 1.2 reads them (`NO`, `2024-05` are strings), with the place of each value.

Files may come from anyone: what would cost more than its size lets expect is refused. Tags and
aliases are not read, nesting ends at MAX_DEPTH, a file at MAX_BYTES.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from annotator.errors import AnnotationError
from annotator.opening import read_regular

Way = tuple[str | int, ...]  # the way to a value: ("cooperation", 0, "status")

MAX_DEPTH = 32
MAX_BYTES = 8 * 1024 * 1024  # a thousand times an annotation; takes ten seconds and a gigabyte
TOO_DEEP = f"nested more than {MAX_DEPTH} levels deep"
NO_ALIASES = "aliases are not read in annotations: write the value out"
_HARMLESS_DEPTH = 1000  # libyaml's composer calls itself for each level, until the stack ends
_LINE = re.compile("[^\n\r\x85\u2028\u2029]+")
PLAIN = "?"  # the tag of a scalar without quotes: `_plain` says what it is
_PREFIX = "tag:yaml.org,2002:"
COLLECTIONS = (f"{_PREFIX}map", f"{_PREFIX}seq")  # the tags of what has none
_INT = re.compile(r"[-+]?[0-9]{1,300}|0o[0-7]{1,300}|0x[0-9a-fA-F]{1,300}")
_FLOAT = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)
_WORDS = {
    word: value
    for name, value in (("null", None), ("true", True), ("false", False))
    for word in (name, name.capitalize(), name.upper())
} | {"": None, "~": None}


class YamlError(AnnotationError):
    """Not valid YAML, or not the plain kind that annotations use; line and column from 1."""

    kind = "yaml"

    def __init__(self, message: str, line: int, column: int, kind: str = "") -> None:
        super().__init__(message, kind)
        self.line, self.column = line, column


@dataclass(frozen=True, slots=True)
class Place:
    """Line and column, both from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file as data; `places` says where each value stands (in a mapping: its key)."""

    data: Any
    places: dict[Way, Place]

    def place(self, path: Way) -> Place:
        """Where `path` stands, or the nearest thing around it that is there."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Place(1, 1))


def read_text(path: Path) -> str:
    """The text of an annotation file. Raises AnnotationError for what cannot be one."""
    try:
        return read_regular(path, MAX_BYTES).decode("utf-8")
    except UnicodeDecodeError as error:
        raise AnnotationError(f"{path}: is not UTF-8 (byte {error.start}); left alone") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise AnnotationError(f"{path}: cannot be read: {reason}") from error


class _Composer(CParser):
    """libyaml's parser with a resolver that leaves plain scalars alone."""

    def resolve(self, kind: type[Node], _value: str | None, implicit: Any) -> str:
        if kind is ScalarNode:
            return PLAIN if implicit[0] else f"{_PREFIX}str"
        return f"{_PREFIX}map" if kind is MappingNode else f"{_PREFIX}seq"

    def descend_resolver(self, parent: Node | None, index: Any) -> None: ...

    def ascend_resolver(self) -> None: ...


def compose(text: str) -> Node | None:
    """The tree of nodes with their marks, None for an empty text. Raises YamlError."""
    try:
        if _depth_bound(text) > _HARMLESS_DEPTH:
            _require_shallow(text)
        return _Composer(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = error.problem or error.context or "not valid YAML"
        raise YamlError(
            what, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1
        ) from None
    except UnicodeEncodeError as error:
        before = text[: error.start]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise YamlError("half of a character", line, column) from None
    except yaml.reader.ReaderError as error:
        before = text.encode()[: error.position].decode(errors="replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise YamlError(str(error.reason), line, column) from None


def _depth_bound(text: str) -> int:
    """A depth that no node lies below, quickly told: what opens levels is counted, needed or not.

    In block style each level stands further in than the one around it, save a list in a mapping.
    """
    block = max((_columns(line) for line in _LINE.findall(text)), default=0)
    return 2 * (block + text.count("[") + text.count("{"))


def _columns(line: str) -> int:
    return len(line) - len(line.lstrip(" ")) + line.count("-") + line.count("?") + line.count(":")


def _require_shallow(text: str) -> None:
    """Raise YamlError for too many levels and for aliases, before anything is built of them."""
    parser, depth = CParser(text), 0
    event: Any = None
    while not isinstance(event, yaml.StreamEndEvent):
        event = parser.get_event()
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH + 1 or isinstance(event, yaml.AliasEvent):
            mark = event.start_mark
            message = NO_ALIASES if depth <= MAX_DEPTH + 1 else TOO_DEEP
            raise YamlError(message, mark.line + 1, mark.column + 1)


def load(text: str) -> Document:
    """Data and places of a YAML text. Raises YamlError."""
    places: dict[Way, Place] = {}
    node = compose(text)
    data = None if node is None else _construct(node, (), places, set())
    return Document(data, places)


def construct(node: Node) -> Any:
    """The data of a node. Raises YamlError for aliases, tags, and keys given twice."""
    return _construct(node, (), {}, set())


def _construct(node: Node, path: Way, places: dict[Way, Place], seen: set[int]) -> Any:
    places.setdefault(path, _place(node))
    if isinstance(node, ScalarNode):
        return scalar(node)
    if id(node) in seen:
        raise _error(node, NO_ALIASES)
    if len(path) > MAX_DEPTH:
        raise _error(node, TOO_DEEP)
    if node.tag not in COLLECTIONS:
        raise _error(node, f"the tag {node.tag!r} is not read in annotations")
    seen.add(id(node))
    if isinstance(node, SequenceNode):
        return [_construct(item, (*path, i), places, seen) for i, item in enumerate(node.value)]
    return _mapping(node, path, places, seen)


def _mapping(node: Node, path: Way, places: dict[Way, Place], seen: set[int]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, ScalarNode):
            raise _error(key_node, "a key must be a word")
        key = str(key_node.value)
        if key in result:
            raise _error(key_node, f"the key {key!r} stands here twice")
        places[(*path, key)] = _place(key_node)
        result[key] = _construct(value_node, (*path, key), places, seen)
    return result


def scalar(node: ScalarNode) -> Any:
    """The value of a scalar under YAML 1.2's core schema."""
    value = str(node.value)
    if node.tag == PLAIN:
        return plain(value)
    if node.tag == f"{_PREFIX}str":
        return value
    raise _error(node, f"the tag {node.tag!r} is not read in annotations")


def plain(value: str) -> Any:
    """What YAML 1.2's core schema makes of a scalar without quotes."""
    if value in _WORDS:
        return _WORDS[value]
    if _INT.fullmatch(value):
        return int(value, 0 if value[:2] in {"0o", "0x"} else 10)
    if _FLOAT.fullmatch(value):
        return float(re.sub(r"\.(inf|nan)", r"\1", value, flags=re.IGNORECASE))
    return value


def _place(node: Node) -> Place:
    return Place(node.start_mark.line + 1, node.start_mark.column + 1)


def _error(node: Node, message: str) -> YamlError:
    place = _place(node)
    return YamlError(message, place.line, place.column)
