"""The triggers of a sentence, without those that are part of a name or only an aim."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.extract.asides import is_beside
from annotator.extract.governors import governing_chain
from annotator.extract.lookalikes import is_lookalike
from annotator.extract.scene import View
from annotator.extract.signs import is_aimed_at
from annotator.pattern import Trigger, find_rules, find_triggers
from annotator.roles import role_words
from annotator.tree import Tree, has_relation


def iter_triggers(view: View, article: Sequence[Tree]) -> list[Trigger]:
    line, word_at = view.line.original, view.line.word_at
    found = [
        trigger
        for rule in find_rules(view.tree, line)
        for trigger in find_triggers(view.tree, line, word_at, rule, article)
    ]
    names = {i for a in view.actors if a.kind == "organisation" for i in a.ids}
    names -= {a.ids[0] for a in view.actors if view.tree[a.ids[0]].text.islower()}
    return [
        t
        for t in found
        if t.word not in names
        and not _names_a_body(view.tree, t.word)
        and not _is_mere_aim(view.tree, t)
        and not is_lookalike(view, t)
    ]


def _names_a_body(tree: Tree, i: int) -> bool:
    """« l'Agence de coopération », « à l'aide de »: part of a name or of a set phrase."""
    head = tree[i].head
    if tree[i].lemma == "aide" and tree.preposition(i) == "à" and has_relation(tree[i], ("obl",)):
        return not tree.children(i, "amod") and any(
            tree.children(c, "case") for c in tree.children(i, "nmod")
        )
    if not head or not has_relation(tree[i], ("nmod",)) or tree.preposition(head) == "à":
        return False  # « au centre de leurs entretiens »
    return role_words("bodies").has(tree[head])


def _is_mere_aim(tree: Tree, trigger: Trigger) -> bool:
    """What is only the aim, manner or date of something, or the matter of a text, is no act."""
    i, type_ = trigger.word, trigger.rule.type
    if type_ == "consultation":
        return is_beside(tree, i) or _is_date(tree, i)
    if type_ == "agreement":
        return tree.preposition(i) == "en"  # « en accord avec »
    if type_ == "aid":
        helps = tree[i].lemma in ("aider", "défendre", "soutenir")
        return (helps and _is_own_or_goal(tree, i)) or _is_benefit(tree, i)
    if type_ not in ("partnership", "operation"):
        return False
    chain = governing_chain(tree, i)
    if type_ == "operation":
        # « un contingent part pour rejoindre la Kfor »: the verb that is aimed at is the act
        return is_aimed_at(tree, chain[tree[i].upos == "VERB" :])
    if is_aimed_at(tree, chain):
        return True
    return _is_manner_or_goal(tree, i) or _is_matter(tree, i) or _is_benefit(tree, i)


def _is_date(tree: Tree, i: int) -> bool:
    """« avant le sommet », « a critiqué le sommet »: talks that are named, not told."""
    if tree[i].lemma != "sommet":
        return False
    head = tree[i].head
    return tree.preposition(i) in ("après", "avant", "depuis") or (
        head > 0 and tree[head].lemma in _NAMING
    )


_NAMING = frozenset(
    ["veille", "lendemain", "approche", "réaction", "mentionner", "critiquer", "dénoncer"]
)


def _is_own_or_goal(tree: Tree, i: int) -> bool:
    """« se défendre », « pour l'aider à se défendre »: for oneself, or what else is done for."""
    return any(tree[c].lemma in ("se", "soi", "pour", "afin") for c in tree.children(i))


def _is_manner_or_goal(tree: Tree, i: int) -> bool:
    """« mis au point en coopération avec », « l'objectif est de renforcer les liens »."""
    if tree.preposition(i) == "en" and not has_relation(tree[i], ("root",)):
        return True
    for verb in governing_chain(tree, i):
        if tree[verb].feats.get("VerbForm") == "Inf":
            above = tree[verb].head
            near = [above, *tree.subjects(verb), *(tree.subjects(above) if above else [])]
            return any(n and tree[n].lemma in _GOALS for n in near)
    return False


_GOALS = frozenset(["objectif", "but", "occasion", "finalité", "moyen", "opportunité", "idée"])


def _is_benefit(tree: Tree, i: int) -> bool:
    """« l'entraînement renforcera l'alliance », « a contribué à »: what an activity is good for."""
    for verb in governing_chain(tree, i)[1:]:
        if not role_words("bettering").has(tree[verb]):
            continue
        subjects = [tree.antecedent(s) for s in tree.subjects(verb)]
        if any(role_words("activities").has(tree[s]) for s in subjects):
            return True
    return False


def _is_matter(tree: Tree, i: int) -> bool:
    """« accord de coopération », « traité d'alliance »: what a text is about."""
    head = tree[i].head
    return tree.preposition(i) == "de" and head > 0 and tree[head].lemma in _TEXTS


_TEXTS = frozenset(["accord", "traité", "mémorandum", "protocole", "convention", "pacte", "plan"])
