"""What a process needs to work on shards, and how it is made once in each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.shards.work import Work
from annotator.workers import LocalWorkers

if TYPE_CHECKING:
    from annotator.nlp.models import ModelSet


@dataclass(frozen=True, slots=True)
class Setup:
    """Handed to each process; `load` makes the work there: see `load_work`."""

    models: ModelSet
    minimum: float = 0.0
    cache: int = 0  # bytes of remembered parses; 0: none
    screen: bool = False
    load: Callable[[Setup], Work] | None = None

    def make_work(self) -> Work:
        """The function that annotates articles; models are loaded when the first one comes."""
        return (self.load or load_work)(self)


def load_work(setup: Setup) -> Work:
    """The real one: parser and extraction in this process, with one thread."""
    return LocalWorkers(setup.models, setup.minimum, threads=1, cache=setup.cache).annotate
