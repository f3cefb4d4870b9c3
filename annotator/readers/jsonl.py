"""JSON, one object a line or all in one, to documents: the fields by their usual names."""

from __future__ import annotations

import json
import re
import sys
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from annotator.corpus.encoding import decode
from annotator.corpus.files import LIMIT
from annotator.errors import ArticleError
from annotator.fields import USUAL_FIELDS, Fields
from annotator.readers.document import Document, clean_date, clean_line, clean_text
from annotator.readers.fragment import looks_like_html, read_fragment

_WHOLE = re.compile(r"\s*(?:\[|\{\s*\n)")
_NESTED = ("name", "title", "id", "value", "#text")  # where an object stands for one string
_OTHERS = ("title", "source", "url", "id")
_NOWHERE = object()


class _Watch:
    """Which of the chosen fields no object has had so far; a text that lacks is told each time."""

    def __init__(self, fields: Fields, name: str) -> None:
        self._name = name
        self._missing = {k: names for k, names in fields.named().items() if k != "text"}
        self._first: dict[str, Any] | None = None

    def look(self, item: Any) -> Any:
        """Take notice of an object, and give it on."""
        if isinstance(item, dict):
            self._first = item if self._first is None else self._first
            self._missing = {
                fact: names
                for fact, names in self._missing.items()
                if all(_look_up(item, name, _NOWHERE) is _NOWHERE for name in names)
            }
        return item

    def errors(self) -> Iterator[ArticleError]:
        """What to tell when all have been seen."""
        if self._first is None:
            return
        for fact, names in self._missing.items():
            message = (
                f"{self._name}: no document in it has the field {' or '.join(names)}, which "
                f"--field takes for its {fact} (fields of the first: {_keys(self._first)})"
            )
            yield ArticleError(message, "field")


class _TwiceError(ValueError):
    """A key that stands in an object twice, with two values."""


def read(
    data: bytes, name: str, fields: Fields = USUAL_FIELDS
) -> Iterator[Document | ArticleError]:
    """The documents of a file of JSON Lines, of a list of objects, or of one object."""
    if stands_in_lines(data):
        yield from read_lines(data.split(b"\n"), name, fields)
        return
    text, _ = decode(data, name)
    if _WHOLE.match(text):
        yield from _read_whole(text, name, fields)
    else:
        yield from read_lines((line.encode() for line in text.split("\n")), name, fields)


def read_lines(
    lines: Iterable[bytes], name: str, fields: Fields = USUAL_FIELDS
) -> Iterator[Document | ArticleError]:
    """The document of each line that is not blank; a line that is wrong comes as its error."""
    watch = _Watch(fields, name)
    for number, raw in enumerate(lines, 1):
        line = raw.removeprefix(BOM_UTF8).strip()
        if line.strip(b"\0"):
            place = f"{name}:{number}"
            try:
                yield _document(watch.look(_parse(line, place)), place, fields)
            except ArticleError as error:
                yield error
    yield from watch.errors()


def stands_in_lines(head: bytes) -> bool:
    """Whether bytes that begin so can be read line by line: no UTF-16, no one value over lines."""
    wide = head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) or b"\0" in head[:4]
    return not wide and not _WHOLE.match(head[:80].removeprefix(BOM_UTF8).decode("latin-1"))


def _read_whole(text: str, name: str, fields: Fields) -> Iterator[Document | ArticleError]:
    value = _loads(text, name)
    items = value if isinstance(value, list) else [value]
    watch = _Watch(fields, name)
    for number, item in enumerate(items, 1):
        place = f"{name}: item {number}" if len(items) > 1 else name
        try:
            yield _document(watch.look(item), place, fields)
        except ArticleError as error:
            yield error
    yield from watch.errors()


def _parse(line: bytes, place: str) -> Any:
    if len(line) > LIMIT:
        message = f"{place}: is longer than {LIMIT // 2**20} MB; give each article its own line"
        raise ArticleError(message, "too-large")
    return _loads(decode(line, place)[0], place)


def _loads(text: str, place: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column" if error.lineno > 1 else "column"
        what = f"is no JSON ({error.msg} at {where} {error.colno}); mend or delete it"
    except _TwiceError as error:
        what = f"{error}; keep one"
    except RecursionError:
        what = "is nested too deeply; mend or delete it"
    except ValueError:
        most = f"{sys.get_int_max_str_digits():,}"
        what = f"has a number of more than {most} digits; write it as text"
    raise ArticleError(f"{place}: {what}", "broken")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result and result[key] != value:
            raise _TwiceError(f"the key {key[:40]!r} stands twice with different values")
        result[key] = value
    return result


def _document(item: Any, place: str, fields: Fields) -> Document:
    if not isinstance(item, dict):
        message = f"{place}: is {_kind(item)}, not an object; make one object of each article"
        raise ArticleError(message, "broken")
    text = _first(item, fields.names("text"), _paragraphs) or ""
    body = read_fragment(text) if looks_like_html(text) else clean_text(text)
    if not body.strip():
        wanted = ", ".join(fields.names("text")[:6])
        message = (
            f"{place}: no text (its fields: {_keys(item)}); give it one of the fields {wanted}, "
            "or say by --field text=NAME where it is"
        )
        raise ArticleError(message, "no-text")
    facts = {key: clean_line(_first(item, fields.names(key), _string)) for key in _OTHERS}
    return Document(body, date=clean_date(_first(item, fields.names("date"), _date)), **facts)


def _keys(item: dict[str, Any]) -> str:
    """The names of the first fields, for a message."""
    return clean_line(", ".join(str(key)[:30] for key in list(item)[:8])) or "none"


def _first(item: dict[str, Any], names: Iterable[str], convert: Any) -> str | None:
    """The first of the fields that holds something."""
    for name in names:
        value: str | None = convert(_look_up(item, name))
        if value and value.strip():
            return value
    return None


def _look_up(item: Any, name: str, default: Any = None) -> Any:
    if isinstance(item, dict) and name in item:
        return item[name]
    outer, _, inner = name.partition(".")
    within = item.get(outer) if inner and isinstance(item, dict) else None
    return _look_up(within, inner, default) if within is not None else default


def _string(value: Any) -> str | None:
    if isinstance(value, dict):
        return next((found for key in _NESTED if (found := _string(value.get(key)))), None)
    if isinstance(value, list):
        return _string(value[0]) if value else None
    if isinstance(value, bool) or value is None or value != value:  # noqa: PLR0124 - NaN
        return None
    return str(value)


def _paragraphs(value: Any) -> str | None:
    """A text, or the paragraphs of one; a number is none."""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "\n\n".join(value)
    if isinstance(value, dict):
        return next((value[k] for k in ("text", "rendered") if isinstance(value.get(k), str)), None)
    return value if isinstance(value, str) else None


def _date(value: Any) -> str | None:
    """Seconds or milliseconds since 1970 as the day that they fall on in UTC; else as it is."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return _string(value)
    if 1000 <= value <= 2999:  # a year
        return _string(value)
    try:
        seconds = value / 1000 if abs(value) > 1e11 else value
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def _kind(value: Any) -> str:
    names = {list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
