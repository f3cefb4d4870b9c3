"""Every error that the program raises on purpose, with the exit code that it ends in."""

from __future__ import annotations

FINE, FINDINGS, USAGE, INTERRUPTED = 0, 1, 2, 130


class AnnotatorError(Exception):
    """Base of all: the message is one line that names the file and says what to do."""

    exit_code = FINDINGS


class ArticleError(AnnotatorError):
    """An article cannot be read; the others still get done."""


class AnnotationError(AnnotatorError):
    """An annotation file cannot be read or does not hold to its schema."""


class UsageError(AnnotatorError):
    """The command line or the configuration asks for something that does not exist."""

    exit_code = USAGE


class LexiconError(UsageError):
    """A file of the lexicon is wrong: `file:line: message`."""


class ModelError(UsageError):
    """Models are missing, incomplete or not what their manifest says."""
