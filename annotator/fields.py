"""What records (objects of JSON, rows of Parquet) call the facts of an article."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from annotator.errors import UsageError

# What a field may be called, the first that is there and not empty counts; `a.b` is b within a.
USUAL: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "texte", "body", "articleBody", "article_body", "content", "contenu", "corps",
        "content_text", "content_html", "maintext", "raw_content", "article.text", "article.body",
    ),
    "title": ("title", "titre", "headline", "name", "article.title"),
    "date": (
        "date", "published", "date_published", "datePublished", "published_at", "publishedAt",
        "publication_date", "pubDate", "pubdate", "date_publish", "created_at", "timestamp",
        "article.date",
    ),
    "source": (
        "source", "publisher", "journal", "media", "sitename", "site_name", "site",
        "source_domain", "domain", "article.source",
    ),
    "url": ("url", "link", "lien", "uri", "canonical_url"),
    "id": ("id", "_id", "guid", "uuid", "doc_id", "article_id", "identifier"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fields:
    """The names of a fact: those that were chosen for it, as (fact, name), else the usual ones."""

    chosen: tuple[tuple[str, str], ...] = ()

    def names(self, fact: str) -> tuple[str, ...]:
        """The names of a fact in the order in which they are looked for."""
        return self._chosen(fact) or USUAL[fact]

    def all_names(self) -> Iterable[str]:
        """The names of all facts."""
        return (name for fact in USUAL for name in self.names(fact))

    def named(self) -> dict[str, tuple[str, ...]]:
        """The facts for which names were chosen, with these."""
        return {fact: names for fact in USUAL if (names := self._chosen(fact))}

    def _chosen(self, fact: str) -> tuple[str, ...]:
        return tuple(name for chosen, name in self.chosen if chosen == fact)


USUAL_FIELDS = Fields()


def choose_fields(words: Iterable[str]) -> Fields:
    """The fields that `text=corps`, `date=jour` … choose. Raises UsageError for another form."""
    return Fields(tuple(_pair(word) for word in words))


def _pair(word: str) -> tuple[str, str]:
    fact, _, name = (part.strip() for part in word.partition("="))
    if fact in USUAL and name:
        return fact, name
    raise UsageError(f"{word!r} is not FACT=NAME, with FACT one of {', '.join(USUAL)}")
