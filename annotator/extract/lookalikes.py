"""What has the words of an act and is none: kinds of ships, themes of talks, thwarted deals."""

from __future__ import annotations

from annotator.extract.governors import governing_chain
from annotator.extract.scene import View
from annotator.pattern import Trigger
from annotator.roles import role_words
from annotator.tree import Tree


def is_lookalike(view: View, trigger: Trigger) -> bool:
    """Whether the trigger only names something else, is talked of or is what others prevent."""
    tree, i, type_ = view.tree, trigger.word, trigger.rule.type
    if type_ == "patrol":
        return _belongs_to(tree, i, "armed_craft")  # « un navire de patrouille »
    if type_ == "arms_transfer":
        return _is_prevented(view, i)
    if type_ in _ON_AGENDA and _is_theme(tree, i):
        return True
    if type_ == "industry_technology":
        return tree[i].lemma in _HELPING and _helps_on(tree, i)
    # « la dissuasion de l'alliance », « un communiqué de l'alliance »: whose it is, no more
    return tree[i].lemma == "alliance" and _belongs_to(tree, i, "owned")


_ON_AGENDA = frozenset(
    ["partnership", "training", "exercise", "industry_technology", "aid", "basing"]
)
_HELPING = frozenset(["aider", "assister", "épauler"])


def _belongs_to(tree: Tree, i: int, owners: str) -> bool:
    """Whether the trigger hangs by « de » on a noun of that set."""
    head = tree[i].head
    return tree.preposition(i) == "de" and head > 0 and role_words(owners).has(tree[head])


def _is_theme(tree: Tree, i: int) -> bool:
    """« les thèmes seront la formation et les achats », « au programme des discussions, l'aide
    militaire »: what is talked of is not yet agreed."""
    top = governing_chain(tree, i)[-1]
    if any(tree[s].lemma in ("thème", "sujet") for s in tree.subjects(top)):
        return True
    agenda = [j for j in range(2, min(len(tree), 5)) if tree[j].lemma in ("programme", "menu")]
    return any(role_words("talks").has(tree[t]) for j in agenda for t in tree.children(j, "nmod"))


def _helps_on(tree: Tree, i: int) -> bool:
    """« livrera des chars afin d'aider Kiev à moderniser ses forces »: the delivery is the act."""
    marks = {tree[c].lemma for c in tree.children(i, "mark", "case")}
    head = tree[i].head
    if not head or tree[head].lemma == "afin":
        return head > 0
    return bool(marks & {"pour", "afin"}) and tree[head].upos == "VERB"


def _is_prevented(view: View, i: int) -> bool:
    """« empêcher les milices d'obtenir des armes »: by nobody who is named as a party."""
    tree = view.tree
    if tree[i].feats.get("VerbForm") != "Inf":
        return False
    verb = next((a for a in tree.ancestors(i)[:2] if tree[a].lemma == "empêcher"), 0)
    held = {j for o in tree.children(verb, "obj") for j in tree.noun_phrase(o)} if verb else set()
    return verb > 0 and not any(a.head in held for a in view.actors)
