"""Ids that a person can read and that stay when the article around them changes."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256


def cooperation_id(type_: str, parties: Iterable[str]) -> str:
    """`training-jpn-vnm`: type and parties in alphabetical order, in lower case."""
    return "-".join([type_, *sorted(_slug(party) for party in parties)])


def rationale_id(theme: str, text: str) -> str:
    """`stability-3f2a`: the theme and a digest of the stretch, white space folded."""
    return f"{theme}-{_digest(text, 4)}"


def unique(ids: Sequence[str], texts: Sequence[str]) -> list[str]:
    """Give each id its own name; those that share one get a short digest of their text added.

    The digest, unlike a running number, stays when another entry comes or goes. `texts` holds the
    evidence of each id, in the same order. Two with the same text as well are numbered.
    """
    shared = Counter(ids)
    named = [
        name if shared[name] == 1 else f"{name}-{_digest(text, 4)}"
        for name, text in zip(ids, texts, strict=True)
    ]
    return _numbered(named)


def _numbered(names: Iterable[str]) -> list[str]:
    """Add `-2`, `-3` … to what is still there more than once."""
    taken: set[str] = set()
    result = []
    for name in names:
        free, number = name, 1
        while free in taken:
            number += 1
            free = f"{name}-{number}"
        taken.add(free)
        result.append(free)
    return result


def _digest(text: str, length: int) -> str:
    return sha256(" ".join(text.split()).encode()).hexdigest()[:length]


def _slug(code: str) -> str:
    """`X:Wagner Group` → `x-wagner-group`."""
    ascii_ = unicodedata.normalize("NFKD", code).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_]+", "-", ascii_).strip("-")
