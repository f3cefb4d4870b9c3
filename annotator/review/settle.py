"""A person's edit of a file → the file as the next run would leave it, without a run.

The merge needs what the program says now. While a person reviews, that is what it said last: the
entries of the file that still fit their digests. So ids, origins, offsets, the list of parties and
the marks of rejected entries come out of the same code as in a run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from annotator.entries import Entry, digests, entries, rename_supports
from annotator.record import SCHEMA_VERSION, Record, digest
from annotator.review.apply import LISTS, Merged, merge
from annotator.yamlfile import load


def settle(before: str, edited: str, article: str, names: Callable[[str], str] = str) -> Merged:
    """The file `edited`, which was `before`, with all that follows from the edit.

    `article` is the article's text, `names` gives the French name of a party's code. Raises
    YamlError and AnnotationError as `merge` does.
    """
    old, now = load(before).data, load(edited).data
    said = {name: list(_said(old, name)) for name in LISTS}
    gone = dict.fromkeys(_ids(old) - _ids(now))
    said["rationale"] = [rename_supports(entry, gone) for entry in said["rationale"]]
    new: Record = {
        "schema": SCHEMA_VERSION,
        "article": old["article"],
        "relevant": old["relevant"],
        **said,
        "machine": old.get("machine"),
        "review": old.get("review"),
    }
    return merge(edited, new, article, names)


def _said(record: Mapping[str, Any], name: str) -> Iterator[Entry]:
    """The program's own entries; a mark of a conflict is no part of what it says."""
    for entry in entries(record, name):
        if is_programs(entry, record):
            yield {key: value for key, value in entry.items() if key != "conflict"}


def is_programs(entry: Entry, record: Mapping[str, Any]) -> bool:
    """Whether an entry of the record is as the program wrote it."""
    proposed = digests(record.get("machine"), "proposed")
    return "origin" not in entry and proposed.get(str(entry.get("id"))) == digest(entry)


def _ids(record: Mapping[str, Any]) -> set[str]:
    return {str(entry.get("id")) for name in LISTS for entry in entries(record, name)}
