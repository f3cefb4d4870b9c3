"""Why: the stretches that state a purpose or a cause of the cooperation, and who states them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from annotator.extract.cooperation import Act
from annotator.extract.scene import Scene, View
from annotator.extract.speakers import Speakers
from annotator.extract.themes import find_theme
from annotator.lexicon import read_data
from annotator.model import Speaker
from annotator.tree import SUBJECTS, Tree, has_relation
from annotator.verbs import is_finite
from annotator.words import WordSet

_TRAILING = ("parataxis",)


@dataclass(frozen=True, slots=True)
class Connective:
    id: str
    form: re.Pattern[str]
    kind: str
    extent: str
    needs: str
    confidence: float
    themes: tuple[str, ...]
    verbs: WordSet
    infinitive: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """A stated reason, before it is put in order with the others."""

    start: int
    end: int
    kind: str
    theme: str
    targets: tuple[str, ...]
    speaker: Speaker
    view: int
    rule: str
    confidence: float


@cache
def connectives() -> tuple[Connective, ...]:
    raw: list[dict[str, Any]] = read_data("connectives.yaml")["connectives"]
    return tuple(
        Connective(
            id=c["id"],
            form=re.compile(rf"(?<![\w-])(?:{c['form']})(?:(?<=[\s'’:])|(?!\w))"),
            kind=c["kind"],
            extent=c["extent"],
            needs=c.get("needs", "activity"),
            confidence=float(c["confidence"]),
            themes=tuple(c.get("theme", ())),
            verbs=WordSet.of(*c.get("verbs", ())),
            infinitive=bool(c.get("infinitive", False)),
        )
        for c in raw
    )


@cache
def _words(name: str) -> WordSet:
    return WordSet.of(*read_data("connectives.yaml")[name])


def find_reasons(scene: Scene, acts: list[Act], speakers: Speakers) -> list[Reason]:
    """All stated reasons of an article that reports cooperation, in text order."""
    if not acts:
        return []
    found: list[Reason] = []
    for view in scene.views:
        for reason in _in_sentence(scene, view, acts, speakers):
            if not any(_overlap(reason, other) for other in found):
                found.append(reason)
    return sorted(found, key=lambda r: r.start)


def _overlap(a: Reason, b: Reason) -> bool:
    return a.start < b.end and b.start < a.end


def _in_sentence(
    scene: Scene, view: View, acts: list[Act], speakers: Speakers
) -> Iterator[Reason]:
    matches = sorted(
        ((m, c) for c in connectives() for m in c.form.finditer(view.line.folded)),
        key=lambda mc: (-mc[1].confidence, mc[0].start()),
    )
    for match, connective in matches:
        first, last = _word_ids(view, match)
        if not _is_about_cooperation(view, connective, first, last, acts):
            continue
        ids = find_extent(view.tree, connective.extent, first, last)
        ids = _trim(view.tree, _cut(view.tree, ids, last, speakers.inversions(view)))
        if len(ids) < 3:
            continue
        speaker = speakers.at(view, ids[-1])
        acting = frozenset(p for a in acts if abs(a.view - view.index) <= 1 for p in a.parties)
        for part in split_aims(view, ids):
            theme, targets = find_theme(view, part, acting)
            if connective.themes and theme not in connective.themes:
                continue
            start, end = view.tree.span(part)
            yield Reason(
                start, end, connective.kind, theme, targets, speaker, view.index, connective.id, connective.confidence
            )


def _cut(tree: Tree, ids: list[int], last: int, inversions: list[int]) -> list[int]:
    """Without the report that follows (« …, a déclaré X ») and, at the start of a sentence, without
    the main clause (« Afin de …, le partenariat joue … »)."""
    for start in inversions:
        if last < start <= ids[-1]:
            ids = [i for i in ids if i < start]
    if ids[0] <= 2:
        for i in ids:
            if i > last + 1 and tree[i].text == "," and _begins_main_clause(tree, i + 1):
                return ids[: ids.index(i)]
    return ids


def _begins_main_clause(tree: Tree, i: int) -> bool:
    """Whether the subject of a finite verb begins at word `i`."""
    for word in tree.words:
        if word.id >= i and has_relation(word, SUBJECTS) and word.head and is_finite(tree, word.head):
            if min(tree.subtree(word.id, ("acl:relcl",))) == i and word.deprel != "nsubj:outer":
                return not has_relation(tree[word.head], ("acl:relcl",))
    return False


def split_aims(view: View, ids: list[int]) -> list[list[int]]:
    """« à consolider … et à renforcer … »: two aims if their themes differ, else one."""
    tree = view.tree
    inside = set(ids)
    for i in ids:
        if not has_relation(tree[i], ("conj",)) or tree[i].upos != "VERB" or tree[i].head not in inside:
            continue
        marks = tree.children(i, "mark", "case")
        if not marks or tree[marks[0]].lemma not in ("à", "de", "pour", "afin"):
            continue
        at = ids.index(marks[0])
        left, right = _trim(tree, ids[:at]), ids[at:]
        while len(left) > 1 and tree[left[-1]].upos in ("CCONJ", "PUNCT"):
            left = left[:-1]
        if min(len(left), len(right)) >= 3 and _theme_of(view, left) != _theme_of(view, right):
            return [left, right]
    return [ids]


def _theme_of(view: View, ids: list[int]) -> str:
    return find_theme(view, ids, frozenset())[0]


def _word_ids(view: View, match: re.Match[str]) -> tuple[int, int]:
    text = match.group()
    start = match.start() + len(text) - len(text.lstrip())
    end = match.end() - (len(text) - len(text.rstrip())) - 1
    return view.line.word_at[start], view.line.word_at[max(start, end)]


def _is_about_cooperation(
    view: View, connective: Connective, first: int, last: int, acts: list[Act]
) -> bool:
    """Whether the reason is one for a cooperation, by what it is tied to in the tree."""
    tree = view.tree
    if connective.infinitive and not _infinitive_follows(tree, last):
        return False
    here = {a.word for a in acts if a.view == view.index}
    near = any(abs(a.view - view.index) <= _NEAR for a in acts)
    governors = _governors(tree, connective, first, last)
    if connective.verbs and not any(connective.verbs.has(tree[g]) for g in governors):
        return False
    if connective.needs == "free":
        return near
    subjects = [s for g in governors[:2] for s in tree.subjects(g)]
    if connective.needs == "subject":
        return near and _meant(tree, subjects) and bool(here or _refers(tree, subjects))
    if here and (_linked(tree, governors, here) or connective.confidence >= _STRONG):
        return True
    return near and bool(_refers(tree, [*governors, *subjects]))


_NEAR = 2  # sentences from a reason to the act that it is one for
_STRONG = 0.75  # a connective that states an aim whatever the parser made of it


def _infinitive_follows(tree: Tree, last: int) -> bool:
    """« pour renforcer », « pour mieux se défendre », not « pour la première fois »."""
    for i in range(last + 1, min(len(tree), last + 5) + 1):
        word = tree[i]
        if word.upos == "VERB":
            return word.feats.get("VerbForm") != "Fin"
        if word.upos in ("NOUN", "PROPN", "NUM"):
            return False
    return False


def _governors(tree: Tree, connective: Connective, first: int, last: int) -> list[int]:
    """What the reason is tied to, nearest first: the words above it; its own verb where it is one."""
    if connective.extent == "predicate":
        verb = _verb(tree, first, last)
        return [verb, *tree.ancestors(verb)][:3]
    top = _phrase_head(tree, first, last)
    return list(tree.ancestors(top))[:3]


def _linked(tree: Tree, governors: list[int], triggers: set[int]) -> bool:
    """Whether what the reason hangs on is a trigger, or the clause that a trigger belongs to."""
    for governor in governors[:2]:
        for trigger in triggers:
            if trigger == governor or trigger in list(tree.ancestors(governor))[:2]:
                return True
            if _same_clause(tree, trigger, governor):
                return True
    return False


def _same_clause(tree: Tree, trigger: int, governor: int) -> bool:
    below = trigger
    for above in tree.ancestors(trigger):
        if has_relation(tree[below], ("acl:relcl", "parataxis")):
            return False
        if above == governor:
            return True
        below = above
    return False


def _meant(tree: Tree, ids: list[int]) -> bool:
    return any(_words("activity").has(tree[i]) or tree[i].lemma.lower() in _words("pronouns") for i in ids)


def _refers(tree: Tree, ids: list[int]) -> bool:
    """A definite or demonstrative activity, or a pronoun: something that was named before."""
    for i in ids:
        if tree[i].lemma.lower() in _words("pronouns"):
            return True
        if _words("activity").has(tree[i]) and any(
            tree[c].lemma in ("ce", "le", "leur", "son") for c in tree.children(i, "det")
        ):
            return True
    return False


def _phrase_head(tree: Tree, first: int, last: int) -> int:
    """The head of the phrase that the connective introduces.

    From the connective's last word up, as long as the phrase begins with it, but never into the
    clause that the phrase belongs to (« Afin de …, le partenariat joue … »).
    """
    top = last
    for above in (last, *tree.ancestors(last)):
        if min(tree.subtree(above)) < first:
            break
        if above != last and is_finite(tree, above) and tree[top].upos not in ("ADP", "SCONJ", "ADV"):
            break
        top = above
    return top


def find_extent(tree: Tree, extent: str, first: int, last: int) -> list[int]:
    """The words of a reason that begins with words `first` to `last`."""
    if extent == "sentence":
        return [w.id for w in tree.words if w.id >= first]
    if extent == "phrase":
        ids = tree.subtree(_phrase_head(tree, first, last), _TRAILING)
        return _contiguous(tree, first, last, ids)
    if extent == "phrase_right":
        right = [i for i in tree.subtree(_upper(tree, first, last), _TRAILING) if i >= first]
        return _contiguous(tree, first, last, right)
    verb = _verb(tree, first, last)
    own = set(tree.subtree(verb, _TRAILING))
    for other in tree.children(verb, "conj"):
        if is_finite(tree, other):  # « répond aux intérêts … et joue un rôle »: two assertions
            own -= set(tree.subtree(other))
    ids = sorted(i for i in own if i >= first or extent == "clause")
    return _contiguous(tree, ids[0] if extent == "clause" else first, last, ids)


def _verb(tree: Tree, first: int, last: int) -> int:
    for i in range(first, last + 1):
        if tree[i].upos == "VERB":
            return i
    return _phrase_head(tree, first, last)


def _upper(tree: Tree, first: int, last: int) -> int:
    """The head of the clause that a nominal purpose (« l'objectif est de ») stands in."""
    head = _phrase_head(tree, first, last)
    for above in (head, *tree.ancestors(head)):
        if tree.is_predicate(above) or above in range(first, last + 1):
            return above
    return head


def _contiguous(tree: Tree, first: int, last: int, ids: list[int]) -> list[int]:
    """From `first` to the last word of the phrase, at least to the next comma."""
    end = max([*ids, last])
    if end - last < 2:  # the parse lost the complement: go on to the next stop
        end = last
        while end < len(tree) and tree[end + 1].text not in (",", ".", ";", ":", "»", "”", ")", "!", "?"):
            end += 1
    return list(range(first, end + 1))


_CLOSING = frozenset("» ” \" , ; : . ! ? …".split())


def _trim(tree: Tree, ids: list[int]) -> list[int]:
    """Without the punctuation and quotation marks at both ends; brackets stay with their mate."""
    while len(ids) > 1 and tree[ids[-1]].text in _CLOSING:
        ids = ids[:-1]
    if tree[ids[-1]].text == ")" and not any(tree[i].text == "(" for i in ids):
        ids = ids[:-1]
    while len(ids) > 1 and tree[ids[0]].upos == "PUNCT":
        ids = ids[1:]
    return ids


__all__ = ["Reason", "connectives", "find_extent", "find_reasons", "has_relation"]
