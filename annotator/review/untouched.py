"""A file that is as the program wrote it: what the program now says takes its place, unread.

It comes out as `merge` would write it, which reads the file twice and changes it line by line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from annotator.record import Record
from annotator.writers import yaml

Ids = Mapping[str, Sequence[str]]  # list of the record → ids of its entries, in order

LISTS = ("parties", "cooperation", "rationale")


def ids_of(record: Record) -> Ids:
    """What has to be known of a record for the file that it was written to."""
    return {name: [entry["id"] for entry in record[name]] for name in LISTS}


def is_untouched(text: str, record: Record) -> bool:
    """Whether a file holds this record as the program writes it, and nothing else."""
    return text == _mark(text) + yaml.write(record)


def write_again(existing: str, old: Ids, new: Record) -> str | None:
    """The text of an untouched file that held the ids `old` and is to hold the record `new`.

    None where entries have changed places: `merge` leaves them where they are.
    """
    if all(_in_order(old[name], ids) for name, ids in ids_of(new).items()):
        return _mark(existing) + yaml.write(new)
    return None


def _in_order(old: Sequence[str], new: Sequence[str]) -> bool:
    return [id_ for id_ in old if id_ in new] == [id_ for id_ in new if id_ in old]


def _mark(text: str) -> str:
    """The line by which editors find the schema, where a file has it."""
    return text[: text.index("\n") + 1] if text.startswith(yaml.MODELINE) else ""
