"""A session: which file is open, what a person does to it, and the way back.

Each deed is on disk when its method returns: there is nothing to save and nothing to lose. All of
them raise AnnotatorError, one line to be shown, and change nothing then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.codes import party_name
from annotator.errors import AnnotationError
from annotator.model import Span
from annotator.review import review_status, settle
from annotator.review.care import new_id
from annotator.session import edits
from annotator.session.findings import Finding, find_findings
from annotator.session.page import Page
from annotator.session.queue import CLOSED, UNREVIEWED, Waiting
from annotator.session.sheet import Sheet, read_sheet
from annotator.store import Job, read_existing, write_file
from annotator.validate import Validator

ACCEPTED, CORRECTED = "accepted", "corrected"
Edit = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a file, to be taken back."""

    at: int
    before: str
    after: str
    what: str


class Session:
    """Over the files of a queue, which stay in their places; `today` is an ISO date."""

    def __init__(
        self, waiting: Sequence[Waiting], validator: Validator, by: str, today: str
    ) -> None:
        self.waiting = list(waiting)
        self.status = {item.path: item.status for item in waiting}
        self.at = 0
        self.touched: set[Path] = set()
        self._validator, self._by, self._today = validator, by, today
        self._steps: list[Step] = []
        self.open(0)

    # where we are

    def open(self, at: int) -> None:
        """Go to a file, read anew from disk; nothing is changed where it cannot be read."""
        item = self.waiting[at % len(self.waiting)]
        problems = self._validator.check_file(item.path)
        for problem in problems:
            if problem.kind in CLOSED:
                raise AnnotationError(f"{item.name}: line {problem.line}: {problem.message}")
        self.problems = problems  # what a person should mend or know of
        self._show(at % len(self.waiting), read_sheet(item.path, item.name))

    def _show(self, at: int, sheet: Sheet) -> None:
        self.at, self.sheet = at, sheet
        self.page = Page(sheet.article)
        self.findings = find_findings(sheet)
        self.status[sheet.path] = review_status(sheet.record)

    @property
    def left(self) -> int:
        """How many files wait for a person."""
        return sum(status == UNREVIEWED for status in self.status.values())

    def open_next(self) -> None:
        self.open(self.at + 1)

    def open_previous(self) -> None:
        self.open(self.at - 1)

    def open_next_unreviewed(self) -> bool:
        """Go to the next file that waits, from here on and round; False where none does."""
        for step in range(1, len(self.waiting) + 1):
            at = (self.at + step) % len(self.waiting)
            if self.status[self.waiting[at].path] == UNREVIEWED:
                self.open(at)
                return True
        return False

    def find(self, id_: str) -> Finding:
        for finding in self.findings:
            if finding.id == id_:
                return finding
        raise AnnotationError(f"there is no entry {id_!r} any more")

    # what a person does to the file

    def close(self, status: str) -> None:
        """Say that the file is done with: accepted, or corrected.

        Raises AnnotationError where it is not right: it has to be mended or rejected first, or
        annotated again where the article has changed.
        """
        for problem in self._validator.check_file(self.sheet.path):
            if problem.level == "error" or problem.kind == "stale":
                raise AnnotationError(f"not {status}: line {problem.line}: {problem.message}")
        fields = {"status": status, "by": self._by, "date": self._today}
        self._write(lambda text: edits.set_review(text, fields), status)

    def write_note(self, note: str) -> None:
        """A note on the whole file; an empty one takes it away."""
        self._write(lambda text: edits.set_review(text, {"note": note.strip() or None}), "note")

    @property
    def note(self) -> str:
        return str((self.sheet.record.get("review") or {}).get("note", ""))

    def reject(self, id_: str) -> None:
        """Take a finding out; the program will not bring it back."""
        finding = self.find(id_)
        self._settle(lambda text: edits.remove_entry(text, finding.kind, id_), f"rejected {id_}")

    def change(self, id_: str, **fields: Any) -> None:
        """Say fields of a finding anew; what is the same already is no change."""
        finding = self.find(id_)
        new = {key: value for key, value in fields.items() if finding.entry.get(key) != value}
        if new:
            what = f"{id_}: {', '.join(new)}"
            self._settle(lambda text: edits.change_entry(text, finding.kind, id_, new), what)

    def keep(self, id_: str) -> None:
        """Say that an entry with a conflict is right as it is."""
        finding = self.find(id_)
        if "conflict" not in finding.entry:
            raise AnnotationError("has no conflict to settle")
        self._settle(lambda text: edits.change_entry(text, finding.kind, id_, {}), f"kept {id_}")

    def add_evidence(self, id_: str, span: Span, *, alone: bool = False) -> None:
        """A stretch as one more piece of evidence, or in place (`alone`) of what is there."""
        quotes = [] if alone else list(self.find(id_).entry["evidence"])
        quotes.append(self._quote("quote", span))
        self.change(id_, evidence=sorted(quotes, key=lambda quote: int(quote["start"])))

    def move_reason(self, id_: str, span: Span) -> None:
        """Other words for a reason."""
        self.change(id_, **self._quote("text", span))

    def add_act(self, span: Span, type_: str, parties: Sequence[str], status: str) -> str:
        """A new entry of cooperation; gives its id."""
        fields = {"type": type_, "parties": list(parties), "status": status, "domains": []}
        return self._add("cooperation", fields | {"evidence": [self._quote("quote", span)]})

    def add_reason(self, span: Span, **fields: Any) -> str:
        """A new reason with kind, theme, stated_by and, where it has some, supports."""
        said = {key: value for key, value in fields.items() if value}
        entry = {**self._quote("text", span), "targets": [], **said}
        return self._add("rationale", entry)

    def _quote(self, key: str, span: Span) -> dict[str, Any]:
        return {key: self.page.words(span), "start": span.start, "end": span.end}

    def _add(self, kind: str, fields: dict[str, Any]) -> str:
        id_ = new_id(kind, fields, {finding.id for finding in self.findings})
        entry = {"id": id_, **fields, "origin": "human"}
        self._settle(lambda text: edits.add_entry(text, kind, entry), f"added {id_}")
        return id_

    # writing, and the way back

    def _settle(self, edit: Edit, what: str) -> None:
        article = self.sheet.article
        self._write(lambda text: settle(text, edit(text), article, party_name).text, what)

    def _write(self, edit: Edit, what: str) -> None:
        sheet = self.sheet
        self._require_fresh(sheet.text)
        after = edit(sheet.text)
        if after != sheet.text:
            self._put(after)
            self._steps.append(Step(self.at, sheet.text, after, what))

    def undo(self) -> str:
        """Take the last change back, in whichever file it was; gives what it was.

        Raises AnnotationError where there is none, or the file has changed since.
        """
        if not self._steps:
            raise AnnotationError("nothing to undo")
        step = self._steps.pop()
        self.open(step.at)
        if self.sheet.text != step.after:
            raise AnnotationError(f"{self.sheet.name} has changed since: {step.what} stays")
        self._put(step.before)
        return step.what

    def _put(self, text: str) -> None:
        path = self.sheet.path
        write_file(Job(path, path, path.parent), text, by_hand=True)
        self.touched.add(path)
        self.open(self.at)

    def _require_fresh(self, text: str) -> None:
        """Raise AnnotationError where somebody else has written the file; it is read anew then."""
        if read_existing(self.sheet.path) != text:
            self.open(self.at)
            raise AnnotationError("has changed on disk and was read again; once more, please")
