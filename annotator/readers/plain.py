"""Plain text and Markdown to the one document that they are."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.corpus.encoding import decode
from annotator.corpus.frontmatter import read_front_matter
from annotator.corpus.markup import is_blank
from annotator.errors import ArticleError
from annotator.readers.document import Document, clean_date, clean_line, clean_text


def read(data: bytes, name: str) -> Iterator[Document | ArticleError]:
    """The text below the front matter, with what that says."""
    text, _ = decode(data, name)
    front = read_front_matter(text)
    body = clean_text(text[front.end :])
    if is_blank(body):
        message = f"{name}: holds nothing but white space; give the text of an article"
        raise ArticleError(message, "empty")
    yield Document(
        body,
        title=clean_line(front.first("title")),
        date=clean_date(front.first("published")),
        source=clean_line(front.first("source")),
        url=front.values["url"].text if "url" in front.values else None,
    )
