"""The codes that parties may have, and their French names."""

from __future__ import annotations

from annotator.gazetteer import load_gazetteer


def known_codes() -> frozenset[str]:
    """States and organisations; codes that begin with `X:` are free and not among them."""
    gazetteer = load_gazetteer()
    codes = gazetteer.entries
    return frozenset(c for c in codes if gazetteer.is_state(c) or gazetteer.is_org(c))


def party_name(code: str) -> str:
    """The French name; a code that nobody knows is its own name."""
    try:
        return load_gazetteer().name(code)
    except KeyError:
        return code
