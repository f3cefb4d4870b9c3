"""Two questions to a person: which of these, and what text. Escape answers None."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from annotator.errors import AnnotatorError

Choice = tuple[str, str]  # a value and what it means
Question = ModalScreen[str | None]


class Choose(ModalScreen[str | None]):
    """One of some values, by arrow keys and Enter, by mouse, or by its first letter."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss(None)", "Cancel")]

    def __init__(self, question: str, choices: Sequence[Choice], now: str = "") -> None:
        super().__init__()
        self._question, self._choices, self._now = question, choices, now

    def compose(self) -> ComposeResult:
        width = max(len(value) for value, _ in self._choices)
        with Vertical(classes="dialog"):
            yield Static(Text(self._question), classes="question")
            yield OptionList(
                *(
                    Option(Text.assemble((f"{value:{width}}", "bold"), f"  {meaning}"), id=value)
                    for value, meaning in self._choices
                )
            )
            yield Static(Text("Enter takes it, Escape leaves all as it is"), classes="hint")

    def on_mount(self) -> None:
        values = [value for value, _ in self._choices]
        self.query_one(OptionList).highlighted = (
            values.index(self._now) if self._now in values else 0
        )

    def on_key(self, event: events.Key) -> None:
        """Go to the next value that begins with a letter."""
        options = self.query_one(OptionList)
        values = [value for value, _ in self._choices]
        at = (options.highlighted or 0) + 1
        for i in [*range(at, len(values)), *range(at)]:
            if event.character and values[i].startswith(event.character):
                options.highlighted = i
                event.stop()
                return

    @on(OptionList.OptionSelected)
    def take(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)


class Ask(ModalScreen[str | None]):
    """A line of text; `explain` says of it what it means, or raises an AnnotatorError."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss(None)", "Cancel")]

    def __init__(
        self, question: str, now: str = "", explain: Callable[[str], str] | None = None
    ) -> None:
        super().__init__()
        self._question, self._now, self._explain = question, now, explain

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Text(self._question), classes="question")
            yield Input(self._now, select_on_focus=False)
            yield Static(id="meaning")
            yield Static(Text("Enter takes it, Escape leaves all as it is"), classes="hint")

    def _meaning(self, text: str) -> bool:
        """Show what a text means; whether it means anything."""
        try:
            meaning, right = (self._explain(text) if self._explain else ""), True
        except AnnotatorError as error:
            meaning, right = str(error), False
        shown = self.query_one("#meaning", Static)
        shown.update(Text(meaning))
        shown.set_class(not right, "wrong")
        return right

    @on(Input.Changed)
    def tell(self, event: Input.Changed) -> None:
        self._meaning(event.value)

    @on(Input.Submitted)
    def take(self, event: Input.Submitted) -> None:
        if self._meaning(event.value):
            self.dismiss(event.value)
