"""Changes to a YAML text that leave every other byte as it is, comments above all.

An `Editor` collects replacements of stretches of the text; what is not replaced cannot change.
Comments that stand inside a replaced or removed stretch are put back as lines of their own.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from annotator.writers import yaml
from annotator.yamlfile import YamlError, compose, construct

Pair = tuple[ScalarNode, Node]
_HASH = re.compile(r"(?:^|(?<=\s))#")


class Editor:
    """A YAML text whose root is a mapping in block style. Raises YamlError for any other."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.newline = "\r\n" if "\r\n" in text else "\n"
        root = compose(text)
        if not isinstance(root, MappingNode) or is_flow(root):
            raise YamlError("is no mapping in block style", 1, 1, "form")
        construct(root)  # raises for aliases, tags and keys given twice
        self.root = root
        self._pairs: dict[int, dict[str, Pair]] = {}
        self._edits: list[tuple[int, int, str]] = []

    def result(self) -> str:
        """The text with all replacements made."""
        parts, done = [], 0
        for start, end, new in sorted(self._edits, key=lambda edit: edit[:2]):
            parts += [self.text[done:start], new]
            done = max(done, end)
        return "".join([*parts, self.text[done:]])

    # places

    def line_start(self, index: int) -> int:
        return self.text.rfind("\n", 0, index) + 1

    def line_end(self, index: int) -> int:
        """Behind the line feed of the line that holds `index`, or the end of the text."""
        at = self.text.find("\n", index)
        return len(self.text) if at < 0 else at + 1

    def content_end(self, node: Node) -> int:
        """Behind the last character that belongs to the node, not the white space after it."""
        if isinstance(node, ScalarNode) or not node.value or is_flow(node):
            start, end = node.start_mark.index, node.end_mark.index
            return start + len(self.text[start:end].rstrip())
        last = node.value[-1]
        if isinstance(node, SequenceNode):
            return self.content_end(last)
        key, value = last
        return max(self.content_end(value), self.colon_end(key))

    def colon_end(self, key: ScalarNode) -> int:
        """Behind the colon of a key."""
        at = self.text.find(":", key.end_mark.index)
        if at < 0:  # written with `?`
            mark = key.start_mark
            message = f"the key {key.value!r} has no colon"
            raise YamlError(message, mark.line + 1, mark.column + 1, "form")
        return at + 1

    def pair(self, node: Node, key: str) -> Pair | None:
        if id(node) not in self._pairs:  # nodes live as long as the root does
            self._pairs[id(node)] = {pair[0].value: pair for pair in node.value}
        return self._pairs[id(node)].get(key)

    # comments

    def comments(self, start: int, end: int) -> list[str]:
        """The comments that begin between two places, each from its `#` to the end of its line."""
        return [comment for at, comment in self._comments if start <= at < end]

    @cached_property
    def _comments(self) -> list[tuple[int, str]]:
        """Place and text of every comment: a `#` at the start of a word that is in no scalar."""
        spans = sorted(_scalar_spans(self.root, self.text))
        starts = [start for start, _ in spans]
        found, done = [], 0
        for match in _HASH.finditer(self.text):
            at = match.start()
            before = bisect_right(starts, at) - 1
            if at >= done and (before < 0 or spans[before][1] <= at):
                done = self.line_end(at)
                found.append((at, self.text[at:done].rstrip("\r\n")))
        return found

    # replacements

    def replace(self, start: int, end: int, new: str) -> None:
        self._edits.append((start, end, new))

    def insert_lines(self, index: int, lines: list[str]) -> None:
        """Put lines at a line's start; a last line without its end gets one first."""
        if index and self.text[index - 1] != "\n":
            lines = ["", *lines]
            self.replace(index, index, self.newline.join(lines))
        else:
            self.replace(index, index, "".join(line + self.newline for line in lines))

    def amend(self, node: Node, new: Any) -> None:
        """Make a node say `new`, which adds fields at ends and changes scalars and nothing else."""
        if isinstance(node, ScalarNode):
            if construct(node) != new:
                self.replace(node.start_mark.index, node.end_mark.index, yaml.scalar(new))
        elif isinstance(node, SequenceNode):
            for child, value in zip(node.value, new, strict=True):
                self.amend(child, value)
        elif isinstance(node, MappingNode):
            for key_node, value_node in node.value:
                self.amend(value_node, new[key_node.value])
            for key in [key for key in new if self.pair(node, key) is None]:
                self._append_field(node, key, new[key])

    def _append_field(self, node: MappingNode, key: str, value: Any) -> None:
        if is_flow(node):
            text = f"{yaml.scalar(key)}: {yaml.scalar(value, flow=True)}"
            place = node.start_mark.index + 1
            self.replace(place, place, f"{text}, " if node.value else text)
            return
        lines = yaml.field(key, value, node.start_mark.column)
        self.insert_lines(self.line_end(self.content_end(node)), lines)

    def update_mapping(self, node: Node, new: Mapping[str, Any]) -> None:
        """Make a block mapping say `new`: only fields whose value differs are written again."""
        old = construct(node)
        place = node.start_mark.index  # of the last field that stays: what is new goes behind it
        for key, value in new.items():
            pair = self.pair(node, key)
            if pair is None:
                self._insert_field(node, place, key, value)
                continue
            place = self._field_end(pair)
            if old[key] != value:
                self._update_field(pair, key, value)
        for key_node, value_node in node.value:
            if key_node.value not in new:
                self._remove_field(key_node, value_node)

    def _insert_field(self, node: Node, place: int, key: str, value: Any) -> None:
        column = node.start_mark.column
        lines = yaml.field(key, value, column)
        if place == node.start_mark.index:
            text = self.newline.join([*lines, " " * column]).lstrip(" ")
            self.replace(place, place, text)
        else:
            self.insert_lines(self.line_end(place), lines)

    def _update_field(self, pair: Pair, key: str, value: Any) -> None:
        key_node, value_node = pair
        nested = isinstance(value_node, MappingNode) and not is_flow(value_node)
        if nested and isinstance(value, Mapping) and value:
            self.update_mapping(value_node, value)
            return
        column = key_node.start_mark.column
        start, end = key_node.start_mark.index, self._field_end(pair)
        inner = self.comments(start, end)
        new = self.newline.join(yaml.field(key, value, column)).lstrip(" ")
        self.replace(start, end, new)
        if inner:
            self.insert_lines(self.line_end(end), [" " * column + comment for comment in inner])

    def _remove_field(self, key_node: ScalarNode, value_node: Node) -> None:
        start = self.line_start(key_node.start_mark.index)
        end = self.line_end(self._field_end((key_node, value_node)))
        margin = " " * key_node.start_mark.column
        kept = [margin + comment for comment in self.comments(start, end)]
        self.replace(start, end, "".join(line + self.newline for line in kept))

    def _field_end(self, pair: Pair) -> int:
        return max(self.content_end(pair[1]), self.colon_end(pair[0]))


def is_flow(node: Node) -> bool:
    """Whether a list or mapping is written with brackets."""
    return bool(getattr(node, "flow_style", False))


def _scalar_spans(node: Node, text: str) -> list[tuple[int, int]]:
    """Start and end of every scalar under `node`; of a block scalar, its lines alone."""
    if isinstance(node, ScalarNode):
        start, end = node.start_mark.index, node.end_mark.index
        if node.style in {"|", ">"}:
            start = min(end, text.find("\n", start) + 1 or end)
        return [(start, end)] if start < end else []
    children = node.value
    if isinstance(node, MappingNode):
        children = [child for pair in node.value for child in pair]
    return [span for child in children for span in _scalar_spans(child, text)]
