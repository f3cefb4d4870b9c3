"""Why an annotation says what it says: each finding in its sentence, with the tree around it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.extract.act import Act
from annotator.extract.cooperation import find_acts
from annotator.extract.rationale import Reason, find_reasons
from annotator.extract.scene import Scene, View, build_scene
from annotator.extract.speakers import Speakers
from annotator.extract.wording import describe_feature
from annotator.model import ParsedArticle, Span
from annotator.ranker import ranker
from annotator.roles import ACTOR
from annotator.treeview import TreeView

WIDTH = 80
_SHOWN = 4  # properties of a finding that are told for it, and against it


Found = Sequence[Act | Reason]


@dataclass(frozen=True, slots=True)
class Finding:
    """One entry of an annotation: what it says in a line, and the stretches that show it."""

    id: str
    line: str
    rule: str
    spans: tuple[Span, ...]


def explain(
    parsed: ParsedArticle, record: Mapping[str, Any], only: str | None = None, width: int = WIDTH
) -> Iterator[str]:
    """Explain the entries of `record`, or the one called `only`, sentence by sentence."""
    scene = build_scene(parsed)
    acts = find_acts(scene)
    reasons = find_reasons(scene, acts, Speakers(scene))
    findings = [f for f in find_findings(record) if only in {None, f.id}]
    yield from _header(parsed, record, width)
    lost = list(findings)
    for view in scene.views:
        here = [f for f in findings if _begins_in(f, view)]
        lost = [f for f in lost if f not in here]
        if here:
            yield ""
            yield from _sentence(scene, view, here, [*acts, *reasons], width)
    for finding in lost:
        yield ""
        said = f"{finding.line}: its words stand in no sentence of the running text"
        yield from textwrap.wrap(said, width)


def find_findings(record: Mapping[str, Any]) -> Iterator[Finding]:
    """The entries of both kinds, in the order of the file."""
    for entry in record.get("cooperation") or []:
        spans = tuple(Span(q["start"], q["end"]) for q in entry["evidence"])
        what = f"{entry['type']} of {', '.join(entry['parties'])}: {entry['status']}"
        yield Finding(entry["id"], _line(what, entry), entry.get("rule", ""), spans)
    for entry in record.get("rationale") or []:
        what = f"{entry['kind']}, {entry['theme']}"
        what += f" against {', '.join(entry['targets'])}" if entry.get("targets") else ""
        what += f", stated by {_speaker(entry['stated_by'])}"
        span = Span(entry["start"], entry["end"])
        yield Finding(entry["id"], _line(what, entry), entry.get("rule", ""), (span,))


def _line(what: str, entry: Mapping[str, Any]) -> str:
    """What an entry says, then where it comes from."""
    if "rule" in entry and "confidence" in entry:
        source = f"rule {entry['rule']}, confidence {entry['confidence']:.2f}"
    else:
        source = "no rule"
    origin = f", {entry['origin']}" if "origin" in entry else ""
    return f"{what} — {source}{origin} ({entry['id']})"


def _speaker(value: Any) -> str:
    if not isinstance(value, Mapping):
        return "the article"
    name, party = value.get("name"), value.get("party")
    return f"{name} ({party})" if name and party else str(name or party)


def _header(parsed: ParsedArticle, record: Mapping[str, Any], width: int) -> Iterator[str]:
    article = parsed.article
    yield from textwrap.wrap(article.title or article.path, width)
    known = [article.source, article.place, article.published]
    facts = [fact for fact in known if fact]
    acts, reasons = len(record.get("cooperation") or []), len(record.get("rationale") or [])
    yield ", ".join([*facts, f"cooperation: {acts}, rationale: {reasons}"])


def _begins_in(finding: Finding, view: View) -> bool:
    sentence = view.tree.sentence
    first = finding.spans[0].start if finding.spans else -1
    return sentence.start <= first < sentence.end


def _sentence(
    scene: Scene, view: View, findings: Sequence[Finding], found: Found, width: int
) -> Iterator[str]:
    """The findings of a sentence, the sentence with their words marked, and the tree."""
    for number, finding in enumerate(findings, start=1):
        yield from textwrap.wrap(
            f"[{number}] {finding.line}", width, subsequent_indent="    ", break_on_hyphens=False
        )
        yield from _weights(finding, found, width)
    yield ""
    marked = _mark(scene.text, view, findings)
    yield from textwrap.wrap(
        marked, width, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
    )
    yield ""
    spans = [span for finding in findings for span in finding.spans]
    near = frozenset(i for span in spans for i in _words_in(view, span))
    if near:
        notes = _notes(view, findings, found)
        drawing = TreeView(view.tree, scene.text, near, notes, width - 2)
        yield from (f"  {line}" for line in drawing.lines())


def _weights(finding: Finding, found: Found, width: int) -> Iterator[str]:
    """What the ranker weighed most, for the finding and against it, in log-odds."""
    match = next((one for one in found if _shows(one, finding)), None)
    if match is None:
        return
    model = ranker("cooperation" if isinstance(match, Act) else "rationale")
    parts = model.reasons(match.features)
    for name, sign in (("for it", 1), ("against", -1)):
        most = [
            f"{describe_feature(feature)} {weight:+.1f}"
            for feature, weight in parts
            if weight * sign >= 0.05
        ]
        if most:
            yield from textwrap.wrap(
                f"{name}: {'; '.join(most[:_SHOWN])}",
                width,
                initial_indent="    ",
                subsequent_indent="      ",
                break_on_hyphens=False,
            )


def _shows(one: Act | Reason, finding: Finding) -> bool:
    return one.rule == finding.rule and Span(one.start, one.end) in finding.spans


def _mark(text: str, view: View, findings: Sequence[Finding]) -> str:
    """The sentence, `[1 … 1]` around the words of each finding, `{JPN}` behind each party."""
    sentence = view.tree.sentence
    inserts: list[tuple[int, int, str]] = []
    for number, finding in enumerate(findings, start=1):
        for span in finding.spans:
            inserts.append((span.start, 2, f"[{number} "))
            inserts.append((min(span.end, sentence.end), 1, f" {number}]"))
    for actor in view.actors:
        end = max(view.tree[i].end for i in actor.ids)
        inserts.append((end, 0, f"{{{actor.party}{_role(actor.role)}}}"))
    parts, done = [], sentence.start
    for place, _, mark in sorted(inserts):
        parts += [text[done:place], mark]
        done = max(done, place)
    return " ".join("".join([*parts, text[done : sentence.end]]).split())


def _role(role: str) -> str:
    return "" if role == ACTOR else f" {role}"


def _words_in(view: View, span: Span) -> Iterator[int]:
    return (w.id for w in view.tree.words if span.start <= w.start and w.end <= span.end)


def _notes(view: View, findings: Sequence[Finding], found: Found) -> dict[int, str]:
    """What to write beside words of the tree: parties, and the words that set off a rule."""
    notes = {actor.head: f"{{{actor.party}{_role(actor.role)}}}" for actor in view.actors}
    for act in found:
        for number, finding in enumerate(findings, start=1):
            if isinstance(act, Act) and act.view == view.index and _shows(act, finding):
                notes[act.word] = f"{notes.get(act.word, '')} ◄ [{number}] {act.rule}".strip()
    return notes
