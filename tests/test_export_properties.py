"""Whatever a text holds: every format is written, read back, and its offsets are right."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import cassis
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.export import EXPORTERS
from annotator.export.cas import to_cas
from annotator.export.cells import split_list, unshield
from annotator.export.document import Document, documents
from annotator.export.format import Options
from annotator.model import Party, Quote, Speaker
from annotator.record import to_record
from annotator.report.collect import Item
from brat_reader import read_standoff
from export_samples import ACT, WHY
from records import MACHINE, make_annotation, make_article

# Letters, what tools take for ends of lines or fields, what is two units in Java, what is nothing
CHARS = "aé =+-@\t'\";,|\\#<&\n\r\x0b\x0c\x1b\x1c\x85\xa0\u0301\u2028\u202e\ufeff\ufffe\x00\U0001f680\U000e0041"
TEXT = st.one_of(st.text(CHARS, min_size=1, max_size=40), st.text(min_size=1, max_size=20))


@st.composite
def items(draw: st.DrawFn) -> Item:
    text = draw(TEXT.filter(lambda t: t.strip()))
    place = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    pairs = draw(st.lists(place, min_size=2, max_size=4))
    spans = sorted({(min(p), max(p)) for p in pairs if text[min(p) : max(p)].strip()})
    spans = spans or [(0, len(text))]
    words = draw(TEXT)
    article = make_article(text, "a.txt", title=words, source=words)
    quotes = [Quote(text[a:b], a, b) for a, b in spans]
    act = replace(ACT, evidence=tuple(quotes), where=words, parties=("PRT", f"X:{words}"))
    why = replace(
        WHY,
        text=quotes[0].quote,
        start=quotes[0].start,
        end=quotes[0].end,
        stated_by=Speaker(words),
    )
    annotation = make_annotation(
        article, cooperation=(act,), rationale=(why,), parties=(Party("PRT", "Portugal"),)
    )
    record = to_record(annotation, MACHINE, "a.txt")
    name = draw(st.sampled_from(["a.yaml", "é b/a.yaml", "caf\udce9.yaml", "a\nb.yaml"]))
    return Item(name, None, record, article, ())  # type: ignore[arg-type]


def document(item: Item) -> Document:
    (made,) = documents([item])
    return made


def written(to: str, item: Item) -> bytes:
    out = io.BytesIO()
    EXPORTERS[to].write([document(item)], out, Options())  # type: ignore[misc]
    return out.getvalue()


def spans(entry: dict[str, Any]) -> list[tuple[int, int]]:
    return sorted((q["start"], q["end"]) for q in entry["evidence"])


@settings(max_examples=60, deadline=None)
@given(items())
def test_tables(item: Item) -> None:
    for to in ("csv", "events"):
        (row, *_) = pl.read_csv(written(to, item), infer_schema=False).to_dicts()
        places = [tuple(map(int, p.split("-"))) for p in split_list(row["spans"])]
        assert sorted(places) == spans(item.record["cooperation"][0])
        assert not [v for v in row.values() if v and v[0] in "=+-@\t\r\n＝＋－＠"]
        assert unshield(row["where"] or "") == item.record["cooperation"][0].get("where", "")
    (row, *_) = pl.read_parquet(written("parquet", item)).to_dicts()
    text = item.article.text  # type: ignore[union-attr]
    assert [text[s["start"] : s["end"]] for s in row["spans"]] == row["quotes"]


@settings(max_examples=60, deadline=None)
@given(items())
def test_json(item: Item) -> None:
    text = item.article.text  # type: ignore[union-attr]
    (line,) = written("jsonl", item).decode().splitlines()
    assert json.loads(line)["text"] == text
    (task,) = json.loads(written("labelstudio", item))
    for result in task["predictions"][0]["result"]:
        if value := result.get("value"):
            assert task["data"]["text"][value["start"] : value["end"]] == value["text"]
    collection = json.loads(written("webanno-json-ld", item))
    for one in collection["first"]["items"]:
        for target in one["target"] if isinstance(one["target"], list) else [one["target"]]:
            position, quote = target["selector"]
            assert text[position["start"] : position["end"]] == quote["exact"]


@settings(max_examples=60, deadline=None)
@given(items())
def test_brat(item: Item) -> None:
    made = document(item)
    files = {name: data.decode() for name, data in EXPORTERS["brat"].files([made])}  # type: ignore[misc]
    found = read_standoff(files[f"{made.name}.txt"], files[f"{made.name}.ann"])
    for entity, entry in zip(found.entities.values(), made.findings, strict=True):
        inside = {at for a, b in entity.spans for at in range(a, b)}
        wanted = {at for span in entry.placed for at in range(span.start, span.end)}
        assert inside <= wanted
        left = [made.text[at] for at in sorted(wanted - inside)]
        assert all(char.isspace() for char in left)


@settings(max_examples=60, deadline=None)
@given(items())
def test_cas(item: Item) -> None:
    made = document(item)
    back = cassis.load_cas_from_json(to_cas(made).to_json())
    assert back.sofa_string == made.text
    cas = to_cas(made, xml=True)
    again = cassis.load_cas_from_xmi(cas.to_xmi(), typesystem=cas.typesystem)
    for one in (back, again):
        found = [(a.begin, a.end) for a in one.select("webanno.custom.Cooperation")]
        assert sorted(found) == spans(item.record["cooperation"][0])
