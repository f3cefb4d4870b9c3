"""How the `--help` of a command looks, whatever Typer's version makes of names and types."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand


class Command(TyperCommand):
    """A command whose arguments say by their own names what is optional and what repeats."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """`[OPTIONS] FILE [ID]`."""
        params = self.get_params(ctx)
        return ["[OPTIONS]", *(_name(param) for param in params if _is_argument(param))]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Arguments, then options, each with what it is for."""
        arguments = [(_name(param), _help(param)) for param in self.params if _is_argument(param)]
        others = [param for param in self.get_params(ctx) if not _is_argument(param)]
        options = [param.get_help_record(ctx) for param in others]
        for title, rows in (("Arguments", arguments), ("Options", options)):
            if rows:
                with formatter.section(title):
                    formatter.write_dl([row for row in rows if row])


def _is_argument(param: Any) -> bool:
    return bool(param.param_type_name == "argument")


def _name(param: Any) -> str:
    return str(param.metavar or param.name.upper())


def _help(param: Any) -> str:
    default = f"  [default: {param.default}]" if isinstance(param.default, str) else ""
    return f"{param.help or ''}{default}"
