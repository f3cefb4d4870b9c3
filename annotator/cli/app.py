"""The commands put together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from annotator import console
from annotator.cli import (
    cache,
    diff,
    epilogs,
    evaluate,
    explain,
    export,
    models,
    report,
    review,
    run,
    schema,
    validate,
    vocabulary,
)
from annotator.cli.page import Command
from annotator.version import __version__

app = typer.Typer(
    name="annotate",
    help=(
        "Read French-language news and write down as YAML who cooperates in defence, how, "
        "how far along it is, and why.\n\n"
        "`annotate PATH…` is short for `annotate run PATH…`."
    ),
    epilog=epilogs.PROGRAM,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
_COMMANDS: dict[str, Callable[..., None]] = {
    "run": run.run_command,
    "validate": validate.validate_command,
    "explain": explain.explain_command,
    "diff": diff.diff_command,
    "evaluate": evaluate.evaluate_command,
    "review": review.review_command,
    "report": report.report_command,
    "export": export.export_command,
    "vocabulary": vocabulary.vocabulary_command,
    "schema": schema.schema_command,
}
for _name, _command in _COMMANDS.items():
    _summary, _epilog = epilogs.COMMANDS[_name]
    app.command(_name, cls=Command, short_help=_summary, epilog=_epilog)(_command)
app.add_typer(models.app)
app.add_typer(cache.app)


def command_names() -> list[str]:
    """The names that are commands and not paths."""
    commands = [str(command.name) for command in app.registered_commands]
    return commands + [
        str(group.typer_instance.info.name)
        for group in app.registered_groups
        if group.typer_instance
    ]


def _show_version(value: bool) -> None:
    if value:
        console.print_lines(_versions())
        raise typer.Exit


def _versions() -> list[str]:
    """What an annotation's `machine` names: the program, the models that it ships, the lexicon."""
    from annotator.errors import ModelError
    from annotator.identity import lexicon_digest
    from annotator.nlp.models import bundled_directory, read_models

    try:
        models = read_models(bundled_directory()).id
    except ModelError:
        models = "none"
    return [f"annotate {__version__}", f"models {models}", f"lexicon {lexicon_digest()}"]


@app.callback()
def _group(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_show_version,
            is_eager=True,
            help="Show versions: program, models, lexicon.",
        ),
    ] = False,
) -> None: ...
