"""The codes and French names of parties, read from the data files without compiling any alias."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

# One code a line, at the margin or two spaces in: reading the whole YAML takes 50 times as long.
_CODE = re.compile(r"^ {0,2}([A-Z][A-Z0-9_]+):", re.MULTILINE)
_FILES = ("countries.yaml", "organisations.yaml")


@cache
def known_codes() -> frozenset[str]:
    """All codes that a party may have, save those that begin with `X:`."""
    data = resources.files("annotator").joinpath("data")
    files = [data.joinpath(name) for name in _FILES]
    texts = [file.read_text(encoding="utf-8") for file in files if file.is_file()]
    return frozenset(code for text in texts for code in _CODE.findall(text))
