"""One run over many articles: read, parse in batches, merge with what is there, write."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from annotator.conflicts import find_conflicts
from annotator.corpus.encoding import decode
from annotator.errors import AnnotationError, AnnotatorError, as_told
from annotator.formats import AUTO
from annotator.intake import TOLD_BY_CONTENT, Form, Found, take_in
from annotator.ledger import Ledger, facts_of
from annotator.model import Annotation, Article
from annotator.outcomes import Existing, diff, failed, render, unchanged, warning
from annotator.record import Machine, Record, screened_record, to_record
from annotator.review import review_status
from annotator.store import (
    Job,
    article_reference,
    is_screened,
    lacks_text,
    outdated_reason,
    plan_jobs,
    read_existing,
    write_file,
    write_text,
)
from annotator.summary import KEPT, OUTDATED, UNCHANGED, WRITTEN, Outcome, Summary
from annotator.writers import WRITERS
from annotator.yamlfile import load

# Of the articles that are handed on together: enough to fill the parser's matrices, few enough for
# the bar to move and for Ctrl-C to lose only seconds of work.
BATCH_CHARACTERS = 30_000
AHEAD = 200  # articles whose files are looked up in the ledger together


@dataclass(frozen=True, slots=True)
class Options:
    """What a run is asked for. `check` and `diff` write nothing."""

    out: Path | None = None
    check: bool = False
    diff: bool = False
    force: bool = False
    format: str = "yaml"
    form: Form = TOLD_BY_CONTENT


class Workers(Protocol):
    """Parser and extraction: batches of articles → their annotations, in order.

    An article that could not be done comes back as the error that says why.
    """

    def map(
        self, batches: Iterator[Sequence[Article]]
    ) -> Iterable[Sequence[Annotation | AnnotatorError]]: ...


class Reporter(Protocol):
    """Who is told how the run goes on; a file with several articles counts as one at first."""

    def begin(self, articles: int) -> None: ...

    def advance(self, outcome: Outcome) -> None: ...


@dataclass(frozen=True, slots=True)
class _Pending:
    """An article on its way through the parser, with the annotation that is there already."""

    job: Job
    article: Article
    existing: Existing | None


def run(
    paths: Sequence[Path],
    options: Options,
    machine: Machine,
    workers: Workers,
    reporter: Reporter,
    ledger: Ledger | None = None,
) -> Summary:
    """Annotate every article under `paths`; what fails is reported and the rest goes on.

    `ledger` knows the files that have not changed since an earlier run. Ctrl-C ends the run; what
    is written by then is whole. Raises UsageError for a path that does not exist.
    """
    only = None if options.form.format == AUTO else options.form.format
    jobs = list(plan_jobs(paths, options.out, WRITERS[options.format][0], only))
    ledger = ledger or Ledger()
    try:
        return _Run(options, machine, workers, reporter, ledger).over(jobs)
    finally:
        ledger.close()


class _Run:
    def __init__(
        self,
        options: Options,
        machine: Machine,
        workers: Workers,
        reporter: Reporter,
        ledger: Ledger,
    ) -> None:
        self._options = options
        self._ledger = ledger
        self._machine = machine
        self._workers = workers
        self._reporter = reporter
        self._summary = Summary()

    def over(self, jobs: Sequence[Job]) -> Summary:
        self._reporter.begin(len(jobs))
        try:
            self._annotate(jobs)
        except KeyboardInterrupt:
            self._summary.interrupted = True
        return self._summary

    def _annotate(self, jobs: Iterable[Job]) -> None:
        waiting: deque[list[_Pending]] = deque()

        def batches() -> Iterator[list[Article]]:
            for batch in _batches(self._read(jobs)):
                waiting.append(batch)
                yield [pending.article for pending in batch]

        for results in self._workers.map(batches()):
            for pending, result in zip(waiting.popleft(), results, strict=True):
                self._tell(self._finish(pending, result))

    def _tell(self, outcome: Outcome) -> None:
        self._summary.add(outcome)
        self._reporter.advance(outcome)

    def _read(self, jobs: Iterable[Job]) -> Iterator[_Pending]:
        """The articles that have to be parsed; what is settled without is told at once."""
        targets: dict[Path, Path] = {}
        for job in self._look_up(jobs):
            known = self._settle_unread(job)
            for found in [known] if known else self._open_all(job, targets):
                if isinstance(found, Outcome):
                    self._tell(found)
                else:
                    yield found

    def _look_up(self, jobs: Iterable[Job]) -> Iterator[Job]:
        """The jobs, with what the ledger knows of their files looked up some way ahead."""
        coming = iter(jobs)
        while ahead := list(islice(coming, AHEAD)):
            self._ledger.look_up(path for job in ahead for path in (job.article, job.target))
            yield from ahead

    def _settle_unread(self, job: Job) -> Outcome | None:
        """The outcome of a plain text that has not changed since it was annotated."""
        if self._options.force or not job.target.exists():
            return None
        try:
            digest = self._ledger.digest(job.article)
            data = self._ledger.facts(job.target)
        except AnnotatorError:
            return None  # told when the file is opened
        if outdated_reason(data, digest, self._machine):
            return None
        return unchanged(job, data)

    def _open_all(self, job: Job, targets: dict[Path, Path]) -> Iterator[_Pending | Outcome]:
        """The articles of one file, each opened, settled or failed."""
        options = self._options
        try:
            for taken in take_in(job, options.form, again=options.force):
                try:
                    yield self._open(taken, targets)
                except Exception as error:  # noqa: BLE001 - one article must not end the run
                    yield failed(taken.job, as_told(error, job.article))
        except Exception as error:  # noqa: BLE001 - nor must one file
            yield failed(job, as_told(error, job.article))

    def _open(self, taken: Found, targets: dict[Path, Path]) -> _Pending | Outcome:
        """The article, or the outcome where it needs no parsing. Raises AnnotatorError."""
        job, content = taken.job, taken.content
        if isinstance(content, AnnotatorError):
            raise content
        if (first := targets.setdefault(job.target, job.article)) != job.article:
            message = f"{job.article}: {first} has the same annotation file; rename one"
            raise AnnotationError(message, "same-target")
        data, lacking = self._ledger.facts(job.target), lacks_text(job, content)
        settled = self._settle(job, sha256(content).hexdigest(), data, lacking=lacking)
        if settled and (settled.state == UNCHANGED or data is None):
            return settled
        if settled:  # what a run would say of a person's entries
            to_come = find_conflicts(job.target, decode(content, str(job.article))[0])
            return replace(settled, problems=(*settled.problems, *to_come))
        if self._is_screened_out(content, data):
            return self._screen_out(job, content)
        article = self._ledger.readings.read(content, str(job.text or job.article))
        return _Pending(job, article, self._read_existing(job))

    def _is_screened_out(self, content: bytes, data: Any) -> bool:
        """Whether words alone settle it; never where an annotation says more than that."""
        if not self._machine.screen or not (data is None or is_screened(data)):
            return False
        from annotator.screen import bytes_may_matter  # the lexicon: only where it is asked for

        return not bytes_may_matter(content)

    def _screen_out(self, job: Job, content: bytes) -> Outcome:
        digest, text = sha256(content).hexdigest(), content.decode("utf-8", "replace")
        record = screened_record(article_reference(job), digest, self._machine)
        return self._put(job, record, self._read_existing(job), text)

    def _read_existing(self, job: Job) -> Existing | None:
        """The annotation that is there, and whether somebody has touched it, if that is known."""
        text = read_existing(job.target)
        return None if text is None else Existing(text, self._ledger.own_ids(text))

    def _settle(self, job: Job, digest: str, data: Any, *, lacking: bool) -> Outcome | None:
        """The outcome where the annotation that is there (None: its absence) decides it."""
        reason = "there is none" if data is None else outdated_reason(data, digest, self._machine)
        if reason is None and lacking:
            reason = f"its text {job.text} is not there"
        if self._options.force:
            return None
        if reason is None:
            return unchanged(job, data)
        record = data if isinstance(data, Mapping) else None
        if review_status(data) == "accepted":
            problem = warning(job, "accepted", f"left alone, though {reason}; see --force")
            return Outcome(job.article, job.target, KEPT, record, problems=(problem,))
        if self._options.check and not self._options.diff:
            problem = warning(job, "outdated", f"would be written: {reason}")
            return Outcome(job.article, job.target, OUTDATED, record, problems=(problem,))
        return None

    def _finish(self, pending: _Pending, result: Annotation | AnnotatorError) -> Outcome:
        if isinstance(result, AnnotatorError):
            return failed(pending.job, result)
        try:
            return self._store(pending, result)
        except Exception as error:  # noqa: BLE001 - as above
            return failed(pending.job, as_told(error, pending.job.article))

    def _store(self, pending: _Pending, annotation: Annotation) -> Outcome:
        """Merge with what is there and write it, unless the run only looks."""
        job, article = pending.job, pending.article
        text, existing = read_existing(job.target), pending.existing
        if text != (existing and existing.text):  # somebody has worked on it meanwhile
            existing = None if text is None else Existing(text)
            facts = None if text is None else facts_of(load(text).data)
            lacking = lacks_text(job, article.text.encode())
            if settled := self._settle(job, article.sha256, facts, lacking=lacking):
                return settled
        record = to_record(annotation, self._machine, article_reference(job))
        return self._put(job, record, existing, article.text, len(article.text.split()))

    def _put(
        self, job: Job, record: Record, existing: Existing | None, text: str, words: int = 0
    ) -> Outcome:
        """Write the record of an article with this text, merged with what is there."""
        shown = render(job, record, existing, text, self._options.format)
        told: dict[str, Any] = {"words": words, "problems": shown.problems}
        self._ledger.note_facts(shown.text, shown.record, shown.own)
        before = None if existing is None else existing.text
        if shown.text == before and not lacks_text(job, text.encode()):
            return Outcome(job.article, job.target, UNCHANGED, shown.record, **told)
        if self._options.check or self._options.diff:
            told["diff"] = diff(before, shown.text, job.target)
            return Outcome(job.article, job.target, OUTDATED, shown.record, **told)
        write_text(job, text.encode())
        write_file(job, shown.text)
        return Outcome(job.article, job.target, WRITTEN, shown.record, **told)


def _batches(pendings: Iterable[_Pending]) -> Iterator[list[_Pending]]:
    batch: list[_Pending] = []
    size = 0
    for pending in pendings:
        batch.append(pending)
        size += len(pending.article.text)
        if size >= BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
