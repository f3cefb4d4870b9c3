"""The floors of quality on the sample articles; `python tests/floors.py` raises them, never lowers.

A floor is a figure of `annotate evaluate corpus/gold corpus corpus` less a margin, so that a change
that trades a little here for more there still passes, and one that loses does not.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path

from annotator.evaluate import evaluate

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpus"
FLOORS = Path(__file__).parent / "floors.json"
MARGIN = 0.02
EXACT = {"verbatim"}  # a quote that is not in the article is never a trade


def read_floors() -> dict[str, float]:
    return json.loads(FLOORS.read_text(encoding="utf-8"))


@cache
def measure(found: Path = CORPUS) -> dict[str, float]:
    """F1 of each field and each accuracy, by name."""
    figures = evaluate(CORPUS / "gold", found, CORPUS).as_dict()
    rows = {
        name: row["f1"] for name, row in figures.items() if isinstance(row, dict) and "f1" in row
    }
    return rows | {name: row["acc"] for name, row in figures["accuracy"].items()}


def raised(floors: dict[str, float], figures: dict[str, float]) -> dict[str, float]:
    """The floors that the figures allow, none of them lower than before."""
    return {
        name: max(floors.get(name, 0.0), round(figure - (0 if name in EXACT else MARGIN), 3))
        for name, figure in figures.items()
    }


if __name__ == "__main__":
    now = measure()
    below = [
        f"{name}: {now[name]} < {floor}"
        for name, floor in read_floors().items()
        if now[name] < floor
    ]
    if below:
        sys.exit("\n".join(["below the floor:", *below]))
    FLOORS.write_text(json.dumps(raised(read_floors(), now), indent=2) + "\n", encoding="utf-8")
