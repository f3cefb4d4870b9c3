"""The commands put together."""

from __future__ import annotations

from typing import Annotated

import typer

from annotator import console
from annotator.cli import (
    cache,
    diff,
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
from annotator.version import __version__

app = typer.Typer(
    name="annotate",
    help=(
        "Read French-language news and write down as YAML who cooperates in defence, how, "
        "how far along it is, and why.\n\n"
        "`annotate PATH…` is short for `annotate run PATH…`."
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("run")(run.run_command)
app.command("validate")(validate.validate_command)
app.command("explain")(explain.explain_command)
app.command("diff")(diff.diff_command)
app.command("evaluate")(evaluate.evaluate_command)
app.command("review")(review.review_command)
app.command("report")(report.report_command)
app.command("export")(export.export_command)
app.command("vocabulary")(vocabulary.vocabulary_command)
app.add_typer(models.app)
app.add_typer(cache.app)
app.command("schema")(schema.schema_command)


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
        console.print_data(f"annotate {__version__}\n")
        raise typer.Exit


@app.callback()
def _group(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None: ...
