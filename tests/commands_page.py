"""`docs/commands.md` from the commands themselves; `python tests/commands_page.py` writes it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from annotator.cli.app import app

PAGE = Path(__file__).parent.parent / "docs/commands.md"
HEAD = """# Commands and options

What `annotate X --help` says of each, in one page. `annotate PATH…` is short for `annotate run PATH…`.
Options that a project should share can be [settings](ci.md#settings-for-all).
"""


def build_page() -> str:
    """The whole page."""
    group = typer.main.get_command(app)
    return "".join([HEAD, *(_section(name, command) for name, command in _commands(group))])


def _commands(group: Any, prefix: str = "annotate") -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}", command


def _section(name: str, command: Any) -> str:
    text = "\n".join(inspect.cleandoc(command.help).splitlines())
    rows = [_row(param) for param in command.params if param.name != "help"]
    table = ["", "| | |", "|---|---|", *rows] if rows else []
    return "\n".join(["", f"## {name}", "", text, *table, ""])


def _row(param: Any) -> str:
    value = (param.metavar or "").replace("|", r"\|")
    if param.param_type_name == "argument":
        return f"| `{value}` | {param.help or ''} |"
    names = ", ".join(f"`{word}`" for word in [*param.opts, *param.secondary_opts])
    return f"| {names}{f' `{value}`' if value else ''} | {param.help}{_default(param)} |"


def _default(param: Any) -> str:
    plain = isinstance(param.default, str | int | float | Path)
    if not plain or isinstance(param.default, bool) or param.default in {"", 0}:
        return ""
    return f" Default: `{param.default}`."


if __name__ == "__main__":
    PAGE.write_text(build_page(), encoding="utf-8")
