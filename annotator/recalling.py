"""Workers that remember: only articles whose findings are not known are parsed and extracted."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from annotator.errors import AnnotatorError
from annotator.findings import Findings
from annotator.model import Annotation, Article
from annotator.run import Workers

Result = Annotation | AnnotatorError


class RecallingWorkers:
    """`workers` with a memory before them; with `again` all is found anew, and remembered."""

    def __init__(self, workers: Workers, findings: Findings, *, again: bool = False) -> None:
        self._workers = workers
        self._findings = findings
        self._again = again

    def map(self, batches: Iterator[Sequence[Article]]) -> Iterator[list[Result]]:
        """The results of each batch, in order; of a batch that is all known, nothing is asked."""
        waiting: deque[list[Annotation | None]] = deque()

        def unknown() -> Iterator[list[Article]]:
            for batch in batches:
                known: list[Annotation | None] = [None] * len(batch)
                if not self._again:
                    known = self._findings.recall(batch)
                waiting.append(known)
                yield [a for a, found in zip(batch, known, strict=True) if found is None]

        try:
            for results in self._workers.map(unknown()):
                yield self._join(waiting.popleft(), results)
        finally:
            self._findings.close()

    def _join(self, known: Iterable[Annotation | None], new: Iterable[Result]) -> list[Result]:
        found = list(new)
        self._findings.note(result for result in found if isinstance(result, Annotation))
        rest = iter(found)
        return [annotation or next(rest) for annotation in known]
