"""What a person types for parties and speakers, read and written back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from annotator.codes import known_codes, party_name
from annotator.errors import UsageError
from annotator.gazetteer import load_gazetteer

ARTICLE = "article"
_CODES = r"[A-Z][A-Z0-9_]+(?:\s*,\s*[A-Z][A-Z0-9_]+)*"
_NAME_AND_CODES = re.compile(rf"(?P<name>.+?)\s*\((?P<codes>{_CODES})\)")


def read_parties(text: str) -> list[str]:
    """`jpn, Inde, X:Wagner` → `[IND, JPN, X:Wagner]`.

    Raises UsageError, a line that says what is not known.
    """
    codes = {_read_party(part.strip()) for part in text.split(",") if part.strip()}
    return sorted(codes)


def _read_party(text: str) -> str:
    if text[:2].upper() == "X:":
        return f"X:{_require(text[2:].strip(), text)}"
    known = known_codes()
    if text.upper() in known:
        return text.upper()
    parties = {alias.party for alias in load_gazetteer().readings(text) if not alias.secondary}
    if len(parties) == 1:
        return parties.pop()
    near = get_close_matches(text.upper(), sorted(known), n=1)
    hint = f"; did you mean {near[0]}, {party_name(near[0])}?" if near else "; others are X:Name"
    raise UsageError(f"no party is called {text!r}{hint}")


def _require(name: str, text: str) -> str:
    if not name:
        raise UsageError(f"{text!r} lacks the name")
    return name


def name_parties(codes: Sequence[str]) -> str:
    """The French names, for a person to see that the codes are the right ones."""
    return ", ".join(party_name(code) for code in codes)


def read_speaker(text: str) -> Any:
    """`article`, a code or codes, a name, or `Name (CODE)` → what `stated_by` holds."""
    text = " ".join(text.split())
    if text.lower() in {"", ARTICLE}:
        return ARTICLE
    if match := _NAME_AND_CODES.fullmatch(text):
        return {"name": match["name"], "party": _codes(match["codes"])}
    if re.fullmatch(_CODES, text) and all(c.strip() in known_codes() for c in text.split(",")):
        return {"party": _codes(text)}
    return {"name": text}


def _codes(text: str) -> str:
    return ", ".join(sorted(read_parties(text)))
