"""Signs of how far along a cooperation is: words above it, on it and before it."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

from annotator.extract.governors import find_tense, governing_chain
from annotator.lexicon import read_data
from annotator.pattern import Trigger
from annotator.roles import role_words
from annotator.tree import Tree, has_relation
from annotator.verbs import CONDITIONAL, FUTURE, NONE, PAST, is_finite
from annotator.words import WordSet, fold

_FRAME_WINDOW = 8  # words before a trigger in which « à l'issue de » is looked for


@cache
def status_words(name: str) -> WordSet:
    """A word set of `data/status.yaml`."""
    return WordSet.of(*read_data("status.yaml")["words"][name])


@cache
def status_by_tense(type_: str, rule: str = "") -> dict[str, str]:
    table: dict[str, Any] = read_data("status.yaml")["tense"]
    return dict(table.get(rule) or table.get(type_) or table["default"])


def first_status(tree: Tree, ids: list[int], statuses: tuple[str, ...]) -> str | None:
    for i in ids:
        for status in statuses:
            if status_words(status).has(tree[i]):
                return status.removeprefix("weak_")
    return None


def is_aimed_at(tree: Tree, chain: list[int]) -> bool:
    """« une initiative visant à livrer », « pour former des soldats »: still to come."""
    for i in chain:
        if tree[i].feats.get("VerbForm") != "Inf":
            continue
        marks = {tree[c].lemma for c in tree.children(i, "mark", "case")}
        head = tree[i].head
        if (head and status_words("aiming").has(tree[head])) or marks & {"pour", "afin"}:
            return True
    return False


def is_provided_for(tree: Tree, trigger: Trigger, chain: list[int]) -> bool:
    """What a text provides for is still to come: « un accord sur des patrouilles », « le contrat
    comprend la formation »."""
    if trigger.rule.type in ("agreement", "partnership"):
        return False
    if status_words("contains").has(tree[chain[0]]):
        return True
    for below, i in pairwise(chain):
        if status_words("texts").has(tree[i]) and tree[i].upos == "NOUN":
            return has_relation(tree[below], ("nmod", "conj", "acl"))
        if status_words("contains").has(tree[i]):
            subjects = [tree.antecedent(s) for s in tree.subjects(i)]
            return any(_is_text(tree, s) for s in subjects)
    return False


def _is_text(tree: Tree, i: int) -> bool:
    """« l'accord », « la feuille de route de leur coopération pour un an », « celui-ci »."""
    nouns = (i, *(a for a in tree.ancestors(i)[:5] if tree[a].upos == "NOUN"))
    return tree[i].lemma == "celui-ci" or any(status_words("texts").has(tree[n]) for n in nouns)


def is_signed(tree: Tree, chain: list[int]) -> bool:
    """« a signé un contrat d'exportation »: an order that is placed."""
    return any(status_words("sealed").has(tree[i]) for i in chain)


def is_sealed(tree: Tree, chain: list[int], tense: str) -> bool:
    """« ont approuvé la feuille de route », « a signé un protocole »."""
    return tense == PAST and any(status_words("sealed").has(tree[i]) for i in chain[1:2])


def is_wished(tree: Tree, chain: list[int], trigger: Trigger) -> bool:
    """« a exprimé son intérêt pour », « ont discuté de »: talked of, no more."""
    if trigger.rule.type in ("consultation", "dialogue_2plus2", "visit", "partnership"):
        return False
    return any(
        status_words("discussing").has(tree[i])
        or (
            status_words("expressing").has(tree[i])
            and any(status_words("considered").has(tree[c]) for c in tree.children(i, "obj"))
        )
        for i in chain[1:]
    )


def is_wished_that(tree: Tree, chain: list[int]) -> bool:
    """« souhaite que Séoul livre », « se demande si »: what is said of a whole clause."""
    top = tree[chain[-1]]
    if not top.head or not has_relation(top, ("ccomp",)):
        return False
    return tree[top.head].upos == "VERB" and status_words("considered").has(tree[top.head])


def is_hypothesis(tree: Tree, chain: list[int]) -> bool:
    """« à moins que Riyad ne livre », « si Oslo fournissait », « sans aide, Kiev perdra »."""
    if tree.preposition(chain[0]) == "sans" and find_tense(tree, chain[1:]) == FUTURE:
        return True
    for i in chain:
        marks = tree.children(i, "mark")
        if any(tree[m].lemma == "que" and tree[m - 1].lemma == "moins" for m in marks if m > 1):
            return True
        if has_relation(tree[i], ("advcl",)) and any(tree[m].lemma == "si" for m in marks):
            return True
    return False


def is_asked_for(tree: Tree, verb: int) -> bool:
    """« réclame des obus »: no more than that."""
    return tree[verb].upos == "VERB" and status_words("asking").has(tree[verb])


def is_left_open(tree: Tree, chain: list[int]) -> bool:
    """« n'exclut pas de livrer »: what is not ruled out is thought of."""
    return any(status_words("excluding").has(tree[i]) and tree.is_negated(i) for i in chain)


def is_promised(tree: Tree, verb: int) -> bool:
    """« a promis des blindés », « s'est engagé à soutenir »."""
    if status_words("promising").has(tree[verb]):
        return True
    return tree[verb].lemma == "engager" and bool(tree.children(verb, "expl"))


def is_about_to_be(tree: Tree, chain: list[int]) -> bool:
    """« sont sur le point de signer »."""
    return any(tree[i].lemma == "point" and tree.preposition(i) == "sur" for i in chain)


def goes_on(tree: Tree, chain: list[int]) -> bool:
    """« poursuivra ses livraisons », « gardera ses soldats au Niger », « ne compromettra pas
    l'alliance »: there already, and to stay."""
    if any(status_words("continuing").has(tree[i]) for i in chain):
        return True
    return (
        len(chain) > 1
        and has_relation(tree[chain[0]], ("obj",))
        and (status_words("affecting").has(tree[chain[1]]))
    )


def is_agreed_on(tree: Tree, chain: list[int], trigger: Trigger) -> bool:
    """« se sont mis d'accord sur », « s'accordent sur », « compte livrer »: still to come."""
    if trigger.rule.type == "agreement":
        return False
    for below, i in pairwise(chain):
        lemmas = {tree[c].lemma for c in tree.children(i)}
        if tree[i].lemma == "mettre" and "accord" in lemmas:
            return True
        if tree[i].lemma in ("accorder", "entendre") and tree.children(i, "expl"):
            return tree.preposition(below) == "sur"
        if tree[i].lemma == "compter" and tree[below].feats.get("VerbForm") == "Inf":
            return True
    return False


def is_set_up(tree: Tree, chain: list[int], type_: str) -> bool:
    """« ont créé une brigade commune », « ont mis en place un échange »: in force since."""
    if type_ not in ("operation", "intelligence", "partnership"):
        return False
    return any(
        status_words("founding").has(tree[i])
        or (tree[i].lemma == "mettre" and "place" in {tree[c].lemma for c in tree.children(i)})
        for i in chain[1:]
    )


def is_demanded(tree: Tree, chain: list[int]) -> bool:
    """« appelle Washington à mettre fin aux ventes »: what is to end still goes on."""
    return any(status_words("demanding").has(tree[i]) for i in chain)


def is_of_past(tree: Tree, i: int) -> bool:
    """« l'accord signé lundi », « en vertu de l'accord conclu »: whatever follows from it."""
    return any(
        status_words("sealed").has(tree[child]) and not is_finite(tree, child)
        for child in tree.children(i, "amod", "acl")
    )


def is_in_progress(tree: Tree, chain: list[int]) -> bool:
    """« est en train de », « se poursuit actuellement »."""
    near = {*chain, *(c for i in chain for c in tree.children(i))}
    return any(status_words("progress").has(tree[i]) for i in near)


def is_put_to_an_end(tree: Tree, chain: list[int]) -> bool:
    """« met fin au soutien », « la mission prendra fin »."""
    return any(
        tree[c].lemma in ("fin", "terme")
        for i in chain
        if tree[i].lemma in ("mettre", "prendre", "toucher")
        for c in tree.children(i, "obj", "obl", "xcomp")
    )


def is_denied(tree: Tree, chain: list[int]) -> bool:
    """A negated verb above, or « aucun », « sans » at the trigger itself."""
    if tree[chain[0]].upos != "VERB" and tree.is_negated(chain[0]):
        return True
    return any(
        tree.is_negated(i)
        for i in chain
        if tree[i].upos == "VERB"
        and not _other_subject(tree, i, chain)
        and not any(_feels(tree, j) for j in chain[: chain.index(i) + 1])
        and _is_what_is_denied(tree, i, chain)
    )


def _is_what_is_denied(tree: Tree, verb: int, chain: list[int]) -> bool:
    """« n'aura pas d'impact sur leur alliance » denies the impact, not the alliance."""
    below = chain[: chain.index(verb)][:-1]
    return all(tree.preposition(i) in ("de", "") for i in below if tree[i].upos == "NOUN")


def _feels(tree: Tree, i: int) -> bool:
    """« ne s'inquiète pas de la visite » does not deny the visit."""
    return role_words("judging").has(tree[i]) or status_words("affecting").has(tree[i])


def _other_subject(tree: Tree, i: int, chain: list[int]) -> bool:
    """A negated verb of which the trigger is a mere adjunct denies something else."""
    below = next((b for b, a in pairwise(chain) if a == i), None)
    return below is not None and has_relation(tree[below], ("obl:mod", "advcl"))


def find_modifier(tree: Tree, i: int) -> str | None:
    """« le prochain exercice », « l'accord signé », « les récentes livraisons »."""
    for child in tree.children(i, "amod", "acl"):
        if tree[child].lemma == "devoir":
            return "planned"  # « l'exercice devant débuter lundi »
        if is_finite(tree, child) and not _tells_course(tree, child):
            continue  # « un protocole qui prévoit l'échange de cadets »
        if tree[child].feats.get("VerbForm") == "Part" and tree[child].feats.get("Tense") == "Pres":
            continue
        for status in ("ended", "planned", "considered", "done", "ongoing"):
            if status_words(status).has(tree[child]):
                return status
    return None


def _tells_course(tree: Tree, verb: int) -> bool:
    """« l'exercice qui débutera », « l'accord qui a été signé », not « qui prévoit »."""
    return status_words("course").has(tree[verb]) or bool(tree.children(verb, "aux:pass"))


def find_frame(tree: Tree, trigger: Trigger) -> str | None:
    """« à l'issue de leur rencontre »: the words before a noun take it as given or as to come."""
    i = trigger.word
    words: list[str] = []
    for j in range(i - 1, max(0, i - _FRAME_WINDOW), -1):
        if tree[j].upos in ("VERB", "AUX") or tree[j].text in ",.;:":
            break
        words.append("de" if fold(tree[j].text) == "d'" else fold(tree[j].text))
    before = f" {' '.join(reversed(words))} "
    if trigger.rule.type == "visit" and tree.preposition(i) == "en":
        return "done"  # « le général Rostampour, en visite à Bagdad »
    frames: dict[str, list[str]] = read_data("status.yaml")["frames"]
    found = next((s for s, fs in frames.items() if any(_frames(f, before) for f in fs)), None)
    if (
        found == "ongoing"
        and status_by_tense(trigger.rule.type)[NONE] == "done"
        and trigger.rule.type != "agreement"
    ):
        return None  # a visit or a meeting is an event, not something in force
    return found


def _frames(frame: str, before: str) -> bool:
    """Whether the frame is there and governs what follows: not « depuis lundi à des manœuvres »."""
    _, found, rest = before.rpartition(f" {frame} ")
    between = read_data("status.yaml")["frame_stops"]
    return bool(found) and not set(rest.split()) & set(between)


def is_delivery_to_come(tree: Tree) -> bool:
    """« Les livraisons devraient commencer », « les appareils seront livrés »."""
    for i in tree.ids(status_words("deliveries")):
        chain = governing_chain(tree, i)
        if find_tense(tree, chain) in (FUTURE, CONDITIONAL) or first_status(
            tree, chain[1:], ("planned",)
        ):
            return True
    return False
