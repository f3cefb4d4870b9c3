"""The review screen: keys pressed by Textual's pilot, and once for real in a terminal."""

from __future__ import annotations

import asyncio
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import monotonic

import pytest

from annotator.cli import main
from annotator.record import Record
from annotator.yamlfile import load
from report_samples import CABLES, cables, hostile, quiet, write_annotation, write_samples
from test_session import VALIDATOR, open_session

pytest.importorskip("textual", reason="the extra annotator[review] is not installed")

from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from annotator.session.screen import ReviewApp
from annotator.session.screen.dialogs import Ask, Choose


def play(
    path: Path,
    deed: Callable[[ReviewApp, Pilot[None]], Awaitable[None]],
    size: tuple[int, int] = (120, 34),
) -> ReviewApp:
    """Run the screen over the files under a path and do something to it."""
    app = ReviewApp(open_session(path))

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await deed(app, pilot)

    asyncio.run(run())
    return app


def press(path: Path, *keys: str) -> ReviewApp:
    async def deed(_: ReviewApp, pilot: Pilot[None]) -> None:
        await pilot.press(*keys)
        await pilot.pause()

    return play(path, deed)


def record(path: Path) -> Record:
    return load(path.read_text(encoding="utf-8")).data


def shown(app: ReviewApp) -> str:
    """All that stands on the screen."""
    rows = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in row) for row in rows)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_annotation(tmp_path, "cables", cables())


def test_accept_writes_and_goes_on(tmp_path: Path) -> None:
    write_samples(tmp_path)
    app = press(tmp_path, "a")
    assert app.session.sheet.name == "<b>mal.yaml"
    path = tmp_path / "afrique/Câbles sous la mer.yaml"
    assert record(path)["review"] == {
        "status": "accepted", "by": "Ana Prates", "date": "2031-07-02",
    }  # fmt: skip


def test_the_last_one_accepted_stays_before_the_eyes(path: Path) -> None:
    app = press(path, "a")
    assert app.session.left == 0
    assert record(path)["review"]["status"] == "accepted"


def test_reject_and_undo(path: Path) -> None:
    before = path.read_bytes()
    app = press(path, "down", "x")
    assert [entry["id"] for entry in record(path)["cooperation"]] == ["patrol-ken-kor"]
    assert app.session.findings[1].id == "threat-aaaa"
    path.write_bytes(before)
    press(path, "down", "x", "x", "u", "u")
    assert path.read_bytes() == before


def test_status_and_type_are_chosen_from_a_list(path: Path) -> None:
    press(path, "s", "d", "enter", "t", "down", "enter")
    act = record(path)["cooperation"][0]
    assert (act["status"], act["type"], act["origin"]) == ("done", "dialogue_2plus2", "edited")


def test_of_a_reason_the_same_keys_change_kind_and_theme(path: Path) -> None:
    press(path, "end", "s", "c", "enter", "t", "e", "enter", "w", "ctrl+u", *"AFP", "enter")
    reason = record(path)["rationale"][1]
    assert (reason["kind"], reason["theme"]) == ("cause", "economy")
    assert reason["stated_by"] == {"name": "AFP"}


def test_escape_changes_nothing(path: Path) -> None:
    before = path.read_bytes()
    press(path, "s", "down", "escape", "p", "x", "escape", "o", "x", "escape")
    assert path.read_bytes() == before


def test_parties_are_typed_and_told_back(path: Path) -> None:
    async def deed(app: ReviewApp, pilot: Pilot[None]) -> None:
        await pilot.press("p", *", jpnn", "enter")
        await pilot.pause()
        assert isinstance(app.screen, Ask), "what is not known is not taken"
        assert "did you mean JPN, Japon?" in shown(app)
        await pilot.press("backspace")
        await pilot.pause()
        assert "Japon, Kenya, Corée du Sud" in shown(app)
        await pilot.press("enter")
        await pilot.pause()

    play(path, deed)
    data = record(path)
    assert data["cooperation"][0]["parties"] == ["JPN", "KEN", "KOR"]
    assert [party["id"] for party in data["parties"]] == ["JPN", "KEN", "KOR"]


def test_words_picked_by_keys_become_a_reason_of_the_chosen_act(path: Path) -> None:
    # the cursor stands where the chosen quote begins; while marking it goes by words
    press(
        path,
        "down",
        "m",
        "right",
        "right",
        "right",
        "shift+left",
        "r",
        "enter",
        "down",
        "enter",
        "enter",
    )
    added = next(entry for entry in record(path)["rationale"] if entry.get("origin") == "human")
    assert CABLES[added["start"] : added["end"]] == added["text"]
    assert CABLES[added["start"] :].startswith("veulent former")
    assert added["supports"] == ["training-ken-kor"]
    assert (added["kind"], added["theme"], added["stated_by"]) == (
        "purpose",
        "stability",
        "article",
    )


def test_words_picked_by_mouse_become_evidence(path: Path) -> None:
    async def deed(app: ReviewApp, pilot: Pilot[None]) -> None:
        row = app.session.page.lines.index(
            "Les deux pays veulent former des plongeurs afin de protéger les câbles."
        )
        at = app.article.wrapped_document.location_to_offset((row, 0))
        x, y = 2, at.y + 1  # inside border and padding
        await pilot.mouse_down("#article", offset=(x, y))
        await pilot.hover("#article", offset=(x + 13, y))
        await pilot.mouse_up("#article", offset=(x + 13, y))
        await pilot.pause()
        await pilot.press("e", "enter")
        await pilot.pause()

    play(path, deed)
    quotes = [quote["quote"] for quote in record(path)["cooperation"][0]["evidence"]]
    assert quotes == ["patrouillent ensemble depuis mars face à la piraterie", "Les deux pays"]


def test_words_become_an_act_of_their_own(path: Path) -> None:
    press(path, "m", "right", "e", "n", "enter", "v", "enter", *"prt,kor", "enter", "enter")
    added = record(path)["cooperation"][1]
    assert (added["id"], added["status"]) == ("visit-kor-prt", "done")
    assert added["evidence"][0]["quote"] == "patrouillent"


def test_without_picked_words_nothing_is_asked(path: Path) -> None:
    async def deed(app: ReviewApp, pilot: Pilot[None]) -> None:
        await pilot.press("e")
        await pilot.pause()
        assert not isinstance(app.screen, Choose)
        assert "pick words out first" in " ".join(n.message for n in app._notifications)

    play(path, deed)


def test_a_note(path: Path) -> None:
    app = press(path, "o", *"vu : #1", "enter")
    assert record(path)["review"] == {"status": "unreviewed", "note": "vu : #1"}
    assert app.session.note == "vu : #1"


def test_an_error_is_told_and_nothing_changes(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("quote: veulent", "quote: voulaient")
    path.write_text(text, encoding="utf-8")

    async def deed(app: ReviewApp, pilot: Pilot[None]) -> None:
        await pilot.press("a")
        await pilot.pause()
        assert "not in the article" in " ".join(n.message for n in app._notifications)

    play(path, deed)
    assert path.read_text(encoding="utf-8") == text


def test_a_file_without_findings(tmp_path: Path) -> None:
    path = write_annotation(tmp_path, "fanfare", quiet())
    press(path, "x", "s", "t", "p", "w", "a")
    assert record(path)["review"]["status"] == "accepted"


def test_nothing_in_an_article_acts_on_the_terminal(tmp_path: Path) -> None:
    path = write_annotation(tmp_path, "mal", hostile())
    article = path.with_suffix(".txt")
    article.write_text(
        article.read_text("utf-8") + "\x1b]0;x\x07 [bold]gras[/bold] [@click=quit]",
        encoding="utf-8",
    )
    seen: list[str] = []

    async def deed(app: ReviewApp, pilot: Pilot[None]) -> None:
        seen.append(shown(app))
        await pilot.press("t")
        await pilot.pause()
        seen.append(shown(app))

    play(path, deed)
    everything = "\n".join(seen)
    assert "</script><script>" in everything
    assert "␛]0;x␇ [bold]gras[/bold] [@click=quit]" in everything
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028]", everything)


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (200, 60)])
def test_any_size_of_terminal(path: Path, size: tuple[int, int]) -> None:
    async def deed(app: ReviewApp, pilot: Pilot[None]) -> None:
        assert "patrol KEN" in shown(app)
        assert "Séoul et Nairobi" in shown(app) or size[1] < 20
        await pilot.press("question_mark")
        await pilot.pause()
        assert app.screen.query("HelpPanel")
        await pilot.press("question_mark", "p")
        await pilot.pause()
        assert app.screen.query_one(Input).has_focus

    play(path, deed, size)


def test_the_list_and_the_marks_belong_together(path: Path) -> None:
    async def deed(app: ReviewApp, pilot: Pilot[None]) -> None:
        app.query_one("#findings", OptionList).highlighted = 3
        await pilot.pause()
        kinds = {mark.kind for marks in app.article._marks.values() for mark in marks}
        assert kinds == {"act", "reason", "reason-chosen"}
        row, column = app.article.cursor_location
        assert app.session.page.lines[row][column:].startswith("afin de protéger")

    play(path, deed)


# the command


def run(*words: str | Path) -> int:
    with pytest.raises(SystemExit) as caught:
        main(["review", *map(str, words)])
    return int(caught.value.code or 0)


def test_nothing_to_review(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_annotation(tmp_path, "a", cables(), review={"status": "accepted"})
    assert run(path) == 0
    assert capsys.readouterr() == ("", "nothing to review: 1 reviewed\n")


def test_without_a_terminal(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(path) == 2
    assert capsys.readouterr().err.endswith("annotate review needs a terminal\n")


def test_without_textual(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("annotator.console.is_interactive", lambda: True)
    for name in [name for name in sys.modules if name.startswith("annotator.session.screen")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "textual", None)
    assert run(path) == 2
    assert "pip install 'annotator[review]'" in capsys.readouterr().err


def test_a_path_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "none") == 2
    assert "no such file" in capsys.readouterr().err


# for real


_COLOUR = re.compile(r"\x1b\[[\d;]*m")


class Terminal:
    """`annotate review` with a pseudo-terminal before it."""

    def __init__(self, path: Path) -> None:
        self._ours, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (30, 110))
        words = ["-c", "from annotator.cli import main; main()", "review", str(path), "--by", "Ana"]
        self.process = subprocess.Popen(
            [sys.executable, *words], stdin=theirs, stdout=theirs, stderr=theirs,
            env={**os.environ, "TERM": "xterm-256color"},
        )  # fmt: skip
        os.close(theirs)
        self._seen = b""

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._ours)

    def send(self, keys: str) -> None:
        os.write(self._ours, keys.encode())

    def expect(self, words: str, seconds: float = 60) -> None:
        """Read until the words come, colours aside, then forget what came before them."""
        end = monotonic() + seconds
        while words not in (seen := _COLOUR.sub("", self._seen.decode(errors="replace"))):
            ready, _, _ = select.select([self._ours], [], [], max(0, end - monotonic()))
            assert ready, f"{words!r} did not come; there was {seen[-2000:]!r}"
            self._seen += os.read(self._ours, 65536)
        self._seen = b""


def test_in_a_real_terminal(path: Path) -> None:
    with Terminal(path) as terminal:
        terminal.expect("patrol KEN–KOR, ongoing")
        terminal.send("x")
        terminal.expect("rejected: ")
        assert [entry["id"] for entry in record(path)["cooperation"]] == ["training-ken-kor"]
        terminal.send("a")
        terminal.expect("accepted")
        terminal.send("q")
        terminal.expect("1 file changed, 0 left to review")
        assert terminal.process.wait(60) == 0
    assert record(path)["review"]["by"] == "Ana"


def test_killed_at_any_moment_nothing_is_lost(path: Path) -> None:
    with Terminal(path) as terminal:
        terminal.expect("patrol KEN–KOR, ongoing")
        terminal.send("x")
        terminal.expect("rejected: ")
        terminal.process.kill()
        assert terminal.process.wait(60) == -signal.SIGKILL
    assert [entry["id"] for entry in record(path)["cooperation"]] == ["training-ken-kor"]
    assert sorted(file.name for file in path.parent.iterdir()) == ["cables.txt", "cables.yaml"]
    assert VALIDATOR.check_file(path) == []
