"""What is known of an article before any event is looked for: trees, mentions, roles, people."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from annotator.extract.lists import group_lists
from annotator.gazetteer import load_gazetteer
from annotator.mentions import Mention, TextOfSentence, find_contextual, find_mentions
from annotator.model import ParsedArticle
from annotator.people import Naming, People
from annotator.reports import is_inverted, speech_words
from annotator.roles import (
    ACTOR,
    SOURCE,
    SPEAKER,
    THREAT,
    find_role,
    governing_preposition,
    is_judging,
    role_words,
)
from annotator.tree import SUBJECTS, Tree, has_relation
from annotator.words import fold


@dataclass(frozen=True, slots=True)
class Actor:
    """A party at one place of a sentence, with the role in which it stands there."""

    party: str
    head: int
    role: str
    ids: tuple[int, ...]
    kind: str


@dataclass(slots=True)
class View:
    """One sentence with everything that was found in it."""

    index: int
    tree: Tree
    line: TextOfSentence
    actors: list[Actor]
    people: list[Naming]
    kind: str  # of its segment
    lists: list[list[int]]  # indices of actors that stand in one list


@dataclass(slots=True)
class Scene:
    parsed: ParsedArticle
    views: list[View] = field(default_factory=list)
    people: People = field(default_factory=People)

    @property
    def text(self) -> str:
        return self.parsed.article.text


def build_scene(parsed: ParsedArticle) -> Scene:
    """Trees and mentions of all sentences; people get their party from anywhere in the article."""
    scene = Scene(parsed)
    trees = [Tree(sentence) for sentence in parsed.sentences]
    lines = [TextOfSentence(tree.sentence, scene.text) for tree in trees]
    named = [find_mentions(tree, line) for tree, line in zip(trees, lines, strict=True)]
    all_named = frozenset(m.party for mentions in named for m in mentions)
    namings: list[list[Naming]] = []
    states = {m.party for mentions in named for m in mentions if m.kind != "company"}
    by_name = {m.party for mentions in named for m in mentions if m.kind != "metonym"}
    named = [
        _settle_cities(tree, _settle_companies(_of_one_nation(tree, mentions), states), by_name)
        for tree, mentions in zip(trees, named, strict=True)
    ]
    for tree, line, mentions in zip(trees, lines, named, strict=True):
        mentions.extend(find_contextual(tree, all_named, mentions))
        people = [e for e in tree.sentence.entities if e.type == "PER"]
        found = [scene.people.name(tree, line, entity, mentions) for entity in people]
        namings.append([naming for naming in found if naming])
    for tree, line, mentions, here in zip(trees, lines, named, namings, strict=True):
        scene.views.append(_view(scene, tree, line, mentions, here))
    return scene


def _of_one_nation(tree: Tree, mentions: list[Mention]) -> list[Mention]:
    """« la société suédoise BAE Systems »: what the text says of a company outweighs the lists."""
    said = {(tree[m.head].head, m.party) for m in mentions if m.kind == "demonym"}
    nouns = {noun for noun, _ in said}
    return [
        m
        for m in mentions
        if m.kind != "company"
        or not ({m.head, tree[m.head].head} & nouns)
        or any((noun, m.party) in said for noun in (m.head, tree[m.head].head))
    ]


def _settle_companies(mentions: list[Mention], states: set[str]) -> list[Mention]:
    """A company of several states stands for those of them that the article names."""
    owners = Counter(m.ids for m in mentions if m.kind == "company")
    return [m for m in mentions if m.kind != "company" or owners[m.ids] == 1 or m.party in states]


def _settle_cities(tree: Tree, mentions: list[Mention], by_name: set[str]) -> list[Mention]:
    """« Bruxelles » is Belgium, where the article names Belgium and not the Union."""
    return [
        replace(mention, party=state, kind="capital", ambiguous=False)
        if mention.kind == "metonym"
        and mention.party not in by_name
        and (state := _capital_of(tree[mention.head].text, by_name))
        else mention
        for mention in mentions
    ]


def _capital_of(form: str, states: set[str]) -> str | None:
    readings = load_gazetteer().readings(form)
    return next((a.party for a in readings if a.kind == "capital" and a.party in states), None)


def _view(
    scene: Scene, tree: Tree, line: TextOfSentence, mentions: list[Mention], namings: list[Naming]
) -> View:
    actors = [_as_speaker(tree, actor) for actor in _actors(tree, mentions, namings)]
    lists = group_lists(tree, [actor.ids for actor in actors])
    kind = scene.parsed.article.segments[tree.sentence.segment].kind
    return View(len(scene.views), tree, line, actors, namings, kind, lists)


def _actors(tree: Tree, mentions: list[Mention], namings: list[Naming]) -> list[Actor]:
    """Mentions, and people with a party; a capital that was taken for a person stays a capital."""
    wrong = {n.ids for n in namings} & {m.ids for m in mentions}
    namings = [n for n in namings if n.ids not in wrong]
    people_ids = {i for n in namings for i in n.ids}
    actors = [
        Actor(m.party, m.head, find_role(tree, m), m.ids, m.kind)
        for m in mentions
        if not (people_ids & set(m.ids) and m.kind != "demonym") and not _is_doubtful(tree, m)
    ]
    for naming in namings:
        if naming.person.party:
            role = _role_of_person(tree, naming)
            actors.append(Actor(naming.person.party, naming.head, role, naming.ids, "person"))
    return sorted(actors, key=lambda a: a.ids)


def _role_of_person(tree: Tree, naming: Naming) -> str:
    preposition = governing_preposition(tree, naming.head)
    if preposition in role_words("telling"):
        return SOURCE
    if preposition in role_words("against"):
        return THREAT
    return ACTOR


def _is_doubtful(tree: Tree, mention: Mention) -> bool:
    """An ambiguous form counts only where the tagger sees a place or an organisation."""
    if not mention.ambiguous:
        return False
    entities = tree.sentence.entities
    return not any(
        e.type in ("LOC", "ORG") and e.start < mention.end and e.end > mention.start
        for e in entities
    )


def _as_speaker(tree: Tree, actor: Actor) -> Actor:
    """An actor that only says what the others do: the subject of a verb of saying with « que »."""
    if actor.role != ACTOR:
        return actor
    if actor.kind != "demonym" and _who_judges(tree, actor.ids[-1]):
        return replace(actor, role=SPEAKER)
    below = actor.head
    for above in tree.ancestors(actor.head):
        if governing_preposition(tree, below) in ("entre", "avec"):
            return actor  # « l'accord entre l'Iran et Oman inquiète »
        if has_relation(tree[below], SUBJECTS):
            says = speech_words("verbs").has(tree[above]) and _says_that(tree, above)
            judges = is_judging(tree, above)
            return replace(actor, role=SPEAKER) if says or judges else actor
        if tree.is_predicate(above) and not has_relation(
            tree[below], ("appos", "flat", "nmod", "conj")
        ):
            return actor
        below = above
    return actor


def _who_judges(tree: Tree, last: int) -> bool:
    """« la France, qui a été indignée par … »: right after the name, whatever the tree says."""
    for i in range(last + 1, min(len(tree), last + 2) + 1):
        if tree[i].text.lower() == "qui":
            return is_judging(tree, tree[i].head) if tree[i].head else False
        if tree[i].text != ",":
            return False
    return False


def _says_that(tree: Tree, verb: int) -> bool:
    """« a annoncé que », « a déclaré : », « …, a déclaré X »."""
    following = {fold(tree[j].text) for j in range(verb + 1, min(len(tree), verb + 7) + 1)}
    return bool(following & {"que", "qu'", ":"}) or is_inverted(tree, verb)
