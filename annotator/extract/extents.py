"""How far a stated reason reaches: from its connective to the end of what it governs."""

from __future__ import annotations

from annotator.extract.aims import with_further_aims
from annotator.tree import Tree, has_relation
from annotator.verbs import is_finite, mood_by_form
from annotator.words import fold

_TRAILING = ("parataxis",)


def find_extent(tree: Tree, extent: str, first: int, last: int) -> list[int]:
    """The words of a reason that begins with words `first` to `last`."""
    if extent == "sentence":
        return [w.id for w in tree.words if w.id >= first]
    if extent == "phrase":
        ids = tree.subtree(phrase_head(tree, first, last), _TRAILING)
        return _contiguous(tree, first, last, ids)
    if extent == "phrase_right":
        right = [i for i in tree.subtree(_upper(tree, first, last), _TRAILING) if i >= first]
        return _contiguous(tree, first, last, right)
    verb = reason_verb(tree, first, last)
    own = set(tree.subtree(verb, _TRAILING))
    for other in tree.children(verb, "conj"):
        if is_finite(tree, other):  # « répond aux intérêts … et joue un rôle »: two assertions
            own -= set(tree.subtree(other))
    ids = sorted(i for i in own if i >= first or extent == "clause")
    return _contiguous(tree, ids[0] if extent == "clause" else first, last, ids)


def phrase_head(tree: Tree, first: int, last: int) -> int:
    """The head of the phrase that the connective introduces.

    From the connective's last word up, as long as the phrase begins with it, but never into the
    clause that the phrase belongs to (« Afin de …, le partenariat joue … »).
    """
    top = last
    for above in (last, *tree.ancestors(last)):
        if min(tree.subtree(above)) < first:
            break
        if (
            above != last
            and is_finite(tree, above)
            and tree[top].upos not in ("ADP", "SCONJ", "ADV")
        ):
            break
        top = above
    return top


def reason_verb(tree: Tree, first: int, last: int) -> int:
    for i in range(first, last + 1):
        if tree[i].upos == "VERB" and not has_relation(tree[i], ("aux",)):
            return i
    return phrase_head(tree, first, last)


def _upper(tree: Tree, first: int, last: int) -> int:
    """The head of the clause that a nominal purpose (« l'objectif est de ») stands in."""
    head = phrase_head(tree, first, last)
    for above in (head, *tree.ancestors(head)):
        if tree.is_predicate(above) or above in range(first, last + 1):
            return above
    return head


def _contiguous(tree: Tree, first: int, last: int, ids: list[int]) -> list[int]:
    """From `first` to the last word of the phrase, at least to the next comma."""
    end = max([*ids, last])
    if end - last < 2:  # the parse lost the complement: go on to the next stop
        end = last
        while end < len(tree) and tree[end + 1].text not in (
            ",",
            ".",
            ";",
            ":",
            "»",
            "”",
            ")",
            "!",
            "?",
        ):
            end += 1
    return list(range(first, with_further_aims(tree, first, last, end) + 1))


def cut(
    tree: Tree, ids: list[int], last: int, inversions: list[int], whole: bool = False
) -> list[int]:
    """Without what no longer belongs to the reason: a report that follows (« …, a déclaré X »), the
    main clause after a reason that opens the sentence (unless the reason is the `whole` of it), a
    further assertion, the end of a quotation.
    """
    end = next((s for s in sorted(inversions) if last < s <= ids[-1]), ids[-1] + 1)
    opened = False
    for i in ids:
        if i >= end or i <= last:
            continue
        text = tree[i].text
        opened = opened or text in ("«", "“")
        if (
            (text in ("»", "”") and not opened)
            or (text == "," and ids[0] <= 2 and not whole and _begins_main_clause(tree, i))
            or (i > last + 2 and (text.lower() == "et" or text == ";") and _finite_follows(tree, i))
            or (i > last + 2 and _is_new_frame(tree, i))
        ):
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


_FRAMES = ("selon ", "malgré ", "en raison ", "alors que ", "tandis que ", "d'après ", "d' après ")

_CLOSING = frozenset(["»", "”", '"', ",", ";", ":", ".", "!", "?", "…"])


def trim(tree: Tree, ids: list[int]) -> list[int]:
    """Without the punctuation and quotation marks at both ends; brackets stay with their mate."""
    while len(ids) > 1 and tree[ids[-1]].text in _CLOSING:
        ids = ids[:-1]
    if tree[ids[-1]].text == ")" and not any(tree[i].text == "(" for i in ids):
        ids = ids[:-1]
    while len(ids) > 1 and tree[ids[0]].upos == "PUNCT":
        ids = ids[1:]
    return ids
