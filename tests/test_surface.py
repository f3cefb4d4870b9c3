"""What rules need of a text, for any rules over any table of words."""

from __future__ import annotations

from annotator.lexicon import rules
from annotator.surface import needs_of, read, sets_of
from annotator.words import WordSet
from annotator.wordtable import WordTable
from marked import read_rules

BOATS = WordSet.of("frégate", "sous-marin", "vedett*")
SALES = WordSet.of("livrer", "vendre")


def test_a_table_knows_its_own_sets_alone() -> None:
    table = WordTable([BOATS, SALES, BOATS, WordSet.of()])
    assert table.numbers == {BOATS: 0, SALES: 1}
    assert table.number_of([SALES]) == 2
    found = map(table.find, ("(l'ex-FREGATE,", "vedettes", "sous‑marins", "vendît", "avions"))
    assert list(found) == [1, 1, 1, 2, 0]


def test_grammar_says_less_than_a_lemmatizer_may() -> None:
    table = WordTable([SALES])
    assert (table.find("livraison"), table.find_by_grammar("livraison")) == (1, 0)


def test_some_rules_over_a_table_of_their_own() -> None:
    some = [rule for rule in rules() if rule.type == "patrol"]
    table = WordTable(sets_of(some))
    needs = needs_of(some, table)
    texts = [e.text for e in read_rules("cooperation.yaml") if e.right and e.type == "patrol"]
    assert len(texts) > 10
    assert [t for t in texts if not read([t], table.find).may_meet(needs)] == []
    assert not read(["Le marché aux fleurs a rouvert."], table.find).may_meet(needs)
