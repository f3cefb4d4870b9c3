"""Texts that the program has taken out of files of other formats: how they are told from others.

Such a text is an article file like any other, with front matter that says where it comes from. A
digest on its second line tells whether a person has corrected it since.
"""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

from annotator.corpus.frontmatter import FrontMatter, read_front_matter
from annotator.model import Origin

HEAD = "---\n# extracted by annotate "
_MARK = re.compile(r"---\r?\n# extracted by annotate ([0-9a-f]{12})\b[^\r\n]*\r?\n")
_REPORT = re.compile(rb'<meta name="generator" content="annotator ')


def read_origin(text: str, front: FrontMatter | None = None) -> Origin | None:
    """Whence an extracted text comes; None for an article of its own."""
    if not _MARK.match(text):
        return None
    values = (front or read_front_matter(text)).values
    file, sha, id_ = (
        values[key].text if key in values else None
        for key in ("source_file", "source_sha256", "source_id")
    )
    return None if file is None else Origin(file, sha, id_)


def mark(rest: str) -> str:
    """The text with its first two lines, which hold the digest of the `rest`."""
    return f"{HEAD}{_digest(rest)}; corrections are kept\n{rest}"


def recorded_digest(text: str) -> str | None:
    """The digest of the text as the program wrote it; None for an article of its own."""
    found = _MARK.match(text)
    return found[1] if found else None


def is_corrected(text: str) -> bool:
    """Whether an extracted text is no longer what the program wrote."""
    found = _MARK.match(text)
    return found is not None and found[1] != _digest(text[found.end() :])


def is_own_output(path: Path) -> bool:
    """Whether a file in a folder of articles was written by this program: a text, a report."""
    try:
        with path.open("rb") as file:
            head = file.read(2048)
    except OSError:
        return False  # told when it is read
    return bool(_MARK.match(head[:200].decode("latin-1")) or _REPORT.search(head))


def _digest(rest: str) -> str:
    return sha256(rest.replace("\r\n", "\n").encode()).hexdigest()[:12]
