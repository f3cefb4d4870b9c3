"""Who says it: the speaker of a stretch of text, or the article itself.

Reports are found by the order of words more than by the tree: a verb of saying with its subject
before it governs what follows, one with its subject after it (« …, a déclaré X ») what precedes.
Parsers err on the second far more often than readers do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from annotator.extract.scene import Scene, View
from annotator.extract.sources import (
    adds,
    is_event,
    is_group,
    is_measure,
    is_nameless,
    is_subject,
    is_verb,
    sees_in_it,
)
from annotator.lexicon import read_data
from annotator.model import Speaker
from annotator.reports import (
    end_of_subject,
    has_pronoun,
    is_after,
    is_inverted,
    names_speaker_of_it,
    opens_view,
    says_something,
    speech_words,
    start_of_inversion,
)
from annotator.roles import ACTOR, PLACE, SPEAKER, THREAT, role_words
from annotator.words import WordSet, fold

ARTICLE = Speaker()
_MARK = re.compile('[«“"]')
_OPENING = WordSet.of("selon", "suivant", "d'", "d'après", "pour", "voir")  # beside verbs of saying


@dataclass(frozen=True, slots=True)
class Report:
    """One verb of saying or « selon »: who speaks, and the words (ids) of what is said."""

    verb: int
    speaker: Speaker
    first: int
    last: int
    start: int = 0  # first word of « …, a déclaré X » where it follows what is said, else 0


class Speakers:
    """The speakers of an article, in order, for « il a ajouté » and running quotations."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.quotations = mark_quotations(scene)
        self._reports: list[list[Report]] = []
        self._last: Speaker | None = None
        self._last_at = self._person_at = -1  # the sentences where these two stand
        self._person: Speaker | None = None
        self._anyone: Speaker | None = None  # the person named last, as a subject or not
        self._group: Speaker | None = None
        self._told_after: dict[int, Speaker] = {}  # by sentence: « C'est ce qu'a annoncé X »
        for view in scene.views:
            reports = self._find(view)
            self._reports.append(reports)
        self._name_offices()

    def at(self, view: View, word: int) -> Speaker:
        """The speaker of what word `word` of the sentence says."""
        covering = [r for r in self._reports[view.index] if r.first <= word <= r.last]
        if covering:
            return min(covering, key=lambda r: abs(r.verb - word)).speaker
        number = self.quotations.get(view.tree[word].start)
        if number is not None:
            return self._of_quotation(number)
        return self._told_after.get(view.index) or self._going_on(view)

    def _name_offices(self) -> None:
        """« Le coordinateur a expliqué que … . Ana Reis a ajouté que … »: the same who speaks."""
        for before, view in pairwise(self.scene.views):
            old, new = self._reports[before.index], self._reports[view.index]
            if not old or not new or not new[0].speaker.name or old[-1].speaker.name:
                continue
            office, verb = old[-1], new[0].verb
            subjects = before.tree.subjects(office.verb)
            held = any(
                speech_words("holders").has(before.tree[s])
                or role_words("offices").has(before.tree[s])
                for s in subjects
            )
            opens = bool(view.people) and view.people[0].ids[0] == 1
            if held and opens and adds(view.tree, verb):
                self._reports[before.index][-1] = replace(office, speaker=new[0].speaker)

    def _going_on(self, view: View) -> Speaker:
        """« Il a souligné que … . Objectif : … »: the sentence goes on with what was reported."""
        opening = " ".join(fold(w.text) for w in view.tree.words[:3]) + " "
        if not view.index or not opening.startswith(tuple(read_data("speech.yaml")["going_on"])):
            return ARTICLE
        before = self._reports[view.index - 1]
        return before[-1].speaker if before and before[-1].last else ARTICLE

    def is_quoted(self, view: View, word: int) -> bool:
        return view.tree[word].start in self.quotations

    def inversions(self, view: View) -> list[int]:
        """First words of « …, a déclaré X » in a sentence."""
        return [r.start for r in self._reports[view.index] if r.start]

    def _of_quotation(self, number: int) -> Speaker:
        """The speaker named in the sentences that a quotation runs over, else right before them."""
        over = [
            v.index
            for v in self.scene.views
            if any(self.quotations.get(w.start) == number for w in v.tree.words)
        ]
        for index in [*over[::-1], over[0] - 1, over[-1] + 1]:
            if 0 <= index < len(self._reports) and self._reports[index]:
                return self._reports[index][-1].speaker
        return ARTICLE

    def _find(self, view: View) -> list[Report]:
        found: list[Report] = []
        tree = view.tree
        starts = tree.ids(_OPENING), tree.ids(speech_words("verbs"))
        for i in sorted({*starts[0], *starts[1], *tree.ids(speech_words("demanding"))}):
            report = self._report(view, i)
            if report:
                found.append(report)
                self._last, self._last_at = report.speaker, view.index
        self._remember(view)
        return found

    def _remember(self, view: View) -> None:
        """The last group of parties and the last person in subject position, for pronouns."""
        for group in view.lists:
            acting = [view.actors[at] for at in group if view.actors[at].role in (ACTOR, SPEAKER)]
            parties = sorted({actor.party for actor in acting})
            if len(parties) >= 2:
                self._group = Speaker(party=", ".join(parties))
        if view.people:
            last = view.people[-1].person
            self._anyone = Speaker(name=last.name, party=last.party)
        subjects = [n for n in view.people if is_subject(view.tree, n.head)]
        if subjects:
            person = subjects[-1].person
            self._person = Speaker(name=person.name, party=person.party)
            self._person_at = view.index
            self._last = self._last or self._person

    def _he(self) -> Speaker | None:
        """Who « il » is: the speaker before, or the person named as a subject since then."""
        if self._person and self._person_at >= self._last_at:
            return self._person
        return self._last

    def _report(self, view: View, i: int) -> Report | None:
        tree = view.tree
        if is_measure(tree, i):
            return None  # « selon les termes du traité »
        if fold(tree[i].text) in ("selon", "suivant") or is_after(tree, i) or opens_view(tree, i):
            return self._according(view, i)
        if sees_in_it(tree, i) or speech_words("demanding").has(tree[i]):
            speaker = self._of_subject(view, i)
            return Report(i, speaker, i + 1, len(tree)) if speaker else None
        if not speech_words("verbs").has(tree[i]) or not is_verb(tree, i):
            return None
        if names_speaker_of_it(tree, i):
            return self._of_sentence_before(view, i)
        if is_inverted(tree, i):
            return self._inverted(view, i)
        speaker = self._of_subject(view, i)
        if not speaker or not says_something(tree, i):
            return None
        return Report(i, speaker, i + 1, len(tree))

    def _of_sentence_before(self, view: View, verb: int) -> Report | None:
        """« C'est ce qu'a annoncé X »: reports nothing of its own sentence."""
        ids = list(range(verb + 1, end_of_subject(view.tree, verb) + 1))
        speaker = self._name(view, ids)
        if speaker and view.index:
            self._told_after[view.index - 1] = speaker
        return Report(verb, speaker, 1, 0) if speaker else None

    def _inverted(self, view: View, verb: int) -> Report | None:
        tree = view.tree
        start = start_of_inversion(tree, verb)
        if has_pronoun(tree, start, verb):
            speaker = self._person or self._last
        else:
            speaker = self._name(view, list(range(verb + 1, end_of_subject(tree, verb) + 1)))
        return Report(verb, speaker, 1, len(tree), start) if speaker else None

    def _according(self, view: View, i: int) -> Report | None:
        tree = view.tree
        stops = (",", ".", ";", ":", "«", "»")
        end = next((j for j in range(i + 2, len(tree) + 1) if tree[j].text in stops), len(tree))
        end = _end_of_apposition(view, end)
        ids = list(range(i + 1, end + 1))
        if is_nameless(view, ids):
            return Report(i, ARTICLE, 1, len(tree))
        speaker = self._name(view, ids)
        if not speaker and any(fold(tree[j].text) in ("lui", "elle", "eux") for j in ids[:2]):
            speaker = self._he() or self._anyone
        return Report(i, speaker, 1, len(tree)) if speaker else None

    def _of_subject(self, view: View, verb: int) -> Speaker | None:
        tree = view.tree
        subjects = tree.subjects(verb)
        skip = ("acl:relcl", "advcl", "parataxis")
        below = {i for s in subjects for i in tree.subtree(tree.antecedent(s), skip)}
        speaker = self._name(view, sorted(i for i in below if i < verb))
        if speaker:
            return self._holder(view, speaker, subjects)
        if any(is_group(tree, s) for s in subjects):
            return self._group
        pronouns = {fold(tree[s].text).lstrip("-") for s in subjects}
        if pronouns & {"ils", "elles"}:
            return self._group or self._last
        return self._he() if pronouns & {"il", "elle", "dernier"} else None

    def _holder(self, view: View, speaker: Speaker, subjects: list[int]) -> Speaker:
        """« le coordinateur américain », « l'officiel américain »: a person named before."""
        if speaker.name or not self._person:
            return speaker
        if self._person.party not in (None, speaker.party):
            return speaker
        offices = [view.tree[s] for s in subjects if view.tree[s].feats.get("Number") != "Plur"]
        role = next((k.role for k in self.scene.people.all if k.name == self._person.name), None)
        same = any(
            speech_words("holders").has(word)
            or (role_words("offices").has(word) and fold(word.lemma) in fold(role or ""))
            for word in offices
        )
        return self._person if same and view.index - self._person_at <= _RECENT else speaker

    def _name(self, view: View, ids: list[int]) -> Speaker | None:
        """The person, parties, or medium that these words name."""
        inside = set(ids)
        people = [n.person for n in view.people if inside & set(n.ids)]
        parties = sorted(
            {a.party for a in view.actors if a.head in inside and a.role not in (PLACE, THREAT)}
        )
        if people and (len({p.name for p in people}) == 1 or not parties):
            return Speaker(name=people[0].name, party=people[0].party)
        if parties:
            return Speaker(party=", ".join(parties))
        for entity in view.tree.sentence.entities:
            named = [i for i in ids if entity.start <= view.tree[i].start < entity.end]
            if entity.type == "ORG" and named and not is_event(view.tree, named[0]):
                return Speaker(name=" ".join(entity.text.split()))
        texts = [i for i in ids if speech_words("texts").has(view.tree[i])]
        if self._group and any(not view.tree.children(i, "nmod") for i in texts):
            return self._group
        if any(speech_words("bodies").has(view.tree[i]) for i in ids):
            return (
                Speaker(party=self._last.party) if self._last and self._last.party else self._last
            )
        return None


_RECENT = 3  # sentences in which a person is still meant by an office


def _end_of_apposition(view: View, comma: int) -> int:
    """« Pour le ministre de la Défense, Agus Hartono, … »: the name belongs to the office."""
    tree = view.tree
    ends = [n.ids[-1] for n in view.people if n.ids[0] == comma + 1]
    return ends[0] if tree[comma].text == "," and ends else comma


def mark_quotations(scene: Scene) -> dict[int, int]:
    """Offsets of the words that stand inside quotation marks → number of the quotation."""
    marked: dict[int, int] = {}
    number, open_ = 0, False
    for view in scene.views:
        if not open_ and not _MARK.search(view.line.original):
            continue
        for word in view.tree.words:
            text = word.text
            if text[:1] in ("«", "“") or (text == '"' and not open_):
                open_, number = True, number + 1
            elif text[-1:] in ("»", "”") or text == '"':
                open_ = False
            if open_:
                marked[word.start] = number
        if view.kind != "body":
            open_ = False
    return marked


__all__ = ["ARTICLE", "Report", "Speakers"]
