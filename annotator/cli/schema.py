"""`annotate schema`: the JSON Schema of annotations."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from annotator import console
from annotator.errors import AnnotationError


def schema_command(
    write: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write annotation.schema.json there.")
    ] = None,
    check: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Exit 1 if the file there is out of date.")
    ] = None,
) -> None:
    """Print the JSON Schema of annotations, for editors and other programs."""
    from annotator.codes import known_codes
    from annotator.schema import FILE_NAME, schema_text

    text = schema_text(known_codes())
    if write is not None:
        write.mkdir(parents=True, exist_ok=True)
        (write / FILE_NAME).write_text(text, encoding="utf-8")
    if check is not None:
        file = check / FILE_NAME
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            message = f"{file}: out of date; run `annotate schema --write {check}`"
            raise AnnotationError(message, "outdated")
    if write is None and check is None:
        console.print_data(text)
