"""The tables of `docs/crosswalk.md`, made from the data; `python tests/crosswalk_page.py` puts them in.

Each stands below a comment with its name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from annotator.export.crosswalk import read_crosswalk
from annotator.model import STATUSES

PAGE = Path(__file__).parent.parent / "docs/crosswalk.md"
_TABLE = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def types() -> Iterator[str]:
    yield f"| type | {' | '.join(STATUSES)} | what is lost |"
    yield "|---" * (len(STATUSES) + 2) + "|"
    for name, entry in read_crosswalk()["types"].items():
        codes = [_cell(*entry["codes"][status]) for status in STATUSES]
        yield f"| `{name}` | {' | '.join(codes)} | {entry['note']} |"
    peace = read_crosswalk()["peacekeeping"]
    codes = [_cell(*peace["codes"][status]) for status in STATUSES]
    yield f"| `operation` with `peacekeeping` | {' | '.join(codes)} | Whether by arms, police or observers. |"


def codes() -> Iterator[str]:
    yield "| CAMEO | its name | PLOVER event | mode | contexts | quad category |"
    yield "|---|---|---|---|---|---|"
    data = read_crosswalk()
    for code, entry in data["cameo"].items():
        contexts = ", ".join(f"`{name}`" for name in entry["contexts"])
        mode = f"`{entry['mode']}`" if entry["mode"] else ""
        event = entry["event"]
        yield f"| {code} | {entry['name']} | {event} | {mode} | {contexts} | {data['plover'][event]} |"


def domains() -> Iterator[str]:
    yield "| domain | PLOVER context | column of MME |"
    yield "|---|---|---|"
    for name, entry in read_crosswalk()["domains"].items():
        yield f"| `{name}` | {_code(entry['plover'])} | {_code(entry['mme'])} |"


def activities() -> Iterator[str]:
    yield "| type | `dcad_activity` |"
    yield "|---|---|"
    data = read_crosswalk()
    for name, entry in data["types"].items():
        if entry["dcad"]:
            yield f"| `{name}` | {_code(entry['dcad'])} |"
    yield f"| `operation` with `peacekeeping` | {_code(data['peacekeeping']['dcad'])} |"


def sources() -> Iterator[str]:
    for name, text in read_crosswalk()["sources"].items():
        yield f"- `{name}`: {text}."


TABLES: dict[str, Callable[[], Iterator[str]]] = {
    made.__name__: made for made in (types, codes, domains, activities, sources)
}


def _cell(code: str, fit: str) -> str:
    return f"{code} {fit}"


def _code(value: str) -> str:
    return f"`{value}`" if value else ""


def with_tables(page: str) -> str:
    """The page with its tables made anew."""
    return _TABLE.sub(
        lambda m: f"{m[1]}\n" + "".join(f"{line}\n" for line in TABLES[m[2]]()) + f"\n{m[3]}", page
    )


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
