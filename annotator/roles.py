"""How a mention stands in its sentence: as one who acts, a place, a threat, a source."""

from __future__ import annotations

from functools import cache

from annotator.lexicon import read_data
from annotator.mentions import Mention
from annotator.tree import Tree, has_relation, kept
from annotator.words import WordSet

ACTOR, PLACE, THREAT, SOURCE, OTHER = "actor", "place", "threat", "source", "other"
SPEAKER = "speaker"  # says what the others do: « les États-Unis ont annoncé que … »


@cache
def role_words(name: str) -> WordSet:
    """A word set of `data/roles.yaml`."""
    return WordSet.of(*read_data("roles.yaml")[name])


def find_role(tree: Tree, mention: Mention) -> str:
    """The role of a mention: actor, place, threat, source or other."""
    if _in_threat_scope(tree, mention.ids[0]) or _attacks(tree, mention.ids[-1]):
        return THREAT
    if _is_fought(tree, mention.head):
        return THREAT
    if _names_a_source(tree, mention):
        return SOURCE
    if _is_beside(tree, mention.head) or _is_occasion(tree, mention):
        return PLACE
    if mention.kind == "demonym" and tree[mention.head].upos not in ("NOUN", "PROPN"):
        return _role_of_adjective(tree, mention.head)
    return _role_of_name(tree, mention.head, mention.kind)


def _names_a_source(tree: Tree, mention: Mention) -> bool:
    """« l'Institut d'études navales de Lisbonne »: where a source sits."""
    return any(
        e.type == "ORG"
        and e.start < mention.start
        and mention.end <= e.end
        and any(w.start == e.start and role_words("sources").has(w) for w in tree.words)
        for e in tree.sentence.entities
    )


def _is_beside(tree: Tree, i: int) -> bool:
    """« en marge d'une réunion de l'Union européenne »: the occasion, not a partner."""
    for above in tree.ancestors(i)[:4]:
        if tree[above].upos == "VERB":
            return False
        if tree[above].lemma == "marge":
            return True
    return False


def _is_occasion(tree: Tree, mention: Mention) -> bool:
    """« lors du sommet de la Communauté politique européenne »: where others have met."""
    summit = tree[mention.head].head
    if mention.kind != "organisation" or not summit or tree[summit].lemma not in _GATHERINGS:
        return False
    first = next(iter(tree.children(summit, "case")), summit)
    return any(tree[j].lemma in ("lors", "occasion") for j in range(max(1, first - 2), first + 1))


_GATHERINGS = frozenset(["sommet", "conférence", "forum", "assemblée"])


def _role_of_adjective(tree: Tree, i: int) -> str:
    noun = tree[i].head
    if has_relation(tree[i], ("conj",)) and noun and tree[noun].upos == "ADJ":
        noun = tree[noun].head
    if not noun:
        return ACTOR if tree[i].text[:1].isupper() else OTHER
    if tree[noun].lemma == "programme" and _is_shared(tree[i].text):
        return ACTOR
    role = _role_by_noun(tree, noun, OTHER)
    above = tree[noun].head
    if above and tree[above].upos not in ("NOUN", "PROPN", "VERB"):
        above = tree[above].head or above  # « le numéro un de l'armée danoise »
    named = has_relation(tree[noun], ("appos", "flat")) and tree[noun].upos == "PROPN"
    if role == OTHER and above and (named or tree.preposition(noun) == "de"):
        # « l'armée de l'air australienne », « les bombardiers B-1 américains »
        return _role_by_noun(tree, above, OTHER)
    return role


def _is_shared(adjective: str) -> bool:
    """« franco-brésilien », « sino-russe »: the first of several parties ends in -o."""
    first, hyphen, _ = adjective.partition("-")
    return bool(hyphen) and first.endswith("o")


def _role_by_noun(tree: Tree, noun: int, otherwise: str) -> str:
    """The role that a noun lends to the party that it belongs to.

    A threatening noun counts before an acting one (« les forces d'invasion russes » is rare).
    """
    if _names_a_weapon(tree, noun):
        return otherwise
    word = tree[noun]
    for name, role in (
        ("sources", SOURCE),
        ("threats", THREAT),
        ("places", PLACE),
    ):
        if role_words(name).has(word) and not _is_office(tree, noun):
            return otherwise if _is_common_programme(tree, noun) else role
    if role_words("actors").has(word):
        return _role_by_preposition(tree, noun) or ACTOR
    return otherwise


def _names_a_weapon(tree: Tree, noun: int) -> bool:
    """« fusils d'assaut », « drones d'attaque »: a kind of weapon, and no threat."""
    if noun < 3 or tree[noun].lemma not in _KINDS or tree[noun - 1].lemma != "de":
        return False
    return role_words("armed_craft").has(tree[noun - 2])


_KINDS = frozenset(["assaut", "attaque", "guerre"])


def _is_common_programme(tree: Tree, noun: int) -> bool:
    """« le programme sud-coréen d'avion de combat » threatens nobody, unlike a nuclear one."""
    if tree[noun].lemma != "programme":
        return False
    inside = (tree[i] for i in tree.noun_phrase(noun))
    made = any(role_words("armed_craft").has(word) for word in inside)
    return made or not tree.ids(role_words("feared_programmes"))


def _is_office(tree: Tree, noun: int) -> bool:
    return role_words("offices").has(tree[noun])


def _role_by_preposition(tree: Tree, i: int) -> str | None:
    """« contre l'armée russe » is a threat, « selon l'armée russe » a source."""
    preposition = governing_preposition(tree, i)
    if preposition in role_words("against"):
        return THREAT
    if preposition in role_words("telling"):
        return SOURCE
    return None


@kept
def governing_preposition(tree: Tree, i: int) -> str:
    """The preposition of a noun or, where it has none of its own, of the first of its conjuncts."""
    own = tree.preposition(i)
    if own or not has_relation(tree[i], ("conj",)):
        return own
    return tree.preposition(tree.conjuncts(i)[0])


_OPENING = 4  # words in which a sentence says whose view it gives


def _role_of_name(tree: Tree, i: int, kind: str) -> str:
    if by_preposition := _role_by_preposition(tree, i):
        return by_preposition
    if kind == "place":
        return PLACE
    if governing_preposition(tree, i) == "pour" and i <= _OPENING:
        return SOURCE  # « Pour Washington, Moscou cherche à … »
    first = tree.conjuncts(i)[0] if has_relation(tree[i], ("conj",)) else i
    preposition = governing_preposition(tree, i)
    above = tree[first].head
    if preposition == "de" and _is_near(tree, first):
        return PLACE
    if preposition == "de" and above and not tree.is_predicate(above):
        return _role_by_noun(tree, above, ACTOR)
    if preposition == "à" and _is_partner(tree, first):
        return ACTOR
    if preposition in role_words("at"):
        return PLACE
    if preposition == "entre" and above and role_words("places").has(tree[above]):
        return PLACE  # « le canal entre la Corse et l'Italie »
    beside = has_relation(tree[first], ("nmod", "appos", "flat")) and above and not preposition
    return SOURCE if beside and role_words("sources").has(tree[above]) else ACTOR


# Verbs that judge or watch what others do, but for what they do to some objects: « a dénoncé le
# traité » is to leave it, « suit une formation » is to be trained, « surveille le ciel » to guard.
_ACTING_ON = {"dénoncer": "treaties", "suivre": "courses", "surveiller": "guarded"}


@kept
def is_judging(tree: Tree, verb: int) -> bool:
    """Whether a verb judges or watches what others do, so that its subject takes no part."""
    word = tree[verb]
    if not role_words("judging").has(word):
        return False
    if any(role_words("side_by_side").has(tree[a]) for a in tree.children(verb, "advmod")):
        return False  # « surveillent ensemble le détroit »
    objects = tree.children(verb, "obj", "nsubj:pass")
    acted_on = role_words(_ACTING_ON[word.lemma]) if word.lemma in _ACTING_ON else WordSet.of()
    return not any(acted_on.has(tree[i]) for i in objects)


def _is_partner(tree: Tree, i: int) -> bool:
    """« a proposé à Séoul », « participe à la mission de l'OTAN »: no place, in spite of « à »."""
    above = tree[i].head
    return bool(above) and role_words("partner_at").has(tree[above])


def _is_near(tree: Tree, i: int) -> bool:
    """« près de », « au large de »: what stands before the preposition makes it a place."""
    case = next(iter(tree.children(i, "case")), 0)
    if case > 2 and tree[case - 2].lemma == "plus":
        return False  # « l'allié le plus proche de Moscou »
    return case > 1 and role_words("near").has(tree[case - 1])


_THREAT_SCOPE = 18  # words between « menace » and the party


def _in_threat_scope(tree: Tree, i: int) -> bool:
    """Whether a word that opens a threat stands before, and nothing between ends its scope."""
    openers = tree.ids(role_words("threat_openers"))
    if not openers:
        return False
    passes = tree.ids(role_words("threat_passes"))
    for j in range(i - 1, max(0, i - 1 - _THREAT_SCOPE), -1):
        word = tree[j]
        if j in openers and not _names_a_weapon(tree, j):
            return True
        if j in passes:
            continue
        if word.upos in ("VERB", "AUX", "PUNCT") or word.lemma in (
            "avec",
            "entre",
            "par",
            "en",
            "dans",
        ):
            return False
    return False


def _attacks(tree: Tree, last: int) -> bool:
    """« l'opération de la Russie contre l'Ukraine »: who stands right before « contre ».

    « l'aide de la France contre les rebelles » is no attack.
    """
    if last == len(tree) or tree[last + 1].lemma != "contre":
        return False
    before = range(max(1, last - 4), last)
    if any(role_words("alliances").has(tree[j]) for j in before):
        return False
    near = [last, *tree.ancestors(last)[:3]]  # « épaule l'armée malienne contre … »
    return not any(role_words("helping").has(tree[a]) for a in near)


def _is_fought(tree: Tree, i: int) -> bool:
    """« combattent ensemble les Chabab », « agressé par la Serbie »: enemies, by their verb."""
    verb = tree[i].head
    if has_relation(tree[i], ("obl:agent",)):
        return role_words("attacking").has(tree[verb])
    return has_relation(tree[i], ("obj",)) and role_words("fighting").has(tree[verb])
