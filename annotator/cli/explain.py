"""`annotate explain`: each finding in its sentence, with rule, confidence and tree."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from annotator import console
from annotator.cli.options import Config, Models
from annotator.errors import UsageError


def explain_command(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="An article, or an annotation of one.")
    ],
    id_: Annotated[str | None, typer.Argument(metavar="[ID]", help="One finding alone.")] = None,
    models: Models = "default",
    _config: Config = None,
) -> None:
    """Show why each finding was made: its sentence, its rule, the tree around it."""
    from annotator.corpus.files import require_path
    from annotator.explain import explain, find_findings
    from annotator.nlp.models import find_models
    from annotator.source import read_source

    require_path(file)
    if file.is_dir():
        raise UsageError(f"{file}: is a folder; name one article, or one annotation")
    parsed, record = read_source(file, find_models(models))
    known = [finding.id for finding in find_findings(record)]
    if id_ is not None and id_ not in known:
        raise UsageError(f"{file}: no finding {id_!r}; there are {', '.join(known) or 'none'}")
    console.print_explanation(explain(parsed, record, id_))
