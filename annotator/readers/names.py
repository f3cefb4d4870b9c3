"""Names for the documents of a file that holds several: readable, safe, stable."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256
from urllib.parse import urlsplit

from annotator.readers.document import Document

LONGEST = 60  # characters
_OTHER = re.compile(r"[^a-z0-9]+")
_EXTENSION = re.compile(r"\.(?:html?|php|aspx?)$", re.IGNORECASE)
_RESERVED = {"con", "prn", "aux", "nul"} | {f"{d}{n}" for d in ("com", "lpt") for n in range(10)}


class Names:
    """Gives each document of one file its name: small letters, digits and `-`, never twice.

    A name depends on the document alone, so that one more in the file renames no other; only
    documents with the same id, or the same title and text, are told apart by their order.
    """

    def __init__(self) -> None:
        self._given: set[str] = set()

    def give(self, document: Document) -> str:
        base = name = document_name(document)
        number = 2
        while name in self._given:
            name, number = f"{base}-{number}", number + 1
        self._given.add(name)
        return name


def document_id(document: Document) -> str:
    """What a person would call the document: its id, its address, its title, its first words."""
    said = document.id or document.url or document.title
    return said or " ".join(document.text.split()[:8])


def document_name(document: Document) -> str:
    """A file's name without suffix; where words were lost on the way, a digest makes it unique."""
    said = document_id(document)
    slug = _slug(_readable(said) if document.id or document.url else said)
    if slug == said and len(slug) <= LONGEST and slug not in _RESERVED:
        return slug
    whole = said if document.id or document.url else f"{document.title}\0{document.text}"
    return f"{_cut(slug)}-{sha256(whole.encode()).hexdigest()[:6]}".lstrip("-")


def _readable(said: str) -> str:
    """The last words of an address's path; another id as it is."""
    try:
        parts = urlsplit(said)
    except ValueError:
        return said
    if parts.scheme not in {"http", "https"}:
        return said
    last = _EXTENSION.sub("", parts.path.rstrip("/").rpartition("/")[2])
    return last or parts.netloc


def _slug(text: str) -> str:
    ascii_ = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe").lower())
    return _OTHER.sub("-", ascii_.encode("ascii", "ignore").decode()).strip("-")


def _cut(slug: str) -> str:
    """At most so many characters, whole words where there are several."""
    if len(slug) <= LONGEST:
        return slug
    return slug[: LONGEST + 1].rpartition("-")[0] or slug[:LONGEST]
