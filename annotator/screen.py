"""A first look at a text that costs next to nothing: whether there may be anything in it at all.

It asks for what the gate before the parse asks for (`gate`), and for a word of defence besides; it
takes words for what they are by grammar; and it asks the raw text, before the article is read.
`benchmarks/screening.py` measures how often that costs an article.
"""

from __future__ import annotations

import re

from annotator.surface import has_parties, is_of_defence, lexicon_table, needs, read

_PARAGRAPH = re.compile(r"\n\s*\n")
_CUT = re.compile(r"-\s*\n")
_BROKEN = re.compile(r"\b(\w+)-\s*\n\s*(\w+)")  # a word that the end of a line has cut


def may_matter(text: str) -> bool:
    """Whether the whole program might find something in this text."""
    texts = [_mend(paragraph) for paragraph in _PARAGRAPH.split(text)]
    if not has_parties(texts):
        return False
    surface = read(texts, lexicon_table().find_by_grammar)
    return is_of_defence(surface) and surface.may_meet(needs())


def bytes_may_matter(content: bytes) -> bool:
    """The same for a file; one whose encoding takes a closer look passes."""
    if b"\0" in content[:1000]:
        return True
    try:
        return may_matter(content.decode())
    except UnicodeDecodeError:
        return may_matter(content.decode("cp1252", "replace"))


def _mend(text: str) -> str:
    """White space made single, and words cut at line ends in both readings."""
    if _CUT.search(text):
        text = _BROKEN.sub(r"\1\2 \1-\2", text)
    return " ".join(text.split())
