"""A document → the text file that its annotation's offsets count in."""

from __future__ import annotations

from annotator.corpus.extracted import is_corrected, mark, recorded_digest
from annotator.errors import ArticleError
from annotator.model import Origin
from annotator.readers.document import Document
from annotator.writers.yaml import mapping


def render(document: Document, origin: Origin) -> str:
    """The text with front matter above it; the title is a heading, as in Markdown."""
    fields = {
        "source_file": origin.file,
        "source_sha256": origin.sha256,
        "source_id": origin.id,
        "date": document.date,
        "source": document.source,
        "url": document.url,
    }
    front = mapping({key: value for key, value in fields.items() if value}, 0)
    heading = f"# {document.title.lstrip('# ')}\n\n" if document.title else ""
    return mark("\n".join(front) + f"\n---\n\n{heading}{document.text}\n")


def keep_corrections(stored: str, fresh: str, name: str) -> str:
    """The text to go on with where one is stored: a person's corrections outlive another run.

    Raises ArticleError where the original has changed below the corrections.
    """
    if not is_corrected(stored):
        return fresh
    if recorded_digest(stored) == recorded_digest(fresh):
        return stored
    raise ArticleError(
        f"{name}: has been corrected by hand, and its original has changed since; "
        "delete it to have it extracted again",
        "corrected",
    )
