"""What is wrong in a file, and the forms in which it is told: text, JSON, GitHub, SARIF."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.errors import KINDS, Kind
from annotator.version import __version__

# Show nothing but change how their neighbours are shown or read: marks of direction, joiners,
# tags, halves of surrogate pairs.
_HIDDEN = (
    "\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff"
)
_IS_HIDDEN = re.compile(f"[{_HIDDEN}]")
UNSEEN = re.compile(f"[\0-\x1f\x7f-\x9f{_HIDDEN}]")  # what must be written as an escape
_UNSEEN_IN_JSON = re.compile(f"[\x7f-\x9f{_HIDDEN}]")  # what is below 0x20 is escaped there already


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One finding about a file; line and column from 1, `kind` a name of KINDS."""

    file: str
    line: int
    column: int
    kind: str
    message: str
    level: str = "error"  # error | warning

    @property
    def code(self) -> str:
        """The stable code of its kind, for filters: `ANN211`."""
        return KINDS[self.kind].code


def as_text(problems: Sequence[Problem]) -> str:
    """`file:line:column: code message`, one a line."""
    return "".join(
        f"{clean(p.file)}:{p.line}:{p.column}: {p.code} {clean(p.message)}\n" for p in problems
    )


def as_json(problems: Sequence[Problem]) -> str:
    """A list of mappings."""
    found = [
        {
            "file": p.file,
            "line": p.line,
            "column": p.column,
            "code": p.code,
            "name": p.kind,
            "message": p.message,
            "level": p.level,
        }
        for p in problems
    ]
    return to_json(found)


def as_github(problems: Sequence[Problem]) -> str:
    """Workflow commands that GitHub shows as notes in the changed files."""
    return "".join(
        f"::{p.level} file={_property(p.file)},line={p.line},col={p.column},"
        f"title={_property(f'{p.code} {p.kind}')}::{_data(p.message)}\n"
        for p in problems
    )


def as_sarif(problems: Sequence[Problem]) -> str:
    """SARIF 2.1.0, for code scanning."""
    driver = {
        "name": "annotator",
        "version": __version__,
        "rules": [_sarif_rule(KINDS[name]) for name in sorted({p.kind for p in problems})],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(p) for p in problems],
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return to_json(log)


FORMATS: dict[str, Callable[[Sequence[Problem]], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
}


def to_json(data: Any) -> str:
    """JSON to read, indented, in which what a terminal would obey is escaped; its line ended."""
    return escape_json(json.dumps(data, ensure_ascii=False, indent=2)) + "\n"


def escape_json(text: str) -> str:
    """JSON with what hides or is obeyed escaped: the same data."""
    return _UNSEEN_IN_JSON.sub(lambda match: json.dumps(match[0])[1:-1], text)


def clean(text: str) -> str:
    """Text that is safe for a terminal: line breaks as spaces, control characters made visible."""
    return "".join(_visible(c) for c in " ".join(text.split("\n")))


def _visible(char: str) -> str:
    code = ord(char)
    if char == "\t":
        return " "
    if code < 0x20 or 0x7F <= code < 0xA0 or is_hidden(code):
        return escape(code)
    return char


def escape(code: int) -> str:
    """A code point as YAML and Python write it in quotes."""
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def is_hidden(code: int) -> bool:
    """Whether a code point shows nothing but changes how its neighbours are shown or read."""
    return _IS_HIDDEN.match(chr(code)) is not None


def _sarif_rule(kind: Kind) -> dict[str, Any]:
    section = f"docs/errors.md#{kind.code.lower()}-{kind.name}"
    return {
        "id": kind.code,
        "name": kind.name,
        "shortDescription": {"text": kind.summary},
        "help": {"text": f"{kind.summary}; see {section}"},
    }


def _sarif_result(problem: Problem) -> dict[str, Any]:
    from urllib.parse import quote

    region = {"startLine": problem.line, "startColumn": problem.column}
    place = {"artifactLocation": {"uri": quote(problem.file, safe="/:")}, "region": region}
    return {
        "ruleId": problem.code,
        "level": problem.level,
        "message": {"text": problem.message},
        "locations": [{"physicalLocation": place}],
    }


def _data(text: str) -> str:
    lines = text.replace("%", "%25").replace("\r", "").split("\n")
    return "%0A".join(clean(line) for line in lines)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
