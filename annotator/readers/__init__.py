"""Files of other formats to documents: one reader per format, all behind one signature."""

from __future__ import annotations

from annotator.readers import jsonl, plain
from annotator.readers.document import Document, Reader

# What `--input-format` takes; `auto` tells the format from the content, then from the name.
READERS: dict[str, Reader] = {
    "text": plain.read,
    "markdown": plain.read,
    "jsonl": jsonl.read,
}
AS_THEY_ARE = frozenset({"text", "markdown"})  # offsets count in the file itself
SEVERAL = frozenset({"jsonl"})  # a file may hold more than one document

__all__ = ["AS_THEY_ARE", "READERS", "SEVERAL", "Document", "Reader"]
