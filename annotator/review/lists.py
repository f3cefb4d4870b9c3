"""A list of entries in a YAML text: which lines each entry has, and how entries come and go."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from annotator.review.edit import Editor, is_flow
from annotator.writers import yaml
from annotator.yamlfile import YamlError


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: its node, and its lines from that of its dash to that of its last word."""

    node: MappingNode
    start: int
    end: int


class EntryList:
    """The list under a key of the root, in block style or empty. Raises YamlError for any other."""

    def __init__(self, editor: Editor, key: str) -> None:
        pair = editor.pair(editor.root, key)
        if pair is None:
            raise KeyError(key)
        self._editor = editor
        self._key, self._node = pair
        self._column = 2
        self.items = self._read(self._node, key)

    def _read(self, node: Node, key: str) -> list[Item]:
        if isinstance(node, ScalarNode) and node.value in {"", "~", "null"} and not node.style:
            return []
        if not isinstance(node, SequenceNode):
            raise _error(node, f"{key} is no list")
        if not node.value:
            return []
        if is_flow(node):
            raise _error(node, f"{key} is written as [ … ]; write one entry under another, with -")
        self._column = node.start_mark.column
        return [self._item(child) for child in node.value]

    def _item(self, node: Node) -> Item:
        if not isinstance(node, MappingNode):
            raise _error(node, "an entry is no mapping")
        editor = self._editor
        dash = re.compile(rf"^ {{{self._column}}}-(?=\s|$)", re.MULTILINE)
        start = editor.line_start(node.start_mark.index)
        while not dash.match(editor.text, start):  # `-` alone on a line, the mapping under it
            if not start:
                raise _error(node, "an entry without its -")
            start = editor.line_start(start - 1)
        return Item(node, start, editor.line_end(editor.content_end(node)))

    def update(self, item: Item, new: Mapping[str, Any]) -> None:
        """Make an entry say `new`, field by field where its form allows it."""
        node = item.node
        first = node.value[0][0] if node.value else None
        if is_flow(node) or first is None or first.value not in new:
            comments = self._kept_comments(item)
            lines = [*comments, *yaml.entry(new, self._column)]
            self._replace(item, lines)
        else:
            self._editor.update_mapping(node, new)

    def remove(self, item: Item) -> None:
        """Take an entry out; its comments stay where it was."""
        self._replace(item, self._kept_comments(item))

    def insert(self, after: Item | None, entries: list[Mapping[str, Any]]) -> None:
        """Put new entries behind an entry and what belongs to it, or at the head of the list."""
        if after is None:
            place = self._editor.line_end(self._key.start_mark.index)
        else:
            place = self._attached_end(after.end)
        lines = [line for entry in entries for line in yaml.entry(entry, self._column)]
        self._editor.insert_lines(place, lines)

    def set_empty(self, *, empty: bool) -> None:
        """Write or take away the `[]` of an empty list, where there was or will be no entry."""
        editor, node = self._editor, self._node
        colon = editor.colon_end(self._key)
        written = isinstance(node, SequenceNode) and not node.value
        if empty and not written:
            editor.replace(colon, colon, " []")
        elif written and not empty:
            start, end = node.start_mark.index, node.end_mark.index
            start = colon if editor.text[colon:start].isspace() else start
            kept = editor.comments(start, end)
            editor.replace(start, end, "".join(f"{editor.newline}  {line}" for line in kept))

    def _replace(self, item: Item, lines: list[str]) -> None:
        editor = self._editor
        last = item.end == len(editor.text) and not editor.text.endswith("\n")
        text = "".join(line + editor.newline for line in lines)
        editor.replace(item.start, item.end, text.removesuffix(editor.newline) if last else text)

    def _kept_comments(self, item: Item) -> list[str]:
        comments = self._editor.comments(item.start, item.end)
        return [" " * self._column + comment for comment in comments]

    def _attached_end(self, place: int) -> int:
        """Behind the comments after an entry that stand further in than its dash."""
        text, end = self._editor.text, place
        while place < len(text):
            stop = self._editor.line_end(place)
            line = text[place:stop]
            margin = len(line) - len(line.lstrip(" "))
            if not line.isspace() and not line.lstrip(" \t").startswith("#"):
                break
            if not line.isspace() and margin > self._column:
                end = stop
            place = stop
        return end


def _error(node: Node, message: str) -> YamlError:
    return YamlError(message, node.start_mark.line + 1, node.start_mark.column + 1, "form")
