"""What the ranker looks at: properties of a candidate and of the article around it, by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from annotator.extract.parties import Bound, find_rivals
from annotator.extract.scene import Scene, View
from annotator.lexicon import word_set
from annotator.pattern import Trigger
from annotator.roles import ACTOR, PLACE, SPEAKER, THREAT, role_words
from annotator.tree import Tree
from annotator.words import WordSet, fold


@dataclass(frozen=True, slots=True)
class Context:
    """What holds for the whole article."""

    main: frozenset[str]
    threats: frozenset[str]  # parties that are more often a threat than an actor
    mentions: Counter[str]
    defence: float  # share of words that are words of defence, in percent
    threat_share: dict[str, float]  # how often a party is named as a threat, of all its mentions
    main_told: bool  # whether some trigger ties the parties that the article is about
    joint: bool  # whether anything at all is called joint
    acting: dict[str, tuple[int, ...]]  # the sentences in which each party acts


def build_context(scene: Scene, main: tuple[str, ...], main_told: bool) -> Context:
    roles = Counter((a.party, a.role) for view in scene.views for a in view.actors)
    mentions = Counter(a.party for view in scene.views for a in view.actors)
    threats = {p for p in mentions if roles[p, THREAT] > roles[p, ACTOR]}
    trees = [view.tree for view in scene.views]
    hits = sum(len(tree.ids(_cues("has_defence"))) for tree in trees)
    joint = any(tree.ids(_cues("has_joint")) for tree in trees)
    share = {p: roles[p, THREAT] / n for p, n in mentions.items()}
    defence = 100 * hits / max(1, sum(map(len, trees)))
    acting = _find_acting(scene, mentions)
    return Context(
        frozenset(main), frozenset(threats), mentions, defence, share, main_told, joint, acting
    )


def _find_acting(scene: Scene, parties: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """The sentences in which each party acts."""
    found: dict[str, dict[int, None]] = {party: {} for party in parties}
    for view in scene.views:
        for actor in view.actors:
            if actor.role in (ACTOR, SPEAKER):
                found[actor.party][view.index] = None
    return {party: tuple(sentences) for party, sentences in found.items()}


@cache
def _cues(name: str) -> WordSet:
    return word_set(_CUES[name], name)


def act_features(
    view: View,
    trigger: Trigger,
    bound: Bound,
    parties: tuple[str, ...],
    sure: float,
    context: Context,
) -> dict[str, float]:
    """Features of one act: its rule, how its parties were found, how they stand, the article."""
    tree, rule = view.tree, trigger.rule
    found_words = _sentence_words(tree, trigger.word)
    roles = {a.role for a in view.actors if a.party in parties}
    own = set(parties)
    overlap = len(own & context.main) / max(1, len(own | context.main))
    found = {
        f"type={rule.type}": 1.0,
        f"rule={rule.id}": 1.0,
        f"sure={sure:.2f}": 1.0,
        f"bound={min(3, len(bound.parties))}": 1.0,
        f"kind={view.kind}": 1.0,
        "prior": rule.confidence * sure * 2,
        "main": overlap,
        "not_main": float(not own & context.main),
        "many": float(len(own) > 3),
        "armed_group": float(any(p.startswith("X:") for p in own)),
        "threat_party": float(bool(own & context.threats)),
        "threat_share": max(context.threat_share.get(p, 0.0) for p in own),
        "threat_here": float(THREAT in roles),
        "place_only": float(roles == {PLACE}),
        "others": min(3.0, len(bound.others)),
        "few_mentions": float(min((context.mentions[p] for p in own), default=0) <= 1),
        "defence": min(3.0, context.defence / 3),
        "judged": float(_is_judged(tree, trigger.word)),
        "early": float(view.index < 3),
        "together": float(_stand_together(view, own)),
        "joint_article": float(context.joint),
        "main_told": float(context.main_told),
    }
    alone = len(bound.parties) < 2 and not found_words.get("has_joint")
    added = own - set(bound.parties)
    far = max((_distance(context.acting[p], view.index) for p in added), default=0)
    found["added"] = min(3.0, len(added))
    found["added_here"] = float(bool(added) and far == 0)
    found["added_far"] = min(far, 6) / 6
    found["rivals"] = found[f"{rule.type}:rivals"] = float(bool(find_rivals(own)))
    found["alone"] = found[f"{rule.type}:alone"] = float(alone)
    found[f"{rule.type}<{fold(tree[trigger.word].lemma)}"] = 1.0
    found[f"upos={tree[trigger.word].upos}"] = 1.0
    found[f"{rule.type}:bound"] = float(len(bound.parties) >= 2)
    found[f"{rule.type}:defence"] = min(3.0, context.defence / 3)
    for name, hit in found_words.items():
        found[name] = found[f"{rule.type}:{name}"] = hit
    return {name: value for name, value in found.items() if value}


def _distance(sentences: tuple[int, ...], here: int) -> int:
    """Sentences back to where a party last acted; where it never did before, very far."""
    return min((here - i for i in sentences if i <= here), default=9)


def _is_judged(tree: Tree, i: int) -> bool:
    """« accuse », « condamne », « surveille » above the trigger."""
    return any(role_words("judging").has(tree[a]) for a in tree.ancestors(i))


def _stand_together(view: View, parties: set[str]) -> bool:
    """Whether two of the parties stand in one list: « la Russie et le Japon »."""
    return any(len({view.actors[at].party for at in group} & parties) >= 2 for group in view.lists)


_CUES = {
    "has_defence": ["$defence_strict", "$weapon_strict"],
    "has_joint": [
        "conjoint*",
        "commun",
        "communs",
        "commune",
        "communes",
        "ensemble",
        "conjointement",
        "bilatéra*",
        "trilatéra*",
        "mixte*",
    ],
    "has_military": ["militair*", "armée", "armées", "défense", "forces", "marine", "état-major"],
    "has_minister": ["ministre*", "chef", "général", "amiral", "secrétaire", "président"],
    "has_weapon": ["$weapon_strict"],
    "has_espionage": [
        "$espionage",
        "accusé",
        "accusée",
        "accusés",
        "soupçonn*",
        "arrêté",
        "arrêtée",
    ],
    "has_enemy": [
        "menace*",
        "attaque*",
        "tir",
        "tirs",
        "ennemi*",
        "invasion",
        "guerre",
        "frappe*",
        "provocation*",
    ],
    "has_other_field": [
        "économique*",
        "commercia*",
        "culture*",
        "énergétique*",
        "police",
        "judiciaire*",
        "humanitaire*",
        "diplomatique*",
    ],
}


def _sentence_words(tree: Tree, trigger: int) -> dict[str, float]:
    return {name: 1.0 for name in _CUES if any(i != trigger for i in tree.ids(_cues(name)))}
