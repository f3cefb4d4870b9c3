"""Names, adjectives and periphrases of states and organisations → Mentions with a canonical id."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import NamedTuple

import ahocorasick

from annotator.gazetteer import Alias, load_gazetteer
from annotator.lexicon import read_data
from annotator.model import Sentence, Word
from annotator.tree import Tree
from annotator.words import fold


@dataclass(frozen=True, slots=True)
class Mention:
    """A party named in a sentence; `ids` are its words, `head` the one that ties it to the tree."""

    party: str
    kind: str  # as in the gazetteer: name, capital, demonym, metonym, company, …
    ids: tuple[int, ...]
    head: int
    start: int
    end: int
    ambiguous: bool = False


class _Line(NamedTuple):
    """Text and its fold, character for character."""

    original: str
    folded: str


class TextOfSentence:
    """The sentence as one folded line, and the word that each character belongs to."""

    def __init__(self, sentence: Sentence, text: str) -> None:
        parts: list[str] = []
        self.word_at: list[int] = []
        last = none = (-1, -1)
        spans = [(word.start, word.end) for word in sentence.words]
        for word, span, following in zip(sentence.words, spans, [*spans[1:], none], strict=True):
            if span == last:
                continue  # a further word of a contracted token
            form = text[span[0] : span[1]] if span == following else word.text
            if parts and span[0] > last[1]:
                form = f" {form}"
            parts.append(form)
            self.word_at += [word.id] * len(form)
            last = span
        self.original = "".join(parts)
        self.folded = fold_in_place(self.original)

    def ids(self, start: int, end: int) -> tuple[int, ...]:
        letters = zip(self.word_at[start:end], self.original[start:end], strict=True)
        return tuple(sorted({i for i, letter in letters if letter != " "}))


_FOLDED = {
    "’": "'", "‘": "'", "ʼ": "'", "\u2011": "-", "\u2010": "-", "\u202f": " ", "\u00a0": " ",
    "İ": "i", "Σ": "σ",  # which are more letters in lower case, or other ones at the end of a word
}  # fmt: skip


def fold_in_place(text: str) -> str:
    """Fold, one character for one: ligatures stay, since offsets must not move."""
    for letter, folded in _FOLDED.items():
        text = text.replace(letter, folded)
    return text.lower()


@cache
def _automaton() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    forms: dict[str, list[Alias]] = {}
    for alias in load_gazetteer().aliases:
        if alias.kind != "combining":
            forms.setdefault(fold_in_place(alias.form), []).append(alias)
    for form in load_gazetteer().neutral:
        forms.setdefault(fold_in_place(form), [])
    for form, aliases in forms.items():
        automaton.add_word(form, (len(form), tuple(aliases)))
    automaton.make_automaton()
    return automaton


@cache
def _combining() -> dict[str, str]:
    return {
        fold_in_place(a.form).rstrip("-"): a.party
        for a in load_gazetteer().aliases
        if a.kind == "combining"
    }


def find_mentions(tree: Tree, line: TextOfSentence) -> list[Mention]:
    """All mentions of a sentence, of which `line` is the text, in order, none inside another."""
    found = [*_compounds(line), *_aliases(line)]
    found.sort(key=lambda m: (m[0], -m[1]))
    mentions: list[Mention] = []
    end_of_last = -1
    for start, end, parties, alias in found:
        if start < end_of_last:
            continue
        end_of_last = end
        mentions += [_mention(tree, line, start, end, party, alias) for party in parties]
    return mentions


def find_parties(text: str) -> Iterator[str]:
    """Parties that a text names, without a tree; more than `find_mentions`, and some twice."""
    line = _Line(text, fold_in_place(text))
    for _, _, parties, _ in chain(_aliases(line), _compounds(line)):
        yield from parties


_Found = tuple[int, int, tuple[str, ...], Alias]


_NEUTRAL = Alias("", "", "neutral")  # « golfe de Guinée »: holds a name, stands for nobody


def _aliases(line: TextOfSentence | _Line) -> Iterator[_Found]:
    folded = line.folded
    for last, (length, aliases) in _automaton().iter(folded):
        start, end = last - length + 1, last + 1
        if folded[end : end + 1].isalnum() or (start and folded[start - 1].isalnum()):
            continue  # inside a word, as most are
        if not _stands_alone(folded, start, end):
            continue
        if not aliases:
            yield start, end, (), _NEUTRAL
        fitting = [a for a in aliases if _case_fits(a.form, line.original[start:end])]
        if fitting:
            alias = fitting[0]
            yield start, end, tuple(dict.fromkeys(_whole(a.party) for a in fitting)), alias


def _whole(party: str) -> str:
    """A mission or body stands for the organisation that it is part of: KFOR is NATO's."""
    return load_gazetteer().part_of(party) or party


def _case_fits(form: str, seen: str) -> bool:
    """A name keeps its capital, an acronym all of them; a small first letter may be a capital."""
    if form.isupper() and len(form) <= 5:
        return seen.isupper()
    return not form[0].isupper() or seen[0].isupper()


def _stands_alone(line: str, start: int, end: int) -> bool:
    return _free_left(line, start) and _free_right(line, end)


def _free_left(line: str, start: int) -> bool:
    if start == 0 or not (line[start - 1].isalnum() or line[start - 1] == "-"):
        return True
    if line[start - 1] != "-":
        return False
    # « Vietnam-Japon », « anti-chinois »; but « nord-américain » is not America's
    before = line[: start - 1].rsplit(" ", maxsplit=1)[-1].rsplit("'", maxsplit=1)[-1]
    return before in _whole_forms() or before in ("anti", "pro", "ex", "non")


def _free_right(line: str, end: int) -> bool:
    if end == len(line) or not (line[end].isalnum() or line[end] == "-"):
        return True
    if line[end] != "-":
        return False
    after = line[end + 1 :].split(" ", maxsplit=1)[0].rstrip(".,;:!?»)")
    return after in _whole_forms() or after[:1] in ("", "-") or after in _AFTER_HYPHEN


_AFTER_HYPHEN = {"afrique", "unis"}


@cache
def _whole_forms() -> frozenset[str]:
    return frozenset(fold_in_place(a.form) for a in load_gazetteer().aliases)


def _compounds(line: TextOfSentence | _Line) -> Iterator[_Found]:
    """« russo-japonais », « sud-coréano-américaines »: combining forms, then an adjective."""
    pieces = line.folded.replace("'", " ")
    hyphen = pieces.find("-")
    while hyphen >= 0:
        start = pieces.rfind(" ", 0, hyphen) + 1
        end = pieces.find(" ", hyphen)
        piece = pieces[start:] if end < 0 else pieces[start:end]
        yield from _compound(start, piece)
        hyphen = pieces.find("-", start + len(piece))


def _compound(at: int, piece: str) -> Iterator[_Found]:
    parties: list[str] = []
    rest = piece.strip('«»"“”().,;:!?')
    start = at + piece.find(rest) if rest else at
    end = start + len(rest)
    while rest.startswith(_by_length()):
        form = next(form for form in _by_length() if rest.startswith(form))
        parties.append(_combining()[form[:-1]])
        rest = rest[len(form) :]
    last = _adjective(rest) if parties else None
    if last:
        yield start, end, (*parties, last.party), last


@cache
def _by_length() -> tuple[str, ...]:
    """Combining forms with their hyphens, the longest first."""
    return tuple(f"{form}-" for form in sorted(_combining(), key=len, reverse=True))


def _adjective(form: str) -> Alias | None:
    for alias in _automaton().get(form, (0, ()))[1]:
        if alias.kind == "demonym":
            return alias  # type: ignore[no-any-return]
    return None


def _mention(
    tree: Tree, line: TextOfSentence, start: int, end: int, party: str, alias: Alias
) -> Mention:
    ids = line.ids(start, end)
    head = next((i for i in ids if tree[i].head not in ids), ids[0])
    span = tree.span(list(ids))
    return Mention(party, alias.kind, ids, head, *span, alias.ambiguous)


@cache
def _contextual() -> dict[str, frozenset[str]]:
    return {f: frozenset(ps) for f, ps in read_data("contextual.yaml")["forms"].items()}


def find_contextual(tree: Tree, named: frozenset[str], taken: list[Mention]) -> list[Mention]:
    """« l'archipel », « le Nord »: nouns that stand for a state named elsewhere in the article.

    `named` are the parties of the whole article, `taken` the mentions of this sentence.
    """
    busy = {i for mention in taken for i in mention.ids}
    forms = _contextual()
    return [
        Mention(party, "nickname", (word.id,), word.id, word.start, word.end)
        for word in tree.words
        if word.text in forms and word.id not in busy and (party := _stands_for(tree, word, named))
    ]


def _stands_for(tree: Tree, word: Word, named: frozenset[str]) -> str | None:
    parties = _contextual()[word.text] & named
    if len(parties) != 1 or word.id == 1 or tree[word.id - 1].lemma != "le":
        return None
    if (
        word.id < len(tree)
        and fold(tree[word.id + 1].text) in read_data("contextual.yaml")["lacks_after"]
    ):
        return None
    return next(iter(parties))
