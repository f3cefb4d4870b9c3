"""What a key does to the text of an annotation file: one function per kind of change.

Each takes and gives the whole text and touches nothing but the lines that it is about; what follows
from it (ids, origins, parties, marks of what was rejected) is `review.settle`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotator.entries import Entry, entries, rename_supports
from annotator.errors import AnnotationError
from annotator.review import is_programs
from annotator.review.edit import Editor
from annotator.review.lists import EntryList
from annotator.yamlfile import construct

BOM = "\ufeff"
_ORDER = {
    "cooperation": ("id", "type", "parties", "status", "domains", "when", "where", "evidence"),
    "rationale": (
        *("id", "text", "start", "end", "kind", "theme", "targets", "stated_by", "supports"),
    ),
}  # fmt: skip


def change_entry(text: str, kind: str, id_: str, fields: Mapping[str, Any]) -> str:
    """Fields of an entry said anew; None takes a field away. A conflict is settled by it."""
    editor = _Text(text)
    number = editor.find(kind, id_)
    editor.update(kind, number, {**fields, "conflict": None})
    return editor.result()


def remove_entry(text: str, kind: str, id_: str) -> str:
    """Take an entry out, and its id out of what a person's reasons support."""
    editor = _Text(text)
    number = editor.find(kind, id_)
    found = editor.lists[kind]
    found.remove(found.items[number])
    found.set_empty(empty=len(found.items) == 1)
    for i, entry in enumerate(entries(editor.record, "rationale")):
        less = rename_supports(entry, {id_: None})
        if less != entry and not is_programs(entry, editor.record) and entry.get("id") != id_:
            editor.update("rationale", i, {"supports": less.get("supports")})
    return editor.result()


def add_entry(text: str, kind: str, entry: Entry) -> str:
    """A new entry, in the order of the article."""
    editor = _Text(text)
    found = editor.lists[kind]
    before = [_start(other) <= _start(entry) for other in entries(editor.record, kind)]
    number = max((i for i, earlier in enumerate(before) if earlier), default=-1)
    found.set_empty(empty=False)
    found.insert(found.items[number] if number >= 0 else None, [entry])
    return editor.result()


def set_review(text: str, fields: Mapping[str, Any]) -> str:
    """Fields under `review`; the others there stay, None takes one away."""
    editor = _Text(text)
    review = editor.record.get("review")
    said = {**review, **fields} if isinstance(review, Mapping) else dict(fields)
    review = {key: value for key, value in said.items() if value is not None}
    editor.editor.update_mapping(editor.editor.root, {**editor.record, "review": review})
    return editor.result()


def _start(entry: Entry) -> int:
    """Where in the article an entry begins."""
    places = [entry, *entry.get("evidence", ())]
    return min((p["start"] for p in places if isinstance(p.get("start"), int)), default=0)


class _Text:
    """A text under an editor, with its lists of entries; a byte order mark is kept."""

    def __init__(self, text: str) -> None:
        self._mark = BOM if text.startswith(BOM) else ""
        self.editor = Editor(text.removeprefix(BOM))
        self.record = construct(self.editor.root)
        self.lists = {kind: EntryList(self.editor, kind) for kind in _ORDER}

    def find(self, kind: str, id_: str) -> int:
        """The number of an entry. Raises AnnotationError where there is none."""
        ids = [str(entry.get("id")) for entry in entries(self.record, kind)]
        if id_ not in ids:
            raise AnnotationError(f"there is no entry {id_!r} any more")
        return ids.index(id_)

    def update(self, kind: str, number: int, fields: Mapping[str, Any]) -> None:
        """Say fields of an entry anew, in the order that the program writes them."""
        said = {**entries(self.record, kind)[number], **fields}
        known = [key for key in _ORDER[kind] if key in said]
        rest = [key for key in said if key not in known]
        new = {key: said[key] for key in [*known, *rest] if said[key] is not None}
        self.lists[kind].update(self.lists[kind].items[number], new)

    def result(self) -> str:
        return self._mark + self.editor.result()
