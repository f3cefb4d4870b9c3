"""Data → HTML: the assets put together, and the data in them so that no text can become markup."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from html import escape
from importlib import resources
from pathlib import Path
from typing import Any

from annotator.devices import is_device
from annotator.errors import writing
from annotator.problems import clean, escape_json
from annotator.store import Job, write_file
from annotator.version import __version__

_PLACE = re.compile(r"\{\{(\w+)\}\}")
_UNSAFE = re.compile("[<>&]")  # could end the element that holds the data


def render_page(content: Mapping[str, Any]) -> str:
    """The whole page. The same content gives the same text."""
    style, script = _assets(".css"), _assets(".js")
    values = {
        "title": escape(clean(str(content["title"]))),
        "version": escape(__version__),
        "style": style,
        "script": script,
        "style_hash": _content_hash(style),
        "script_hash": _content_hash(script),
        "data": embedded_json(content),
    }
    # One pass: what looks like a place in the articles is left alone.
    return _PLACE.sub(lambda match: values[match[1]], _assets(".html"))


def write_page(path: Path, page: str) -> None:
    """Put the page in its place at once. Raises AnnotationError where it cannot be written."""
    if not is_device(path):
        write_file(Job(path, path, path.parent), page)
        return
    with writing(path):
        path.write_text(page, encoding="utf-8")


def embedded_json(data: Any) -> str:
    """JSON that may stand in a script element: `<`, `>`, `&` and all that hides are escaped."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", escape_json(text))


def _assets(suffix: str) -> str:
    """The text of the asset files with that suffix, in the order of their names."""
    folder = resources.files("annotator").joinpath("report/assets")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(suffix)), key=_name)
    return "\n".join(file.read_text(encoding="utf-8").strip() for file in files)


def _name(file: Any) -> str:
    return str(file.name)


def _content_hash(text: str) -> str:
    """The hash by which the page's policy admits its own style and script and nothing else.

    `text` stands in its element between two line ends.
    """
    digest = sha256(f"\n{text}\n".encode()).digest()
    return f"sha256-{b64encode(digest).decode()}"
