"""Acts and reasons of an article → one Annotation: merged, in order, with ids."""

from __future__ import annotations

from collections import defaultdict

from annotator.extract.act import Act
from annotator.extract.details import find_domains, find_when, find_where
from annotator.extract.rationale import Reason
from annotator.extract.scene import Scene
from annotator.gazetteer import load_gazetteer
from annotator.ids import cooperation_id, rationale_id, unique
from annotator.model import (
    TYPES,
    Annotation,
    Cooperation,
    Party,
    Person,
    Quote,
    Rationale,
)


def assemble(scene: Scene, acts: list[Act], reasons: list[Reason]) -> Annotation:
    article = scene.parsed.article
    cooperation = _cooperation(scene, merge_acts(acts))
    rationale = _rationale(scene, reasons, cooperation)
    codes = sorted({code for entry in cooperation for code in entry.parties})
    parties = tuple(_party(scene, code) for code in codes)
    return Annotation(article, bool(cooperation), parties, cooperation, rationale)


def merge_acts(acts: list[Act]) -> list[tuple[Act, list[Act]]]:
    """One entry for each type and set of parties: the act that shows it best, and all of them."""
    entries: dict[tuple[str, tuple[str, ...]], list[Act]] = defaultdict(list)
    for act in acts:
        entries[act.type, act.parties].append(act)
    merged = [(_best(group), group) for group in entries.values()]
    return sorted(merged, key=lambda entry: (entry[0].start, TYPES.index(entry[0].type)))


_VOTES = (0.3, 1.0, 2.0)  # what a statement counts for, by how well its status is founded
_FADING = 0.1  # what a sentence further on counts less: articles begin with what is new


def _best(group: list[Act]) -> Act:
    """Of the statements with the status that most say, one in the body, in words, the first."""
    votes: dict[str, float] = defaultdict(float)
    statements = {(a.view, a.word): a for a in sorted(group, key=lambda a: a.start)}
    for act in statements.values():
        votes[act.status] += _VOTES[act.founded] * act.confidence / (1 + _FADING * act.view)
    status = max(votes, key=votes.__getitem__)
    said = [act for act in group if act.status == status]
    return min(said, key=lambda a: (a.in_title, a.founded < 2, a.start))


def _cooperation(scene: Scene, merged: list[tuple[Act, list[Act]]]) -> tuple[Cooperation, ...]:
    text = scene.text
    names = [cooperation_id(best.type, best.parties) for best, _ in merged]
    ids = unique(names, [text[best.start : best.end] for best, _ in merged])
    return tuple(
        Cooperation(
            id=id_,
            type=best.type,
            parties=best.parties,
            status=best.status,
            evidence=(Quote(text[best.start : best.end], best.start, best.end),),
            rule=best.rule,
            confidence=max(a.confidence for a in group),
            domains=find_domains(scene.views[best.view], best),
            when=find_when(scene.views[best.view], best, scene.parsed.article.published),
            where=find_where(scene.views[best.view], best),
        )
        for id_, (best, group) in zip(ids, merged, strict=True)
    )


def _rationale(
    scene: Scene, reasons: list[Reason], cooperation: tuple[Cooperation, ...]
) -> tuple[Rationale, ...]:
    texts = [scene.text[r.start : r.end] for r in reasons]
    ids = unique([rationale_id(r.theme, t) for r, t in zip(reasons, texts, strict=True)], texts)
    return tuple(
        Rationale(
            id=id_,
            text=text,
            start=r.start,
            end=r.end,
            kind=r.kind,
            theme=r.theme,
            stated_by=r.speaker,
            rule=r.rule,
            confidence=r.confidence,
            targets=r.targets,
            supports=_supported(r, cooperation),
        )
        for id_, r, text in zip(ids, reasons, texts, strict=True)
    )


def _supported(reason: Reason, cooperation: tuple[Cooperation, ...]) -> tuple[str, ...]:
    """The entry whose evidence holds the reason, else begins nearest to it."""
    if not cooperation:
        return ()
    nearest = min(cooperation, key=lambda c: min(_distance(q, reason) for q in c.evidence))
    return (nearest.id,)


def _distance(quote: Quote, reason: Reason) -> tuple[bool, int]:
    """Evidence that holds the reason comes before evidence that only begins near it."""
    holds = quote.start <= reason.start < quote.end
    return not holds, abs(quote.start - reason.start)


def _party(scene: Scene, code: str) -> Party:
    people = tuple(
        Person(known.name, known.role)
        for known in scene.people.all
        if known.party == code and known.role
    )
    return Party(code, load_gazetteer().name(code), people)
