"""Who says it: the speaker of a stretch of text, or the article itself."""

from __future__ import annotations

from functools import cache

from annotator.extract.scene import Scene, View
from annotator.lexicon import read_data
from annotator.model import Speaker
from annotator.roles import role_words
from annotator.tree import Tree, has_relation
from annotator.words import WordSet, fold

ARTICLE = Speaker()


@cache
def reporting_verbs() -> WordSet:
    return WordSet.of(*read_data("status.yaml")["reporting"])


class Speakers:
    """Speakers of an article, with the last one kept for « il a ajouté » and running quotations."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._of_sentence: list[list[tuple[int, int, Speaker]]] = []
        self._quoted = self._mark_quotations()
        last: Speaker | None = None
        for view in scene.views:
            found = self._reports(view, last)
            self._of_sentence.append(found)
            if found:
                last = found[-1][2]

    def at(self, view: View, word: int) -> Speaker:
        """The speaker of what word `word` says."""
        reports = self._of_sentence[view.index]
        start = view.tree[word].start
        for verb, scope_verb, speaker in reports:
            if self._covers(view.tree, verb, scope_verb, word):
                return speaker
        if self._quoted.get(start) is not None:
            return self._speaker_of_quotation(view, self._quoted[start])
        return ARTICLE

    def _mark_quotations(self) -> dict[int, int]:
        """Word offsets that stand inside quotation marks → number of the quotation."""
        marked: dict[int, int] = {}
        number, depth = 0, 0
        for view in self.scene.views:
            for word in view.tree.words:
                opens, closes = _marks(word.text, depth)
                if opens:
                    depth, number = 1, number + 1
                elif closes:
                    depth = 0
                elif depth:
                    marked[word.start] = number
        return marked

    def _speaker_of_quotation(self, view: View, number: int) -> Speaker:
        """The speaker named in the sentences that the quotation runs over, else the one before."""
        indices = [v.index for v in self.scene.views if any(self._quoted.get(w.start) == number for w in v.tree.words)]
        for index in [indices[-1], *indices[:-1][::-1], indices[0] - 1]:
            if 0 <= index < len(self._of_sentence) and self._of_sentence[index]:
                return self._of_sentence[index][-1][2]
        return ARTICLE

    def _reports(self, view: View, last: Speaker | None) -> list[tuple[int, int, Speaker]]:
        """(verb, word that it governs the content through, speaker) for each report of a sentence."""
        tree = view.tree
        found: list[tuple[int, int, Speaker]] = []
        for word in tree.words:
            if word.upos == "VERB" and reporting_verbs().has(word):
                speaker = self._subject(view, word.id, last)
                if speaker:
                    found.append((word.id, word.id, speaker))
            elif fold(word.text) in ("selon", "d'après") or (fold(word.text) == "d'" and _next_is(tree, word.id, "après")):
                speaker = self._named(view, tree.subtree(word.head)) if word.head else None
                if speaker:
                    found.append((word.id, word.head, speaker))
        return found

    def _subject(self, view: View, verb: int, last: Speaker | None) -> Speaker | None:
        tree = view.tree
        subjects = [s for s in tree.subjects(verb)]
        ids = [i for s in subjects for c in tree.conjuncts(s) for i in tree.subtree(c, ("acl:relcl", "conj", "advcl", "parataxis"))]
        named = self._named(view, ids)
        if named:
            return named
        if any(tree[s].upos == "PRON" for s in subjects):
            return last
        for child in tree.children(verb, "obl:agent"):
            return self._named(view, tree.subtree(child))
        return None

    def _named(self, view: View, ids: list[int]) -> Speaker | None:
        inside = set(ids)
        people = [n for n in view.people if inside & set(n.ids)]
        if len(people) == 1:
            return Speaker(name=people[0].person.name, party=people[0].person.party)
        parties = sorted({a.party for a in view.actors if a.head in inside and a.role not in ("place", "threat")})
        if len(people) > 1 and not parties:
            parties = sorted({n.person.party for n in people if n.person.party})
            if not parties:
                return Speaker(name=people[0].person.name)
        if parties:
            return Speaker(party=", ".join(parties))
        return None

    def _covers(self, tree: Tree, verb: int, scope: int, word: int) -> bool:
        """Whether a report's content holds the word."""
        if verb != scope:  # « selon X »: the clause that it stands in
            governor = tree[scope].head
            return not governor or word in tree.subtree(governor)
        for child in tree.children(verb, "ccomp", "xcomp", "parataxis", "obj", "obl:arg"):
            if word in tree.subtree(child):
                return True
        relation = tree[verb]
        if has_relation(relation, ("parataxis",)) and relation.head:
            return word not in tree.subtree(verb)  # « …, a déclaré X »
        return False


def _next_is(tree: Tree, i: int, form: str) -> bool:
    return i < len(tree) and fold(tree[i + 1].text) == form


def _marks(text: str, depth: int) -> tuple[bool, bool]:
    if text in ("«", "“"):
        return True, False
    if text in ("»", "”"):
        return False, True
    if text == '"':
        return depth == 0, depth == 1
    return False, False


__all__ = ["ARTICLE", "Speakers", "reporting_verbs", "role_words"]
