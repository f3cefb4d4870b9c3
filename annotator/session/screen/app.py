"""The screen of `annotate review`: what a key asks for is handed to the session."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Footer, OptionList, Static

from annotator.errors import AnnotatorError
from annotator.model import Span
from annotator.problems import clean
from annotator.session.controller import ACCEPTED, CORRECTED, Session
from annotator.session.findings import Finding
from annotator.session.screen.article import ArticleView
from annotator.session.screen.deeds import Deeds
from annotator.session.screen.dialogs import Question
from annotator.session.screen.lists import details, options


class ReviewApp(App[None]):
    """Article on the left, findings on the right, keys at the bottom."""

    CSS_PATH = "review.tcss"
    TITLE = "annotate review"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (76, "-wide")]  # noqa: RUF012 - as Textual has it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "close('accepted')", "Accept"),
        Binding("x", "reject", "Reject"),
        Binding("t", "ask('what')", "Type"),
        Binding("s", "ask('how')", "Status"),
        Binding("p", "ask('who')", "Parties"),
        Binding("m", "mark", "Mark"),
        Binding("e", "ask('evidence')", "Evidence"),
        Binding("r", "ask('reason')", "Reason"),
        Binding("o", "ask('note')", "Note"),
        Binding("u", "undo", "Undo"),
        Binding("n", "go(1)", "Next"),
        Binding("b", "go(-1)", "Back"),
        Binding("q", "quit", "Quit"),
        Binding("question_mark", "help", "Help", key_display="?"),
        Binding("k", "keep", "Keep: no conflict", show=False),
        Binding("w", "ask('speaker')", "Who says so", show=False),
        Binding("c", "close('corrected')", "Corrected, more to come", show=False),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.deeds = Deeds(self, session)

    def compose(self) -> ComposeResult:
        yield Static(id="where")
        with Horizontal(id="body"):
            yield ArticleView()
            with Vertical(id="side"):
                yield OptionList(id="findings")
                with VerticalScroll(id="details", can_focus=False):
                    yield Static(id="more")
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        self.show_file()
        self.query_one("#findings").focus()

    # what is shown

    @property
    def article(self) -> ArticleView:
        return self.query_one(ArticleView)

    @property
    def chosen(self) -> Finding | None:
        """The finding that the keys are about."""
        at = self.query_one("#findings", OptionList).highlighted
        return None if at is None else self.session.findings[at]

    def show_file(self, id_: str = "") -> None:
        """Show the session's file, and in it the finding of that id, else the first."""
        session, found = self.session, self.query_one("#findings", OptionList)
        ids = [finding.id for finding in session.findings]
        self.article.show_page(session.page)
        found.clear_options()
        found.add_options(options(session.findings))
        found.highlighted = (ids.index(id_) if id_ in ids else 0) if ids else None
        self.show_chosen()
        self.query_one("#where", Static).update(self._where())

    @on(OptionList.OptionHighlighted, "#findings")
    def show_chosen(self) -> None:
        self.article.show_marks(self.session.findings, self.chosen)
        self.query_one("#more", Static).update(details(self.chosen))

    def _where(self) -> Text:
        session = self.session
        review = session.sheet.record.get("review") or {}
        status = session.status[session.sheet.path]
        title = session.sheet.record["article"].get("title", "")
        text = Text(no_wrap=True, overflow="ellipsis")
        text.append(f"{session.at + 1}/{len(session.waiting)}", "bold")
        text.append(f"  {clean(session.sheet.name)}  ")
        text.append(status, "green" if status in {ACCEPTED, CORRECTED} else "yellow")
        for problem in session.problems[:1]:
            text.append(f"  line {problem.line}: {clean(problem.message)}", "bold red")
        if review.get("note"):
            text.append(f"  note: {clean(str(review['note']))}", "italic")
        return text.append(f"  {clean(title)}", "dim")

    # what the keys do

    @property
    def picked(self) -> Span | None:
        return self.article.picked()

    def warn(self, message: str) -> None:
        self.notify(clean(message), severity="warning", markup=False)

    async def put(self, question: Question) -> str | None:
        return await self.push_screen_wait(question)

    def attempt(self, deed: Callable[[], object]) -> bool:
        """Do it and show what has come of it; an error is told, and nothing has changed."""
        before = self.chosen.id if self.chosen else ""
        try:
            done = deed()
        except AnnotatorError as error:
            self.notify(clean(str(error)), severity="error", markup=False)
            self.show_file(before)
            return False
        self.show_file(done if isinstance(done, str) and done else before)
        return True

    def action_close(self, status: str) -> None:
        if self.attempt(lambda: self.session.close(status)):
            self.notify(f"{clean(self.session.sheet.name)}: {status}", markup=False, timeout=2)
            if not self.attempt_next():
                self.notify("All reviewed. q leaves, u undoes.", markup=False)

    def attempt_next(self) -> bool:
        """Go to the next file that waits, if there is one."""
        before = self.session.at
        self.attempt(self.session.open_next_unreviewed)
        return self.session.at != before

    def action_go(self, step: int) -> None:
        self.attempt(self.session.open_next if step > 0 else self.session.open_previous)

    def action_reject(self) -> None:
        finding, found = self.chosen, self.query_one("#findings", OptionList)
        if finding is None:
            return
        at = found.highlighted or 0
        if self.attempt(lambda: self.session.reject(finding.id)):
            left = len(self.session.findings)
            found.highlighted = min(at, left - 1) if left else None
            self.notify(f"rejected: {clean(finding.title)}", markup=False, timeout=2)

    def action_keep(self) -> None:
        if (finding := self.chosen) is not None:
            self.attempt(lambda: self.session.keep(finding.id))

    def action_mark(self) -> None:
        self.article.focus()
        self.article.toggle_marking()
        said = "move to pick out words, then e or r" if self.article.marking else "marking ended"
        self.notify(said, markup=False, timeout=2)

    def action_undo(self) -> None:
        undone: list[str] = []
        if self.attempt(lambda: undone.append(self.session.undo())):
            self.notify(f"undone: {clean(undone[0])}", markup=False, timeout=2)

    def action_help(self) -> None:
        if self.screen.query("HelpPanel"):
            self.action_hide_help_panel()
        else:
            self.action_show_help_panel()

    @work(exclusive=True)
    async def action_ask(self, about: str) -> None:
        await self.deeds.ask(about)


def run_review(session: Session) -> None:
    """Show the session until the person leaves."""
    ReviewApp(session).run()
