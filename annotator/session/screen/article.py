"""The article: a read-only text with marks, in which words are picked out by cursor or mouse."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.document._document import Location, Selection
from textual.widgets import TextArea

from annotator.model import Span
from annotator.session.findings import Finding
from annotator.session.page import Mark, Page


class ArticleView(TextArea):
    """Shows a Page. What stands in an article is text: no markup is read in it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "article--act",
        "article--act-chosen",
        "article--reason",
        "article--reason-chosen",
    }

    marking = False  # whether the arrow keys pick out words

    def __init__(self) -> None:
        super().__init__(read_only=True, soft_wrap=True, theme="css", id="article")
        self.highlight_cursor_line = False  # it would lie over the marks
        self.page = Page("")
        self._marks: dict[int, list[Mark]] = {}

    def show_page(self, page: Page) -> None:
        self.page = page
        self.marking = False
        self.load_text("\n".join(page.lines))

    def show_marks(self, findings: list[Finding], chosen: Finding | None) -> None:
        """Mark all findings, and bring the chosen one before the eyes."""
        self._marks = self.page.marks(findings, chosen.id if chosen else "")
        self.notify_style_update()  # lines are kept as drawn otherwise
        if chosen and chosen.spans:
            self.marking = False
            self.move_cursor(self.page.location(chosen.spans[0].start), center=True)

    def get_line(self, line_index: int) -> Text:
        """One line of the article with its marks."""
        line = super().get_line(line_index)
        for mark in self._marks.get(line_index, ()):
            style = self.get_component_rich_style(f"article--{mark.kind}", partial=True)
            line.stylize(style, mark.start, mark.end)
        return line

    def picked(self) -> Span | None:
        """The words that are picked out, None where there are none."""
        return self.page.span(self.selection.start, self.selection.end)

    def toggle_marking(self) -> None:
        """From here on the arrow keys pick out words; with Shift, single characters."""
        self.marking = not self.marking
        self.selection = Selection.cursor(self.cursor_location)

    def action_cursor_left(self, select: bool = False) -> None:
        """One character back; while marking, one word."""
        if self.marking and not select:
            self.action_cursor_word_left(select=True)
        else:
            super().action_cursor_left(select)

    def action_cursor_right(self, select: bool = False) -> None:
        """One character on; while marking, one word."""
        if self.marking and not select:
            self.action_cursor_word_right(select=True)
        else:
            super().action_cursor_right(select)

    def move_cursor(
        self,
        location: Location,
        select: bool = False,
        center: bool = False,
        record_width: bool = True,
    ) -> None:
        """As in any text; while marking, moving picks out."""
        super().move_cursor(location, select or self.marking, center, record_width)
