"""Files of other formats to documents: one reader per format, all behind one signature."""

from __future__ import annotations

from annotator.readers import feed, html, jsonl, pages, plain
from annotator.readers.document import Document, Reader

# What `--input-format` takes; `auto` tells the format from the content, then from the name.
READERS: dict[str, Reader] = {
    "text": plain.read,
    "markdown": plain.read,
    "html": html.read,
    "jsonl": jsonl.read,
    "feed": feed.read,
    "pdf": pages.read,
}
SEVERAL = frozenset({"feed", "jsonl"})  # a file may hold more than one document


def is_text_itself(format_: str, data: bytes, name: str) -> bool:
    """Whether offsets can count in the file as it is: plain text, unless columns are to unroll."""
    if format_ == "pdf":
        return not pages.has_columns(data, name)
    return format_ in {"text", "markdown"}


__all__ = ["READERS", "SEVERAL", "Document", "Reader", "is_text_itself"]
