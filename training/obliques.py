"""Tell PUD's plain obliques apart as arguments and modifiers, as the other treebanks do.

The relation follows mostly from the verb and the preposition; a table learnt from the treebanks
that make the difference decides.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from training.conllu import DEPREL, HEAD, ID, LEMMA, Sentence

Table = dict[tuple[str, ...], Counter[str]]
KINDS = ("obl:arg", "obl:mod", "obl:agent")
MIN_SEEN = 2


def contexts(sentence: Sentence) -> dict[str, list[tuple[str, ...]]]:
    """For each oblique, what decides, from the particular to the general."""
    by_id = {w[ID]: w for w in sentence.words}
    marks = {w[HEAD]: w[LEMMA] for w in reversed(sentence.words) if w[DEPREL] == "case"}
    found = {}
    for word in sentence.words:
        if word[DEPREL].split(":")[0] == "obl":
            head = by_id.get(word[HEAD])
            verb = head[LEMMA] if head else ""
            case = marks.get(word[ID], "")
            found[word[ID]] = [(verb, case), ("", case), ("", "")]
    return found


def learn(sentences: list[Sentence]) -> Table:
    table: Table = defaultdict(Counter)
    for sentence in sentences:
        relations = {w[ID]: w[DEPREL] for w in sentence.words}
        for word_id, keys in contexts(sentence).items():
            if relations[word_id] in KINDS:
                for key in keys:
                    table[key][relations[word_id]] += 1
    return table


def apply(sentence: Sentence, table: Table) -> None:
    found = contexts(sentence)
    for word in sentence.words:
        if word[DEPREL] != "obl":
            continue
        for key in found[word[ID]]:
            if sum(table[key].values()) >= MIN_SEEN:
                word[DEPREL] = table[key].most_common(1)[0][0]
                break
