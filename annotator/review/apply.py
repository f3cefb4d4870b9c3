"""Last machine output, a person's file and new machine output → the file.

`review` says what becomes of each entry; here it is done to the text, so that whatever a person
wrote, comments above all, stays byte for byte. The result is read again and compared with the plan
before anyone gets it: a mistake of this module ends in an error and an untouched file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.errors import AnnotationError
from annotator.record import Record
from annotator.review.edit import Editor
from annotator.review.lists import EntryList
from annotator.review.plan import Plan, Slot, plan_review
from annotator.yamlfile import Document, YamlError, construct, load

LISTS = ("parties", "cooperation", "rationale")
ORDER = ("schema", "article", "relevant", *LISTS, "machine", "review")
BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Note:
    """Something in the merged file that a person should look at; the line counts from 1."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Merged:
    text: str
    record: Record  # what the text says
    notes: tuple[Note, ...] = ()


def merge(existing: str, new: Record, article: str, names: Callable[[str], str] = str) -> Merged:
    """The text of the file, and what in it asks for a person.

    Raises YamlError for what is not YAML or not in the form that the program writes, and
    AnnotationError should the result not hold what it must.
    """
    mark, text = (BOM, existing[1:]) if existing.startswith(BOM) else ("", existing)
    editor = Editor(text)
    old = construct(editor.root)
    lists = {name: EntryList(editor, name) for name in LISTS if name in old}
    plan = plan_review(old, new, article, names)
    _apply(editor, old, lists, plan, new)
    merged = editor.result()
    document = _require_sound(text, merged, plan)
    notes = tuple(Note(_line(document, *way), message) for *way, message in plan.notes)
    return Merged(mark + merged, document.data, notes)


def _apply(
    editor: Editor, old: Record, lists: Mapping[str, EntryList], plan: Plan, new: Record
) -> None:
    for name, entries in lists.items():
        _apply_list(editor, entries, old[name] or [], plan.slots[name])
    fields = {
        "schema": old.get("schema", new["schema"]),
        "article": plan.article,
        "relevant": plan.relevant,
        **{name: _wanted(plan.slots[name]) for name in LISTS},
        "machine": plan.machine,
        "review": old.get("review", new["review"]),
    }
    fields = {k: v for k, v in fields.items() if v is not None or k not in {"machine", "review"}}
    kept = {key: value for key, value in old.items() if key not in fields}
    # the lists are done already, and what is a person's is not touched
    shown = {key: old[key] if key in lists else fields[key] for key in ORDER if key in fields}
    editor.update_mapping(editor.root, shown | kept)


def _wanted(slots: Sequence[Slot]) -> list[Any]:
    return [slot.entry for slot in slots if slot.entry is not None]


def _apply_list(
    editor: Editor, entries: EntryList, old: Sequence[Any], slots: Sequence[Slot]
) -> None:
    """Make a list say what its slots say; runs of new entries are put in together."""
    entries.set_empty(empty=not _wanted(slots))
    after = None
    for slot in slots:
        if slot.old is None:
            if slot.entry is not None:
                entries.insert(after, [slot.entry])
            continue
        after = entries.items[slot.old]
        if slot.entry is None:
            entries.remove(after)
        elif slot.human:
            editor.amend(after.node, slot.entry)
        elif slot.entry != old[slot.old]:
            entries.update(after, slot.entry)


def _require_sound(before: str, after: str, plan: Plan) -> Document:
    """Hold the merged text against the plan; gives what it says. Raises AnnotationError."""
    try:
        document = load(after)
        lost = _comments(before) - _comments(after)
    except YamlError as error:
        message = f"cannot be merged (line {error.line}: {error}); left alone"
        raise AnnotationError(message, "merge") from error
    data = document.data
    wrong = [name for name in LISTS if (data[name] or []) != _wanted(plan.slots[name])]
    said = {"article": plan.article, "relevant": plan.relevant, "machine": plan.machine}
    wrong += [key for key, value in said.items() if data.get(key) != value]
    if wrong or lost:
        what = ", ".join([*wrong, *(f"the comment {comment!r}" for comment in lost)])
        raise AnnotationError(f"cannot be merged without loss ({what}); left alone", "merge")

    return document


def _line(document: Document, name: str, id_: str) -> int:
    """The line of the entry with that id."""
    ids = [entry["id"] for entry in document.data[name]]
    return document.place((name, ids.index(id_))).line


def _comments(text: str) -> Counter[str]:
    return Counter(Editor(text).comments(0, len(text)))
