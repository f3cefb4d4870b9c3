"""Every kind of mistake that the program tells of, and the errors that it raises on purpose."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

FINE, FINDINGS, USAGE, INTERRUPTED = 0, 1, 2, 130


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of mistake: its stable code for users, its name in this code, what is wrong.

    `docs/errors.md` has a section for each, headed `code name`.
    """

    code: str
    name: str
    summary: str


_KINDS = (
    # 1: what is given to read
    Kind("ANN101", "missing", "the path does not exist"),
    Kind("ANN102", "unreadable", "the article cannot be read"),
    Kind("ANN103", "not-a-file", "the article is no regular file"),
    Kind("ANN104", "empty", "the article is empty"),
    Kind("ANN105", "too-large", "the article is too large"),
    Kind("ANN106", "binary", "the article is no plain text"),
    Kind("ANN107", "encoding", "the article's encoding is wrong or unknown"),
    Kind("ANN108", "broken", "the file breaks the rules of its format"),
    Kind("ANN109", "no-text", "there is no running text in it"),
    Kind("ANN110", "name", "the name of the article is not UTF-8"),
    Kind("ANN111", "field", "a field that was named is not there"),
    # 2: annotation files
    Kind("ANN201", "file", "the annotation cannot be read"),
    Kind("ANN202", "yaml", "the annotation is not YAML, or not of the plain kind"),
    Kind("ANN203", "schema", "the annotation does not hold to its schema"),
    Kind("ANN204", "code", "a party's code is unknown"),
    Kind("ANN205", "id", "an id is used twice"),
    Kind("ANN206", "supports", "a reason supports an entry that is not there"),
    Kind("ANN207", "parties", "the list of parties does not fit the entries"),
    Kind("ANN208", "relevant", "`relevant` contradicts the entries"),
    Kind("ANN209", "double", "two entries say the same"),
    Kind("ANN210", "speaker", "a speaker's party is no code"),
    Kind("ANN211", "quote", "a quote is not what the article says there"),
    Kind("ANN212", "article", "the article of the annotation cannot be read"),
    Kind("ANN213", "stale", "the article has changed since it was annotated"),
    Kind("ANN214", "form", "the annotation is in a form that cannot be merged"),
    Kind("ANN215", "merge", "the annotation cannot be merged without loss"),
    Kind("ANN216", "conflict", "a person's entry does not fit the article any more"),
    Kind("ANN217", "accepted", "the annotation is accepted and left alone"),
    Kind("ANN218", "outdated", "the file would be written anew"),
    Kind("ANN219", "words", "`when` or `where` is not in the article's words"),
    # 3: the lexicon
    Kind("ANN301", "lexicon", "a file of the lexicon is wrong"),
    # 4: models
    Kind("ANN401", "models", "there are no such models"),
    Kind("ANN402", "damaged", "the models are not what their manifest says"),
    Kind("ANN403", "download", "models cannot be fetched"),
    # 5: what is written
    Kind("ANN501", "unwritable", "the file cannot be written"),
    Kind("ANN502", "link", "a symbolic link stands in the way"),
    Kind("ANN503", "same-target", "two articles have the same annotation file"),
    Kind("ANN504", "taken", "another file lies where the extracted text would go"),
    Kind("ANN505", "corrected", "an extracted text was corrected and its original has changed"),
    Kind("ANN506", "there", "the file or folder of an export is there already"),
    Kind("ANN507", "source", "an export would replace what it reads"),
    # 6: settings
    Kind("ANN601", "config", "the settings cannot be read"),
    Kind("ANN602", "setting", "a setting is unknown or has a wrong value"),
    # 7: git
    Kind("ANN701", "git", "git cannot do what is asked"),
    # 8: the command line
    Kind("ANN801", "usage", "the command line asks for what does not exist"),
    Kind("ANN802", "extra", "a library that this needs is not installed"),
    # 9: the program itself
    Kind("ANN901", "internal", "an error of the program"),
    Kind("ANN902", "system", "the system refuses what the program needs"),
)
KINDS = {kind.name: kind for kind in _KINDS}


class AnnotatorError(Exception):
    """Base of all: the message is one line that names the file and says what to do.

    `kind` is a name of KINDS; without one it is that of the class.
    """

    exit_code = FINDINGS
    kind = "internal"

    def __init__(self, message: str, kind: str = "") -> None:
        super().__init__(message)
        self.kind = kind or type(self).kind

    @property
    def code(self) -> str:
        """The stable code of its kind: `ANN101`."""
        return KINDS[self.kind].code


class ArticleError(AnnotatorError):
    """An article cannot be read; the others still get done."""

    kind = "unreadable"


def as_told(error: Exception, path: object) -> AnnotatorError:
    """An error of ours as it is; any other with its cause, for `--verbose` to show."""
    if isinstance(error, AnnotatorError):
        return error
    kind = "system" if isinstance(error, OSError | MemoryError) else "internal"
    told = ArticleError(f"{path}: {type(error).__name__}: {error}", kind)
    told.__cause__ = error
    return told


class AnnotationError(AnnotatorError):
    """An annotation file cannot be read or written, or does not hold to its schema."""

    kind = "file"


@contextmanager
def writing(path: object) -> Iterator[None]:
    """Whatever the system refuses in here is told as a file that cannot be written."""
    try:
        yield
    except OSError as error:
        message = f"{path}: cannot be written: {error.strerror or error}"
        raise AnnotationError(message, "unwritable") from error


class UsageError(AnnotatorError):
    """The command line or the configuration asks for something that does not exist."""

    exit_code = USAGE
    kind = "usage"


class LexiconError(UsageError):
    """A file of the lexicon is wrong: `file:line: message`."""

    kind = "lexicon"


class ModelError(UsageError):
    """Models are missing, incomplete or not what their manifest says."""

    kind = "models"
