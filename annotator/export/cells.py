"""Values as cells of CSV that no spreadsheet takes for formulas, and back.

A cell that begins with one of `= + - @`, their full-width forms, a tab or a line end gets an
apostrophe before it, and so does one that begins with an apostrophe: whoever reads the file with a
program takes one leading apostrophe off and has the value as it was.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, BinaryIO

_TRIGGERS = tuple("=+-@\t\r\n＝＋－＠'")
SEPARATOR = "; "  # between the items of a list


def shield(text: str) -> str:
    """A text that a spreadsheet shows and does not compute."""
    return f"'{text}" if text.startswith(_TRIGGERS) else text


def unshield(cell: str) -> str:
    """What `shield` was given."""
    return cell.removeprefix("'")


def cell(value: Any) -> str:
    """A value as text: nothing for None, lists joined with semicolons."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return shield(SEPARATOR.join(_item(item) for item in value))
    return shield(str(value)) if isinstance(value, str) else str(value)


def split_list(text: str) -> list[str]:
    """The items of a cell that holds a list, after `unshield`."""
    items: list[str] = []
    current, escaped = "", False
    for char in text:
        if escaped:
            current, escaped = current + char, False
        elif char == "\\":
            escaped = True
        elif char == ";":
            items, current = [*items, current], ""
        elif char != " " or current:
            current += char
    return [*items, current] if items or current else []


def write_table(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], out: BinaryIO) -> None:
    """RFC 4180 in UTF-8 without a mark: a line of names, then one line for each row."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    try:
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows([cell(row[name]) for name in columns] for row in rows)
    finally:
        text.detach()  # the stream is the caller's


def _item(item: Any) -> str:
    if isinstance(item, tuple):
        return "-".join(map(str, item))
    text = "" if item is None else str(item)  # a semicolon in an item is escaped
    return text.replace("\\", "\\\\").replace(";", "\\;")
