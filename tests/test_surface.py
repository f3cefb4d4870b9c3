"""What rules need of a text, for any rules over any table of words."""

from __future__ import annotations

from annotator.lexicon import rules
from annotator.surface import needs_of, read, sets_of
from annotator.wordtable import WordTable
from marked import read_rules


def test_some_rules_over_a_table_of_their_own() -> None:
    some = [rule for rule in rules() if rule.type == "patrol"]
    table = WordTable(sets_of(some))
    needs = needs_of(some, table)
    texts = [e.text for e in read_rules("cooperation.yaml") if e.right and e.type == "patrol"]
    assert len(texts) > 10
    assert [t for t in texts if not read([t], table.find).may_meet(needs)] == []
    assert not read(["Le marché aux fleurs a rouvert."], table.find).may_meet(needs)
