"""The keys that ask something first: what to change a finding to, what to make of picked words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, Protocol

from annotator.errors import UsageError
from annotator.model import KINDS, STATUSES, THEMES, TYPES, Span
from annotator.report.content import read_vocabulary
from annotator.session.answers import name_parties, read_parties, read_speaker
from annotator.session.controller import Session
from annotator.session.findings import Finding, show
from annotator.session.screen.dialogs import Ask, Choice, Choose, Question

BESIDE, ALONE, NEW = "beside", "instead", "new"


class Desk(Protocol):
    """What is before the person: the screen of the app."""

    @property
    def chosen(self) -> Finding | None: ...
    @property
    def picked(self) -> Span | None: ...
    def attempt(self, deed: Callable[[], object]) -> bool: ...
    def warn(self, message: str) -> None: ...
    async def put(self, question: Question) -> str | None: ...


class Deeds:
    """Dialogs, and what the session is told after them."""

    def __init__(self, desk: Desk, session: Session) -> None:
        self._desk, self._session = desk, session
        self._words = read_vocabulary()
        self._deeds: dict[str, Callable[[], Awaitable[None]]] = {
            "what": self._change_what,
            "how": self._change_how,
            "who": self._change_who,
            "speaker": self._change_speaker,
            "evidence": self._take_evidence,
            "reason": self._take_reason,
            "note": self._write_note,
        }

    async def ask(self, about: str) -> None:
        await self._deeds[about]()

    # one finding

    async def _change_what(self) -> None:
        """Type of an act, theme of a reason."""
        if (finding := self._desk.chosen) is not None:
            key, values = ("type", TYPES) if finding.kind == "cooperation" else ("theme", THEMES)
            await self._change_choice(finding, key, values)

    async def _change_how(self) -> None:
        """Status of an act, kind of a reason."""
        if (finding := self._desk.chosen) is not None:
            key, values = ("status", STATUSES) if finding.kind == "cooperation" else ("kind", KINDS)
            await self._change_choice(finding, key, values)

    async def _change_choice(self, finding: Finding, key: str, values: Iterable[str]) -> None:
        value = await self._choose(key, values, finding.entry[key])
        if value is not None:
            self._change(finding, **{key: value})

    async def _change_who(self) -> None:
        """Parties of an act, targets of a reason."""
        if (finding := self._desk.chosen) is None:
            return
        act = finding.kind == "cooperation"
        key = "parties" if act else "targets"
        codes = await self._ask_parties(key, finding.entry[key], required=act)
        if codes is not None:
            self._change(finding, **{key: codes})

    async def _change_speaker(self) -> None:
        finding = self._desk.chosen
        if finding is None or finding.kind != "rationale":
            self._desk.warn("choose a reason first")
            return
        speaker = await self._ask_speaker(show(finding.entry["stated_by"]))
        if speaker is not None:
            self._change(finding, stated_by=speaker)

    def _change(self, finding: Finding, **fields: Any) -> None:
        self._desk.attempt(lambda: self._session.change(finding.id, **fields))

    # picked words

    async def _take_evidence(self) -> None:
        """Picked words as evidence of the chosen act, or of a new one."""
        span = self._picked()
        if span is None:
            return
        finding = self._desk.chosen
        way = NEW
        if finding is not None and finding.kind == "cooperation":
            way = await self._ask_way(finding, [BESIDE, ALONE, NEW]) or ""
        if way == NEW:
            await self._add_act(span)
        elif way and finding:
            alone = way == ALONE
            self._desk.attempt(lambda: self._session.add_evidence(finding.id, span, alone=alone))

    async def _take_reason(self) -> None:
        """Picked words as a new reason, or as the words of the chosen one."""
        span = self._picked()
        if span is None:
            return
        finding = self._desk.chosen
        way = NEW
        if finding is not None and finding.kind == "rationale":
            way = await self._ask_way(finding, [ALONE, NEW]) or ""
        if way == NEW:
            await self._add_reason(span)
        elif way and finding:
            self._desk.attempt(lambda: self._session.move_reason(finding.id, span))

    async def _add_act(self, span: Span) -> None:
        type_ = await self._choose("type", TYPES)
        codes = await self._ask_parties("parties", [], required=True) if type_ else None
        status = await self._choose("status", STATUSES) if codes else None
        if type_ and codes and status:
            self._desk.attempt(lambda: self._session.add_act(span, type_, codes, status))

    async def _add_reason(self, span: Span) -> None:
        chosen = self._desk.chosen
        supports = [chosen.id] if chosen is not None and chosen.kind == "cooperation" else []
        kind = await self._choose("kind", KINDS)
        theme = await self._choose("theme", THEMES) if kind else None
        speaker = await self._ask_speaker("article") if theme else None
        if speaker is not None:
            said = {"kind": kind, "theme": theme, "stated_by": speaker, "supports": supports}
            self._desk.attempt(lambda: self._session.add_reason(span, **said))

    def _picked(self) -> Span | None:
        span = self._desk.picked
        if span is None:
            said = "pick words out first: with the mouse, or m and the arrow keys in the article"
            self._desk.warn(said)
        return span

    async def _write_note(self) -> None:
        note = await self._desk.put(Ask("Note on this file", self._session.note))
        if note is not None:
            self._desk.attempt(lambda: self._session.write_note(note))

    # questions

    async def _choose(self, name: str, values: Iterable[str], now: str = "") -> str | None:
        words = self._words[_LISTS[name]]
        choices: Sequence[Choice] = [(value, words[value]["fr"]) for value in values]
        return await self._desk.put(Choose(name.capitalize(), choices, now))

    async def _ask_way(self, finding: Finding, ways: Sequence[str]) -> str | None:
        meaning = {
            BESIDE: f"more evidence of {finding.title}",
            ALONE: f"in place of the words of {finding.title}",
            NEW: "an entry of its own",
        }
        choices = [(way, meaning[way]) for way in ways]
        return await self._desk.put(Choose("The picked words", choices))

    async def _ask_parties(
        self, name: str, now: Sequence[str], *, required: bool
    ) -> list[str] | None:
        def explain(text: str) -> str:
            codes = read_parties(text)
            if required and not codes:
                raise UsageError("codes or French names, with commas between them")
            return name_parties(codes)

        question = f"{name.capitalize()}: codes or French names, with commas"
        answer = await self._desk.put(Ask(question, ", ".join(now), explain))
        return None if answer is None else read_parties(answer)

    async def _ask_speaker(self, now: str) -> Any:
        def explain(text: str) -> str:
            return f"stated by {show(read_speaker(text))}"

        question = "Who says so: article, a code, a name, or Name (CODE)"
        answer = await self._desk.put(Ask(question, now, explain))
        return None if answer is None else read_speaker(answer)


_LISTS = {"type": "types", "status": "statuses", "kind": "kinds", "theme": "themes"}
