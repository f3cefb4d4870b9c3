"""One module per output format: a function from a record to the text of its file."""

from __future__ import annotations

from collections.abc import Callable

from annotator.record import Record
from annotator.writers import json, yaml

Writer = Callable[[Record], str]

# format → (suffix of its files, writer)
WRITERS: dict[str, tuple[str, Writer]] = {
    "yaml": (".yaml", yaml.write),
    "json": (".json", json.write),
}
