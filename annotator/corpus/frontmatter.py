"""The YAML between `---` at the top of a file, with the place in the file of each value."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass

import yaml

from annotator.corpus.traced import Traced

_FENCED = re.compile(r"\s*---[ \t]*\r?\n(.*?)(?<=\n)(?:---|\.\.\.)[ \t]*(?=\r?\n|\Z)", re.DOTALL)
_ENTRY = re.compile(r"^([A-Za-z_][\w-]*)[ \t]*:[ \t]*(.*)$", re.MULTILINE)
KEYS = {
    "title": ("title", "titre"),
    "summary": ("summary", "chapo", "chapô", "excerpt", "résumé", "resume", "description"),
    "published": ("date", "published", "publishdate", "datepublished", "pubdate", "publication"),
    "source": ("source", "publisher", "media", "média", "journal", "agency", "agence"),
    "place": ("place", "lieu", "location"),
}


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The values by lower-case key, traced, and the place in the file where the text begins."""

    values: dict[str, Traced]
    end: int = 0

    def all(self, what: str) -> list[Traced]:
        """The values of the keys that mean `what`, in the order of KEYS."""
        return [self.values[key] for key in KEYS[what] if key in self.values]

    def first(self, what: str) -> str | None:
        return next((value.text for value in self.all(what)), None)


def read_front_matter(text: str) -> FrontMatter:
    """What stands between the first `---` and the next, when it is YAML with keys."""
    fenced = _FENCED.match(text)
    if not fenced:
        return FrontMatter({})
    values = _values(fenced.group(1), fenced.start(1))
    return FrontMatter(values, fenced.end()) if values else FrontMatter({})


def _values(block: str, start: int) -> dict[str, Traced]:
    try:
        node = yaml.compose(block, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return _values_by_line(block, start)
    if not isinstance(node, yaml.MappingNode):
        return {}
    values: dict[str, Traced] = {}
    for key, value in node.value:
        if isinstance(key, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode):
            begin, end = value.start_mark.index, value.end_mark.index
            found = _align(value.value, Traced.of(block[begin:end], start + begin))
            if found.text:
                values.setdefault(key.value.lower(), found)
    return values


def _values_by_line(block: str, start: int) -> dict[str, Traced]:
    """For a title with a colon and other YAML that is none: what stands after `key:`."""
    values: dict[str, Traced] = {}
    for entry in _ENTRY.finditer(block):
        raw = Traced.of(entry.group(2), start + entry.start(2)).strip().strip("\"'").fold()
        if raw.text:
            values.setdefault(entry.group(1).lower(), raw)
    return values


def _align(value: str, raw: Traced) -> Traced:
    """The scalar's characters at their places: quotes and folds of `raw` are passed over."""
    starts: array[int] = array("I")
    at = 0
    for char in value:
        found = at if char.isspace() else raw.text.find(char, at)
        if found < 0:  # written as an escape
            return raw.strip("\"'").fold()
        found = min(found, len(raw.text) - 1)
        starts.append(raw.starts[found])
        at = found if char.isspace() else found + 1
    return Traced(value, starts, array("I", (start + 1 for start in starts))).fold()
