"""The Python API: texts in memory → their annotations, with the models loaded once.

annotator = Annotator()
result = annotator.annotate("Le Cap-Vert et le Brésil mèneront des patrouilles conjointes.")
for result in annotator.annotate_many(texts):
    ...
"""

from __future__ import annotations

import hashlib
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from annotator.corpus import article_from_bytes
from annotator.corpus.dates import parse_date
from annotator.datafiles import use_lexicon
from annotator.errors import AnnotatorError, ArticleError, UsageError
from annotator.identity import describe_machine
from annotator.model import Annotation, Article
from annotator.nlp.models import DEFAULT, find_models
from annotator.record import Machine
from annotator.result import Result
from annotator.schema import EDTF
from annotator.workers import LocalWorkers

BATCH_CHARACTERS = (
    30_000  # of the texts that go through the parser together, as in a run over files
)
BATCH_TEXTS = 500  # so that many short texts do not wait for each other too long


@dataclass(frozen=True, slots=True)
class Text:
    """A text with what is known of it from elsewhere; None leaves it to what the text says.

    `published` is a date or a text that holds one (`2025-06-03`, `2025-06`, `3 juin 2025`);
    expressions such as « mardi » count from it. `name` stands in the record as the article's file.
    """

    text: str
    title: str | None = None
    source: str | None = None
    published: str | date | None = None
    name: str = "-"


class Annotator:
    """Reads French news texts. Building one is cheap; the first text loads the models, seconds.

    `models` is the name of a set of models or the folder of one; `lexicon` a folder whose files
    take the place of those of the same names in `annotator/data`, for the whole process; findings
    under `min_confidence` (0 to 1) are left out; `threads` is the number of torch's threads. Not
    for use from several threads at once.

    Raises ModelError where there are no such models, LexiconError for a wrong lexicon, UsageError
    for another value out of bounds.
    """

    def __init__(
        self,
        models: str | Path = DEFAULT,
        *,
        lexicon: str | Path | None = None,
        min_confidence: float = 0.0,
        threads: int | None = None,
    ) -> None:
        if not 0 <= min_confidence <= 1:
            raise UsageError(f"min_confidence is {min_confidence}; it lies between 0 and 1")
        if threads is not None and threads < 1:
            raise UsageError(f"threads is {threads}; it is 1 or more")
        if lexicon is not None:
            use_lexicon(Path(lexicon))
        found = find_models(models)
        self._machine = describe_machine(found, float(min_confidence))
        self._workers = LocalWorkers(found, min_confidence, threads)

    @property
    def machine(self) -> Machine:
        """What makes the annotations: versions of the program, the models and the lexicon."""
        return self._machine

    def annotate(
        self,
        text: str,
        *,
        title: str | None = None,
        source: str | None = None,
        published: str | date | None = None,
        name: str = "-",
    ) -> Result:
        """The annotation of one text; the options are those of `Text`.

        Raises ArticleError for a text without words or one that is too large.
        """
        (result,) = self.annotate_many([Text(text, title, source, published, name)])
        if isinstance(result, AnnotatorError):
            raise result
        return result

    def annotate_many(self, texts: Iterable[str | Text]) -> Iterator[Result | AnnotatorError]:
        """The annotation of each text, in the order given, computed together batch by batch.

        Texts are taken as results are asked for, one batch ahead (30,000 characters or so), and
        the iterable may be endless. A text that cannot be done gives the error that says why, in
        its place, and the others go on. What the iterable itself raises comes through.
        """
        for batch in _batches(texts):
            read = [self._read(item) for item in batch]
            articles = [article for article in read if isinstance(article, Article)]
            results = iter(self._workers.annotate(articles))
            for article in read:
                found = next(results) if isinstance(article, Article) else article
                yield Result(found, self._machine) if isinstance(found, Annotation) else found

    def _read(self, item: str | Text) -> Article | AnnotatorError:
        try:
            return read_text(item if isinstance(item, Text) else Text(item))
        except AnnotatorError as error:
            return error


def read_text(item: Text) -> Article:
    """The text as an article. Raises ArticleError for what is no text or cannot be one."""
    if not isinstance(item.text, str):
        raise ArticleError(f"{item.name}: is {type(item.text).__name__}, not str", "binary")
    try:
        data = item.text.encode()
    except UnicodeEncodeError as error:
        message = f"{item.name}: character {error.start} is half a character"
        raise ArticleError(message, "encoding") from None
    # With the mark it is UTF-8, whatever the text says of its own encoding.
    article = article_from_bytes(BOM_UTF8 + data, item.name)
    return replace(
        article,
        sha256=hashlib.sha256(data).hexdigest(),
        title=item.title or article.title,
        source=item.source or article.source,
        published=_published(item) or article.published,
    )


def _published(item: Text) -> str | None:
    """The date as EDTF. Raises ArticleError for what is none."""
    if item.published is None:
        return None
    if isinstance(item.published, date):
        return item.published.isoformat()[:10]
    text = str(item.published)
    found = text if re.fullmatch(EDTF, text) else parse_date(text)
    if not found:
        message = f"{item.name}: published is {text!r}; give a date such as 2025-06-03"
        raise ArticleError(message, "usage")
    return found


def _batches(texts: Iterable[str | Text]) -> Iterator[Sequence[str | Text]]:
    """Texts in batches; where the iterable fails, what it gave before comes first."""
    source = iter(texts)
    while True:
        batch: list[str | Text] = []
        try:
            _fill(batch, source)
        except Exception:
            if batch:
                yield batch
            raise
        if not batch:
            return
        yield batch


def _fill(batch: list[str | Text], source: Iterator[str | Text]) -> None:
    size = 0
    for item in source:
        batch.append(item)
        text = item.text if isinstance(item, Text) else item
        size += len(text) if isinstance(text, str) else 0
        if size >= BATCH_CHARACTERS or len(batch) >= BATCH_TEXTS:
            return
