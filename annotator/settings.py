"""Settings from `[tool.annotator]` in pyproject.toml, or from the file of `--config`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from annotator.errors import UsageError

KEYS: dict[str, type | tuple[type, ...]] = {
    "out": str,
    "models": str,
    "min-confidence": (int, float),
    "input-format": str,
    "field": Mapping,
    "jobs": (int, str),
    "cache": bool,
    "screen": bool,
    "cache-size": int,
    "output-format": str,
    "quiet": bool,
    "verbose": bool,
}


def load_settings(path: Path | None, folder: Path) -> dict[str, Any]:
    """Option name (with underscores) → value; paths are made relative to the file's folder.

    Without `path` the nearest pyproject.toml at or above `folder` that has the table is taken.
    Raises UsageError for what cannot be read, an unknown key or a wrong type.
    """
    if path is None:
        path = find_config(folder)
        if path is None:
            return {}
    table = _table(_read(path))
    if table is None:
        raise UsageError(f"{path}: has no table [tool.annotator]", "config")
    return {key.replace("-", "_"): _value(key, value, path) for key, value in table.items()}


def find_config(folder: Path) -> Path | None:
    """The nearest pyproject.toml at or above `folder` with a table [tool.annotator]."""
    here = folder.resolve()
    for parent in (here, *here.parents):
        path = parent / "pyproject.toml"
        if path.is_file() and b"tool.annotator" in path.read_bytes():
            return path if _table(_read(path)) is not None else None
    return None


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}", "config") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: is not TOML: {error}", "config") from error


def _table(content: Mapping[str, Any]) -> Mapping[str, Any] | None:
    table = content.get("tool", {}).get("annotator")
    return table if isinstance(table, Mapping) else None


def _value(key: str, value: Any, path: Path) -> Any:
    if key not in KEYS:
        known = ", ".join(sorted(KEYS))
        message = f"{path}: [tool.annotator] has no setting {key!r}; there are {known}"
        raise UsageError(message, "setting")
    right = isinstance(value, KEYS[key]) and (KEYS[key] is bool or not isinstance(value, bool))
    if key == "jobs" and isinstance(value, str):
        right = value == "auto"
    if key == "field" and right:
        value = _pairs(value)
        right = all(isinstance(name, str) for _, name in value)
    if not right:
        raise UsageError(f"{path}: [tool.annotator] {key} cannot be {value!r}", "setting")
    if key == "out" or (key == "models" and "/" in value):
        return str(path.parent / value)
    return [f"{fact}={name}" for fact, name in value] if key == "field" else value


def _pairs(table: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """`{text = "corps", date = ["jour", "le"]}` as pairs of a fact and one name."""
    return [
        (fact, name)
        for fact, names in table.items()
        for name in (names if isinstance(names, list) else [names])
    ]
