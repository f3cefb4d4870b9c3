"""What is known of an article before any event is looked for: trees, mentions, roles, people."""

from __future__ import annotations

from dataclasses import dataclass, field

from annotator.extract.lists import group_lists
from annotator.mentions import Mention, TextOfSentence, find_mentions
from annotator.model import ParsedArticle
from annotator.people import Naming, People
from annotator.roles import ACTOR, SOURCE, THREAT, find_role, governing_preposition, role_words
from annotator.tree import Tree


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
    found: list[tuple[Tree, TextOfSentence, list[Mention], list[Naming], str]] = []
    for sentence in parsed.sentences:
        tree = Tree(sentence)
        mentions = find_mentions(tree, scene.text)
        namings = [
            naming
            for entity in sentence.entities
            if entity.type == "PER" and (naming := scene.people.name(tree, entity, mentions))
        ]
        kind = parsed.article.segments[sentence.segment].kind
        line = TextOfSentence(sentence, scene.text)
        found.append((tree, line, mentions, namings, kind))
    for index, (tree, line, mentions, namings, kind) in enumerate(found):
        actors = _actors(tree, mentions, namings)
        lists = group_lists(tree, [actor.ids for actor in actors])
        scene.views.append(View(index, tree, line, actors, namings, kind, lists))
    return scene


def _actors(tree: Tree, mentions: list[Mention], namings: list[Naming]) -> list[Actor]:
    people_ids = {i for n in namings for i in n.ids}
    actors = [
        Actor(m.party, m.head, find_role(tree, m), m.ids, m.kind)
        for m in mentions
        if not (people_ids & set(m.ids) and m.kind != "demonym") and not _is_doubtful(tree, m)
    ]
    for naming in namings:
        if naming.person.party:
            actors.append(
                Actor(naming.person.party, naming.head, _role_of_person(tree, naming), naming.ids, "person")
            )
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
