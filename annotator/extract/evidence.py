"""The stretch that shows an act: the clause of its trigger."""

from __future__ import annotations

from annotator.tree import Tree

_LONGEST_EVIDENCE = 320  # characters: a clause, not a paragraph


def find_evidence(tree: Tree, word: int) -> tuple[int, int]:
    """The clause of the trigger, or less of it where it is long; offsets of the file."""
    top = word
    for above in tree.ancestors(word):
        ids = _clause_words(tree, above)
        start, end = tree.span(ids)
        if end - start > _LONGEST_EVIDENCE:
            break
        top = above
        if tree.is_predicate(above) and tree[above].deprel not in ("xcomp", "acl", "conj"):
            break
    ids = _clause_words(tree, top)
    start, end = tree.span(ids)
    return start, end


def _clause_words(tree: Tree, i: int) -> list[int]:
    ids = tree.subtree(i, ("parataxis", "advcl"))
    while len(ids) > 1 and tree[ids[-1]].upos == "PUNCT":
        ids = ids[:-1]
    while len(ids) > 1 and tree[ids[0]].upos in ("PUNCT", "CCONJ"):
        ids = ids[1:]
    return ids
