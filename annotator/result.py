"""What the Python API gives for one text: the annotation, and the forms it can be had in."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.model import Annotation, Cooperation, Party, Rationale
from annotator.record import Machine, Record, to_record
from annotator.resulthtml import render
from annotator.writers import WRITERS


@dataclass(frozen=True, slots=True, repr=False)
class Result:
    """An annotation with the machine that made it; offsets count code points of `text`."""

    annotation: Annotation
    machine: Machine

    @property
    def name(self) -> str:
        """What the text was called; `-` if nothing."""
        return self.annotation.article.path

    @property
    def text(self) -> str:
        return self.annotation.article.text

    @property
    def relevant(self) -> bool:
        """Whether the text tells of defence cooperation."""
        return self.annotation.relevant

    @property
    def parties(self) -> tuple[Party, ...]:
        return self.annotation.parties

    @property
    def cooperation(self) -> tuple[Cooperation, ...]:
        return self.annotation.cooperation

    @property
    def rationale(self) -> tuple[Rationale, ...]:
        return self.annotation.rationale

    def to_dict(self) -> Record:
        """The record that `annotate` writes, as plain mappings and lists, new at every call."""
        return to_record(self.annotation, self.machine, self.name)

    def to_yaml(self) -> str:
        """The same bytes as `annotate -` prints for this text."""
        return WRITERS["yaml"][1](self.to_dict())

    def to_json(self) -> str:
        """The same bytes as `annotate - --format json` prints for this text."""
        return WRITERS["json"][1](self.to_dict())

    def _repr_html_(self) -> str:
        """For notebooks: the text with its evidence marked and numbered, and a table of it."""
        return render(self.annotation)

    def __repr__(self) -> str:
        counts = f"cooperation={len(self.cooperation)}, rationale={len(self.rationale)}"
        return f"Result({self.name!r}, relevant={self.relevant}, {counts})"
