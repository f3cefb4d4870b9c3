"""What a process needs to work on shards, and how it is made once in each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from annotator.errors import UsageError
from annotator.identity import describe_machine
from annotator.nlp.models import find_models
from annotator.record import Machine
from annotator.shards.work import Work
from annotator.workers import LocalWorkers


@dataclass(frozen=True, slots=True)
class Setup:
    """Handed to each process; `load` makes the work there: see `load_work`."""

    models: str  # name or folder
    machine: Machine
    cache: int = 0  # bytes of remembered parses; 0: none
    load: Callable[[Setup], Work] | None = None

    def make_work(self) -> Work:
        """The function that annotates articles; models are loaded when the first one comes."""
        return (self.load or load_work)(self)


def load_work(setup: Setup) -> Work:
    """The real one: parser and extraction in this process, with one thread.

    Raises UsageError where this process would say other things than the one that asks, as a worker
    with another version would.
    """
    models, asked = find_models(setup.models), setup.machine
    here = describe_machine(models, asked.min_confidence, screen=asked.screen)
    if here != asked:
        raise UsageError(
            f"a worker has version {here.version}, models {here.models}, lexicon {here.lexicon}; "
            f"the run wants {asked.version}, {asked.models}, {asked.lexicon}"
        )
    return LocalWorkers(models, asked.min_confidence, threads=1, cache=setup.cache).annotate
