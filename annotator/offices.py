"""The office of a person as the article writes it, without the adjective or name of its country."""

from __future__ import annotations

from annotator.mentions import Mention, TextOfSentence
from annotator.roles import role_words
from annotator.tree import Tree

_OF_A_STATE = (
    "demonym",
    "name",
    "former",
    "nickname",
)  # kinds of mention that an office is freed of
_WITHIN = (
    "de",
    "du",
    "des",
    "d'",
    "à",
    "au",
    "aux",
    "en",
    "auprès",
    "pour",
)  # may stand in an office
_ENDS = frozenset('()«»“”";:–—-!?.,…')
_WINDOW = 14  # words of the longest office
_COUNTERPART = "homologue"


def find_office(
    tree: Tree, line: TextOfSentence, before: list[int], after: list[int], mentions: list[Mention]
) -> str | None:
    """The office told by the words before or after a name: a civil one rather than a rank.

    `homologue` stands for the office named before it in the sentence, if there is one.
    """
    ranks: list[str] = []
    starts = [(i, before[-1]) for i in _outer_starts(tree, before)]
    starts += [(i, len(tree)) for i in _outer_starts(tree, after)]
    for start, last in starts:
        if tree[start].lemma.lower().startswith(_COUNTERPART):
            return _counterpart(tree, line, start, mentions)
        text = _describe(tree, line, _extent(tree, start, last), mentions)
        if not is_rank(text):
            return text
        ranks.append(text)
    return ranks[0] if ranks else None


def is_rank(office: str) -> bool:
    """« général », « capitaine de vaisseau »: says less of a person than an office."""
    words = office.lower().split(" ")
    return words[0] in role_words("ranks") and not any(
        word in role_words("posts") for word in words[1:]
    )


def _starts(tree: Tree, phrase: list[int]) -> list[int]:
    """Where offices begin in a phrase, adjectives in front taken in: « Premier ministre »."""
    found = []
    for i in phrase:
        if not _is_office(tree, i) or (tree[i].upos == "ADJ" and _follows_office(tree, i, phrase)):
            continue
        first = i
        while first - 1 in phrase and _belongs_before(tree, first - 1):
            first -= 1
        if first not in found:
            found.append(first)
    return found


def _outer_starts(tree: Tree, phrase: list[int]) -> list[int]:
    """Offices from the one nearest the name on, without those inside another.

    « le conseiller du président, X » is a counsellor, « le conseiller du président X » is not X.
    """
    starts = _starts(tree, phrase)
    direct = bool(phrase) and tree[phrase[-1]].text != ","
    inner = set()
    for at, start in enumerate(starts):
        inside = _extent(tree, start, phrase[-1])
        for other in starts[at + 1 :]:
            if other in inside and not (direct and tree[other - 1].upos in ("ADP", "DET")):
                inner.add(other)
    return [i for i in reversed(starts) if i not in inner]


def _is_office(tree: Tree, i: int) -> bool:
    return role_words("offices").has(tree[i])


def _follows_office(tree: Tree, i: int, phrase: list[int]) -> bool:
    """« secrétaire général », « état-major général »: an adjective that looks like an office."""
    return i - 1 in phrase and tree[i - 1].upos in ("NOUN", "PROPN") and tree[i - 1].text != ","


def _belongs_before(tree: Tree, i: int) -> bool:
    return role_words("before_office").has(tree[i]) and tree[i].upos != "DET"


def _extent(tree: Tree, start: int, last: int) -> list[int]:
    """From the office noun to a comma, a verb, a name of a person or a preposition of its own."""
    people = [e for e in tree.sentence.entities if e.type == "PER"]
    ids = [start]
    for i in range(start + 1, min(last, start + _WINDOW) + 1):
        word = tree[i]
        if word.text[0] in _ENDS or word.upos in ("AUX", "SCONJ", "PRON"):
            break
        if word.upos == "VERB" and not role_words("actors").has(word):
            break  # « état-major » is often taken for a verb
        if word.upos == "ADP" and word.lemma.lower() not in _WITHIN:
            break
        if any(e.start <= word.start < e.end for e in people) or _is_next_office(tree, i):
            break
        ids.append(i)
    while len(ids) > 1 and tree[ids[-1]].upos in ("ADP", "DET", "CCONJ"):
        ids.pop()
    return ids


def _is_next_office(tree: Tree, i: int) -> bool:
    """« le ministre le général X », « le ministre et son homologue »."""
    if tree[i].upos != "DET" or i == len(tree) or not _is_office(tree, i + 1):
        return False
    return tree[i].lemma == "son" or tree[i - 1].upos not in ("ADP", "CCONJ")


def _describe(tree: Tree, line: TextOfSentence, ids: list[int], mentions: list[Mention]) -> str:
    """The words as in the file, white space folded, without those that name the country."""
    ids = _first_of_several(tree, ids)
    left = [i for i in ids if i not in _of_country(tree, ids, mentions)]
    while len(left) > 1 and tree[left[-1]].upos in ("ADP", "DET", "CCONJ"):
        left.pop()
    pairs = zip(line.original, line.word_at, strict=True)
    text = " ".join("".join(char for char, i in pairs if i in left).split()).strip(" ,")
    if _is_plural(tree, ids[0]) and text.startswith(tree[ids[0]].text):
        return tree[ids[0]].lemma + text.removeprefix(tree[ids[0]].text)
    return text


def _is_plural(tree: Tree, i: int) -> bool:
    return tree[i].feats.get("Number") == "Plur" and tree[i].text.endswith("s")


def _first_of_several(tree: Tree, ids: list[int]) -> list[int]:
    """« les ministres des Affaires étrangères et de la Défense, X et Y »: the first is X's."""
    if not _is_plural(tree, ids[0]):
        return ids
    for at, i in enumerate(ids[:-1]):
        if tree[i].upos == "CCONJ" and tree[i + 1].upos == "ADP":
            return ids[:at]
    return ids


def _of_country(tree: Tree, ids: list[int], mentions: list[Mention]) -> set[int]:
    """« russe », « du Japon », « de la République centrafricaine »."""
    found: set[int] = set()
    for mention in mentions:
        if mention.kind not in _OF_A_STATE or not set(mention.ids) <= set(ids):
            continue
        found |= set(mention.ids)
        before = mention.ids[0] - 1
        while mention.kind != "demonym" and before in ids and tree[before].upos in ("ADP", "DET"):
            found.add(before)
            before -= 1
    return found


def _counterpart(tree: Tree, line: TextOfSentence, at: int, mentions: list[Mention]) -> str | None:
    """The office of the one whose counterpart somebody is: the nearest before in the sentence."""
    for i in reversed(_starts(tree, list(range(1, at)))):
        word = tree[i]
        if word.lemma.lower().startswith(_COUNTERPART):
            continue
        text = _describe(tree, line, _extent(tree, i, at - 1), mentions)
        if text and not is_rank(text):
            return text
    return None
