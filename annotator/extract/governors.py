"""What governs a word: the nouns and verbs above it within one assertion, and their tense."""

from __future__ import annotations

from annotator.tree import Tree, has_relation, kept
from annotator.verbs import NONE, PAST, PRESENT, is_finite, tense_of

_MAX_CHAIN = 7


@kept
def governing_chain(tree: Tree, i: int) -> list[int]:
    """The trigger and the nouns and verbs above it within what its main verb asserts.

    The walk ends at a finite verb; it goes on over the verbs that an infinitive depends on.
    """
    chain = [i]
    for above in tree.ancestors(i):
        if _starts_own_assertion(tree, chain[-1]) or len(chain) > _MAX_CHAIN:
            break
        if _is_purpose(tree, chain[-1]):
            break
        chain.append(above)
    return chain


def _starts_own_assertion(tree: Tree, i: int) -> bool:
    word = tree[i]
    if has_relation(word, ("acl:relcl", "parataxis", "root")):
        return True
    if has_relation(word, ("advcl", "acl")) and tree.is_predicate(i):
        return word.feats.get("VerbForm") != "Inf" and not _is_gerund(tree, i)
    if has_relation(word, ("conj", "ccomp")) and tree.is_predicate(i):
        return is_finite(tree, i)
    return False


def _is_gerund(tree: Tree, i: int) -> bool:
    """« en mettant l'accent sur »: says how, and shares what the main verb asserts."""
    return any(tree[c].lemma == "en" for c in tree.children(i, "mark", "case"))


def _is_purpose(tree: Tree, i: int) -> bool:
    """« pour participer à », « afin de livrer »: what governs it tells nothing of it."""
    if tree[i].feats.get("VerbForm") != "Inf":
        return False
    return any(tree[c].lemma in ("pour", "afin") for c in tree.children(i, "mark", "case"))


def _is_past_infinitive(tree: Tree, i: int) -> bool:
    """« accuse Moscou d'avoir livré », « affirme avoir transmis »."""
    return (
        tree[i].feats.get("VerbForm") == "Part"
        and any(
            tree[c].feats.get("VerbForm") == "Inf"
            for c in tree.children(i, "aux:tense", "aux:pass")
        )
        and not any(tree[c].lemma == "être" for c in tree.children(i, "aux:pass"))
    )


def find_tense(tree: Tree, chain: list[int]) -> str:
    """The tense of the first finite verb up the chain."""
    for i in chain:
        word = tree[i]
        if word.upos not in ("VERB", "AUX") and not tree.children(i, "cop"):
            continue
        bare = word.feats.get("VerbForm") == "Part" and not tree.children(i, "aux")
        if _is_past_infinitive(tree, i):
            return PAST
        if bare and has_relation(word, ("acl",)):
            return PAST if word.feats.get("Tense") == "Past" else PRESENT
        if bare and word.text.endswith("it") and tree.children(i, "nsubj"):
            return PRESENT  # « instruit », « produit »: a present that looks like a participle
        tense = tense_of(tree, i)
        if tense != NONE:
            return tense
    return NONE
