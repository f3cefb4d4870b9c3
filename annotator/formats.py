"""The formats that articles come in, by the names of their files."""

from __future__ import annotations

from pathlib import PurePath

SUFFIXES: dict[str, tuple[str, ...]] = {
    "text": (".txt", ".text"),
    "markdown": (".md", ".markdown"),
    "html": (".html", ".htm", ".xhtml"),
    "jsonl": (".jsonl", ".ndjson"),
    "feed": (".rss", ".atom"),
    "pdf": (),
}
AUTO = "auto"
INPUT_FORMATS = (AUTO, *SUFFIXES)  # what `--input-format` takes
# Taken for that format when such a file is named, and passed over in folders: most are others.
WHEN_NAMED: dict[str, tuple[str, ...]] = {"jsonl": (".json",), "feed": (".xml", ".rdf")}
COMPRESSED = (".gz", ".bz2", ".xz", ".zst")


def format_of_name(name: str) -> str | None:
    """The format that a file's suffix stands for, whatever compresses it; None for others."""
    suffix = inner_name(name).suffix.lower()
    known = (*SUFFIXES.items(), *WHEN_NAMED.items())
    return next((format_ for format_, suffixes in known if suffix in suffixes), None)


def is_article_name(name: str, format_: str | None = None) -> bool:
    """Whether a file so named, in a folder, is an article (of that format, if one is given)."""
    suffix = inner_name(name).suffix.lower()
    if format_ is None:
        return any(suffix in suffixes for suffixes in SUFFIXES.values())
    format_ = "text" if format_ == "pdf" else format_  # what pdftotext writes ends in .txt
    return suffix in (*SUFFIXES[format_], *WHEN_NAMED.get(format_, ()))


def inner_name(name: str) -> PurePath:
    """The name without the suffixes of compression: `page.html` of `page.html.gz`."""
    path = PurePath(name)
    while path.suffix.lower() in COMPRESSED:
        path = path.with_suffix("")
    return path
