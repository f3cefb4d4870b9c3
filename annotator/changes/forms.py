"""Changes as text for a terminal, as JSON, and as markdown for a pull request."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict

from annotator.changes.history import ArticleChanges
from annotator.changes.meaning import ADDED, CHANGED, REMOVED, REVIEWED, Change
from annotator.problems import clean, to_json

_SIGNS = {ADDED: "+", REMOVED: "−", CHANGED: "~", REVIEWED: "✓"}


def as_text(articles: Sequence[ArticleChanges]) -> str:
    """Each file with its changes under it."""
    return "".join(f"{clean(line)}\n" for article in articles for line in _lines(article))


def as_json(articles: Sequence[ArticleChanges]) -> str:
    """A list of files with their changes."""
    return to_json([asdict(a) for a in articles])


def as_markdown(articles: Sequence[ArticleChanges]) -> str:
    """A list that shows as written, whatever an article's words would mean in markdown."""
    if not articles:
        return "No annotation changed in meaning.\n"
    blocks = []
    for article in articles:
        title, *lines = _lines(article)
        items = (f"- {_escape(clean(line.strip()))}\n" for line in lines)
        blocks.append(f"**{_escape(clean(title))}**\n\n{''.join(items)}")
    return "\n".join(blocks)


FORMATS: dict[str, Callable[[Sequence[ArticleChanges]], str]] = {
    "text": as_text,
    "json": as_json,
    "markdown": as_markdown,
}


def _lines(article: ArticleChanges) -> Iterator[str]:
    yield article.file
    if article.error:
        yield f"  ! cannot be compared: {article.error}"
    for change in article.changes:
        yield f"  {_SIGNS[change.kind]} {_say(change)}"


def _say(change: Change) -> str:
    if change.kind == CHANGED:
        return f"{change.subject}: {change.field} {change.before} → {change.after}"
    if change.kind == REVIEWED and change.field != "status":
        return f"review {change.field}: {change.subject}"
    return change.subject


def _escape(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~@&-])", r"\\\1", text)
