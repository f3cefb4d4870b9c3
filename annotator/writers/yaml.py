"""The record as YAML for people who read diffs: one fact a line, nothing folded, no anchors.

Every reader of YAML 1.1 or 1.2 gets the same strings: whatever one of them would take for
something else (`NO`, `12:30`, `2024-05`) stands in quotes. The same record gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from annotator.problems import UNSEEN, escape
from annotator.record import Record

_AMBIGUOUS_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_NUMBER_LIKE = re.compile(r"[-+.0-9][-+.0-9a-fA-FxXoO_:, TtZz]*|[-+]?\.(inf|nan)", re.IGNORECASE)
_FIRST = re.compile(r"""[-?:,\[\]{}#&*!|>'"%@`=~<\s]""")
_INSIDE = re.compile(r": |:$| #|\s$")
_INSIDE_FLOW = re.compile(r"[,\[\]{}:?]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}


def write(record: Record) -> str:
    """The text of an annotation file, without its modeline."""
    return "\n".join(mapping(record, 0)) + "\n"


MODELINE = "# yaml-language-server: $schema="


def modeline(schema: str) -> str:
    """The comment by which editors find the schema, with its line end."""
    return f"{MODELINE}{schema}\n"


def mapping(fields: Mapping[str, Any], indent: int) -> list[str]:
    """The lines of a mapping, `indent` spaces in."""
    return [line for key, value in fields.items() for line in field(key, value, indent)]


def field(key: str, value: Any, indent: int) -> list[str]:
    """The lines of one key with its value."""
    head = f"{' ' * indent}{_key(key)}:"
    if isinstance(value, Mapping):
        return [head, *mapping(value, indent + 2)] if value else [f"{head} {{}}"]
    if not isinstance(value, list | tuple):
        return [f"{head} {scalar(value)}"]
    if any(isinstance(item, Mapping) for item in value):
        return [head, *(line for item in value for line in entry(item, indent + 2))]
    return [f"{head} [{', '.join(scalar(item, flow=True) for item in value)}]"]


def entry(item: Mapping[str, Any], indent: int) -> list[str]:
    """The lines of one item of a list; its `- ` stands `indent` spaces in."""
    first, *rest = mapping(item, indent + 2)
    return [f"{' ' * indent}- {first[indent + 2 :]}", *rest]


def scalar(value: Any, *, flow: bool = False) -> str:
    """One value in the plainest style that no reader misreads."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    return str(value) if _is_plain(value, flow) else _quoted(value)


@lru_cache(maxsize=1024)  # few are ever written
def _key(key: str) -> str:
    return scalar(key)


def _is_plain(text: str, flow: bool) -> bool:
    return not (
        not text
        or _FIRST.match(text)
        or _INSIDE.search(text)
        or (flow and _INSIDE_FLOW.search(text))
        or _NUMBER_LIKE.fullmatch(text)
        or text.lower() in _AMBIGUOUS_WORDS
        or UNSEEN.search(text)
    )


def _quoted(text: str) -> str:
    """Single quotes where they spare backslashes, else double quotes."""
    if ('"' in text or "\\" in text) and not UNSEEN.search(text):
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(_escaped(c) for c in text) + '"'


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    return escape(ord(char)) if UNSEEN.match(char) else char
