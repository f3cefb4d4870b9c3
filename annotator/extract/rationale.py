"""Why: the stretches that state a purpose or a cause of the cooperation, and who states them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from annotator.extract.cooperation import Act
from annotator.extract.scene import Scene, View
from annotator.extract.speakers import Speakers
from annotator.extract.themes import find_theme
from annotator.lexicon import read_data
from annotator.model import Speaker
from annotator.ranker import ranker
from annotator.roles import ACTOR, SPEAKER
from annotator.tree import Tree, has_relation
from annotator.verbs import is_finite, mood_by_form
from annotator.words import WordSet, fold

_TRAILING = ("parataxis",)


@dataclass(frozen=True, slots=True)
class Connective:
    id: str
    form: re.Pattern[str]
    kind: str
    extent: str
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
    features: Mapping[str, float] = field(default_factory=dict)  # what the ranker saw


@cache
def connectives() -> tuple[Connective, ...]:
    raw: list[dict[str, Any]] = read_data("connectives.yaml")["connectives"]
    return tuple(
        Connective(
            id=c["id"],
            form=re.compile(rf"(?<![\w-])(?:{c['form']})(?:(?<=[\s'’:])|(?!\w))"),
            kind=c["kind"],
            extent=c["extent"],
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
    """The reasons of an article that are more likely right than not, in text order."""
    model = ranker("rationale")
    found: list[Reason] = []
    candidates = find_reason_candidates(scene, acts, speakers)
    for reason in sorted(candidates, key=lambda r: (-r.confidence, r.start)):
        if reason.confidence >= model.threshold and not any(_overlap(reason, o) for o in found):
            found.append(reason)
    return sorted(found, key=lambda r: r.start)


def find_reason_candidates(scene: Scene, acts: list[Act], speakers: Speakers) -> list[Reason]:
    """Every stretch that a connective introduces, each with its probability as `confidence`."""
    if not acts:
        return []
    model = ranker("rationale")
    found = [r for view in scene.views for r in _in_sentence(scene, view, acts, speakers)]
    return [replace(r, confidence=round(model.probability(r.features), 3)) for r in found]


def _overlap(a: Reason, b: Reason) -> bool:
    return a.start < b.end and b.start < a.end


def _in_sentence(
    scene: Scene, view: View, acts: list[Act], speakers: Speakers
) -> Iterator[Reason]:
    """The candidates of one sentence: extent, theme, targets, speaker and features of each."""
    tree = view.tree
    for match, connective in _matches(view):
        first, last = _word_ids(view, match)
        if connective.infinitive and not _infinitive_follows(tree, last):
            continue
        if connective.verbs and not any(
            connective.verbs.has(tree[g]) for g in _governors(tree, connective, first, last)
        ):
            continue
        ids = find_extent(tree, connective.extent, first, last)
        ids = _trim(tree, _cut(tree, ids, last, speakers.inversions(view)))
        if len(ids) < 3:
            continue
        acting = frozenset(p for a in acts if abs(a.view - view.index) <= 1 for p in a.parties)
        for part in split_aims(view, ids):
            theme, targets, weight = find_theme(view, part, acting)
            if connective.themes and theme not in connective.themes:
                continue
            features = reason_features(view, connective, first, last, part, acts)
            if connective.confidence < _STRONG and not features.keys() & _TIES:
                continue
            features |= {f"theme={theme}": 1.0, "weight": min(weight, 9.0) / 3}
            features["quoted"] = float(speakers.is_quoted(view, part[0]))
            start, end = tree.span(part)
            speaker = speakers.at(view, part[-1])
            yield Reason(start, end, connective.kind, theme, targets, speaker, view.index, connective.id, 0.0, features)


_STRONG = 0.45  # connectives from here on state an aim or a cause by themselves
# One of these a reason needs, if its connective is weak: something that ties it to a cooperation.
_TIES = {"here", "linked", "activity_subject", "activity_above", "refers"}


def _matches(view: View) -> Iterator[tuple[re.Match[str], Connective]]:
    for connective in connectives():
        for match in connective.form.finditer(view.line.folded):
            yield match, connective


def reason_features(
    view: View, connective: Connective, first: int, last: int, ids: list[int], acts: list[Act]
) -> dict[str, float]:
    """How a stretch is tied to the acts of the article, for the ranker."""
    tree = view.tree
    here = {a.word for a in acts if a.view == view.index}
    distance = min((abs(a.view - view.index) for a in acts), default=9)
    governors = _governors(tree, connective, first, last)
    subjects = [s for g in governors[:2] for s in tree.subjects(g)]
    inside = set(ids)
    content = [i for i in ids if tree[i].upos == "VERB"][:1]
    found = {
        f"connective={connective.id}": 1.0,
        f"kind={connective.kind}": 1.0,
        f"segment={view.kind}": 1.0,
        "here": float(bool(here)),
        "distance": min(distance, 5) / 5,
        "linked": float(_linked(tree, governors, here)),
        "activity_above": float(_is_activity(tree, governors)),
        "activity_subject": float(_is_activity(tree, subjects)),
        "refers": float(_refers(tree, [*governors, *subjects])),
        "is_act": float(bool(here & set(content))),
        "holds_act": float(bool(here & inside)),
        "of_party": float(_is_of_party(view, acts)),
        "sure_act": max((a.confidence for a in acts if abs(a.view - view.index) <= 1), default=0.0),
        "acts": min(len(acts), 20) / 20,
        "length": min(len(ids), 40) / 40,
        "short": float(len(ids) < 5),
        "names_party": float(any(a.head in inside for a in view.actors)),
        "starts_sentence": float(first <= 2),
    }
    for name in ("here", "linked", "activity_subject", "activity_above", "is_act"):
        found[f"{connective.id}:{name}"] = found[name]
    return {name: value for name, value in found.items() if value}


def _cut(tree: Tree, ids: list[int], last: int, inversions: list[int]) -> list[int]:
    """Without what no longer belongs to the reason: a report that follows (« …, a déclaré X »), the
    main clause after a reason that opens the sentence, a further assertion, the end of a quotation.
    """
    end = next((s for s in sorted(inversions) if last < s <= ids[-1]), ids[-1] + 1)
    opened = False
    for i in ids:
        if i >= end or i <= last:
            continue
        text = tree[i].text
        opened = opened or text in ("«", "“")
        if text in ("»", "”") and not opened:
            end = i
        elif text == "," and ids[0] <= 2 and _begins_main_clause(tree, i):
            end = i
        elif i > last + 2 and (text.lower() == "et" or text == ";") and _finite_follows(tree, i):
            end = i
        elif i > last + 2 and _is_new_frame(tree, i):
            end = i
    return [i for i in ids if i < end]


def _begins_main_clause(tree: Tree, comma: int) -> bool:
    """« Afin de …, le partenariat joue »: after the comma a subject, then its finite verb."""
    if comma == len(tree) or tree[comma + 1].upos not in ("DET", "NOUN", "PROPN", "PRON", "NUM"):
        return False
    for i in range(comma + 1, min(len(tree), comma + _SUBJECT_LENGTH) + 1):
        if tree[i].upos in ("VERB", "AUX"):
            return tree[i].feats.get("VerbForm") == "Fin" or mood_by_form(tree[i]) is not None
        if tree[i].text in (",", ";", ".") or tree[i].lemma in ("qui", "que", "dont"):
            return False
    return False


_SUBJECT_LENGTH = 14


def _finite_follows(tree: Tree, i: int) -> bool:
    """« … et se déroule dans le respect de … »: another assertion begins."""
    for j in range(i + 1, min(len(tree), i + 4) + 1):
        word = tree[j]
        if word.upos in ("VERB", "AUX"):
            return word.feats.get("VerbForm") == "Fin" or mood_by_form(word) is not None
        if word.upos not in ("PRON", "ADV"):
            return False
    return False


def _is_new_frame(tree: Tree, i: int) -> bool:
    """« selon X », « en raison de », « alors que » inside a reason begin something else."""
    ahead = " ".join(fold(tree[j].text) for j in range(i, min(len(tree), i + 2) + 1))
    return ahead.startswith(_FRAMES)


_FRAMES = ("selon ", "en raison ", "alors que ", "tandis que ", "d'après ", "d' après ")


def split_aims(view: View, ids: list[int]) -> list[list[int]]:
    """« à consolider … et à renforcer … »: two aims if their themes differ, else one."""
    tree = view.tree
    marks = [i for i in ids if _marks_infinitive(tree, i, ids)]
    for mark in marks[1:]:
        if tree[mark].lemma != tree[marks[0]].lemma or tree[mark - 1].text not in ("et", ","):
            continue
        left, right = [i for i in ids if i < mark - 1], [i for i in ids if i >= mark]
        left = _trim(tree, left)
        if min(len(left), len(right)) >= 3 and _theme_of(view, left) != _theme_of(view, right):
            return [left, right]
    return [ids]


def _marks_infinitive(tree: Tree, i: int, ids: list[int]) -> bool:
    if tree[i].lemma not in ("à", "de", "pour") or i + 1 not in ids:
        return False
    following = [tree[j] for j in range(i + 1, min(len(tree), i + 3) + 1)]
    verb = next((w for w in following if w.upos != "PRON" and w.upos != "ADV"), None)
    return verb is not None and verb.feats.get("VerbForm") == "Inf"


def _theme_of(view: View, ids: list[int]) -> str:
    return find_theme(view, ids, frozenset())[0]


def _word_ids(view: View, match: re.Match[str]) -> tuple[int, int]:
    text = match.group()
    start = match.start() + len(text) - len(text.lstrip())
    end = match.end() - (len(text) - len(text.rstrip())) - 1
    return view.line.word_at[start], view.line.word_at[max(start, end)]


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


def _is_of_party(view: View, acts: list[Act]) -> bool:
    """Whether a party of some act is an actor of the sentence."""
    parties = {p for act in acts for p in act.parties}
    return any(a.party in parties and a.role in (ACTOR, SPEAKER) for a in view.actors)


def _is_activity(tree: Tree, ids: list[int]) -> bool:
    return any(_words("activity").has(tree[i]) for i in ids)


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
