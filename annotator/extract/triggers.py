"""The triggers of a sentence, without those that are part of a name or only an aim."""

from __future__ import annotations

from annotator.extract.asides import is_beside
from annotator.extract.scene import View
from annotator.extract.status import governing_chain, is_aimed_at
from annotator.lexicon import rules
from annotator.pattern import Trigger, find_triggers
from annotator.roles import role_words
from annotator.tree import Tree, has_relation


def iter_triggers(view: View, article: frozenset[str]) -> list[Trigger]:
    line, word_at = view.line.original, view.line.word_at
    found = [t for rule in rules() for t in find_triggers(view.tree, line, word_at, rule, article)]
    names = {i for a in view.actors if a.kind == "organisation" for i in a.ids}
    names -= {a.ids[0] for a in view.actors if view.tree[a.ids[0]].text.islower()}
    return [
        t
        for t in found
        if t.word not in names
        and not _names_a_body(view.tree, t.word)
        and not _is_mere_aim(view.tree, t)
    ]


def _names_a_body(tree: Tree, i: int) -> bool:
    """« l'Agence de coopération », « à l'aide de »: part of a name or of a set phrase."""
    head = tree[i].head
    if tree[i].lemma == "aide" and tree.preposition(i) == "à" and has_relation(tree[i], ("obl",)):
        return not tree.children(i, "amod") and any(
            tree.children(c, "case") for c in tree.children(i, "nmod")
        )
    return bool(head) and has_relation(tree[i], ("nmod",)) and role_words("bodies").has(tree[head])


def _is_mere_aim(tree: Tree, trigger: Trigger) -> bool:
    """What is only the aim of something, or the matter of a text, is no act of its own."""
    if trigger.rule.type == "consultation" and is_beside(tree, trigger.word):
        return True
    if trigger.rule.type not in ("partnership", "operation"):
        return False
    chain = governing_chain(tree, trigger.word)
    if trigger.rule.type == "operation":
        # « un contingent part pour rejoindre la Kfor »: the verb that is aimed at is the act
        return is_aimed_at(tree, chain[tree[trigger.word].upos == "VERB" :])
    if is_aimed_at(tree, chain):
        return True
    head = tree[trigger.word].head
    return tree.preposition(trigger.word) == "de" and head > 0 and _is_text(tree, head)


def _is_text(tree: Tree, i: int) -> bool:
    """« accord de coopération », « traité d'alliance »."""
    return tree[i].lemma in (
        "accord",
        "traité",
        "mémorandum",
        "protocole",
        "convention",
        "pacte",
        "plan",
    )
