"""Each format read back by a consumer that is not ours, its offsets compared with the YAML's."""

from __future__ import annotations

import io
import json
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unicodedata import normalize
from urllib.parse import unquote, urljoin

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema_rs import validator_for

from annotator.cli import main
from annotator.export.brat import plain_text
from annotator.export.cells import cell, shield, split_list, unshield
from annotator.export.conllu import write_parsed
from annotator.export.document import documents
from annotator.export.events import COLUMNS as EVENT_COLUMNS
from annotator.export.labelstudio import labeling_config
from annotator.export.rows import COLUMNS
from annotator.model import (
    KINDS,
    STATUSES,
    THEMES,
    TYPES,
    Article,
    Entity,
    ParsedArticle,
    Segment,
    Sentence,
    Word,
)
from annotator.report.collect import collect
from brat_reader import read_configuration, read_standoff
from export_samples import ACT, PIECES, SPANS, TEXT, VISIT, WHY, write_sample

SAMPLE_ID = [ACT.id, VISIT.id, WHY.id]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_sample(tmp_path / "in" / "mai")
    return tmp_path / "in"


def export(folder: Path, to: str, *more: object) -> Path:
    """Run the command; gives what it wrote."""
    out = folder.parent / f"out-{to}"
    with pytest.raises(SystemExit) as ended:
        main(["export", str(folder), "--to", to, "-o", str(out), "-q", *map(str, more)])
    assert not ended.value.code
    return out


def spans_of(text: str) -> list[tuple[int, int]]:
    return [(int(a), int(b)) for a, b in (item.split("-") for item in split_list(text))]


def expected(id_: str) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in SPANS[id_]]


# tables


def read_table(path: Path) -> list[dict[str, str]]:
    frame = pl.read_csv(path, infer_schema=False)
    return [{k: unshield(v or "") for k, v in row.items()} for row in frame.to_dicts()]


def test_csv_comes_back_through_polars(folder: Path) -> None:
    out = export(folder, "csv")
    rows = read_table(out)
    assert [row["id"] for row in rows] == SAMPLE_ID
    assert list(rows[0]) == list(COLUMNS)
    for row in rows:
        assert spans_of(row["spans"]) == expected(row["id"])
    pieces = [TEXT[span.start : span.end] for span in SPANS[ACT.id]]
    assert split_list(rows[0]["quotes"]) == pieces
    assert rows[0]["title"] == "=1+1 \U0001f680 Lisbonne"
    assert (rows[0]["source"], rows[0]["where"]) == ("-AFP", "@large; ou près")
    assert split_list(rows[0]["domains"]) == ["maritime", "cyber"]
    assert split_list(rows[1]["parties"]) == ["NOR", "PRT", "X:a;b\\c"]
    assert rows[2]["stated_by"] == "Ana Prates"
    assert split_list(rows[2]["stated_by_parties"]) == ["NOR", "PRT"]
    assert split_list(rows[2]["supports"]) == [ACT.id]


def test_no_cell_of_csv_is_a_formula(folder: Path) -> None:
    for to in ("csv", "events"):
        raw = pl.read_csv(export(folder, to), infer_schema=False)
        values = [value for row in raw.rows() for value in row if value]
        assert not [value for value in values if value[0] in "=+-@\t\r\n＝＋－＠"]


def test_parquet_comes_back_with_types(folder: Path) -> None:
    frame = pl.read_parquet(export(folder, "parquet"))
    rows = frame.to_dicts()
    assert frame.columns == list(COLUMNS)
    assert [row["id"] for row in rows] == SAMPLE_ID
    for row in rows:
        assert [(s["start"], s["end"]) for s in row["spans"]] == expected(row["id"])
        assert row["quotes"] == [TEXT[s["start"] : s["end"]] for s in row["spans"]]
    assert rows[1]["parties"] == ["NOR", "PRT", "X:a;b\\c"]
    assert rows[0]["confidence"] == 0.91
    assert rows[0]["title"].startswith("=1+1")  # no spreadsheet reads this: as it is


def test_parquet_and_csv_say_the_same(folder: Path) -> None:
    table = read_table(export(folder, "csv"))
    for row, other in zip(
        pl.read_parquet(export(folder, "parquet")).to_dicts(), table, strict=True
    ):
        row["spans"] = [(s["start"], s["end"]) for s in row["spans"]]
        assert {name: unshield(cell(value)) for name, value in row.items()} == other


def test_jsonl_comes_back_line_by_line(folder: Path) -> None:
    text = export(folder, "jsonl").read_text(encoding="utf-8")
    (line,) = text.splitlines()  # U+2028 in the text ends no line
    (row,) = pl.read_ndjson(text.encode()).to_dicts()
    record = json.loads(line)
    assert record["text"] == row["text"] == TEXT
    for entry in record["cooperation"]:
        found = [(q["start"], q["end"]) for q in entry["evidence"]]
        assert found == expected(entry["id"])
        assert all(record["text"][q["start"] : q["end"]] == q["quote"] for q in entry["evidence"])


@given(st.text(max_size=20))
def test_a_shielded_cell_comes_back(text: str) -> None:
    assert unshield(shield(text)) == text
    assert shield(text)[:1] not in set("=+-@\t\r\n＝＋－＠")


ITEM = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)


@given(st.lists(ITEM.map(str.strip).filter(bool), max_size=4))
def test_a_list_in_a_cell_comes_back(items: list[str]) -> None:
    assert split_list(unshield(cell(items))) == items


# events


def test_events_are_pairs_of_parties(folder: Path) -> None:
    rows = read_table(export(folder, "events"))
    assert list(rows[0]) == list(EVENT_COLUMNS)
    pairs = [(row["id"], row["party_a"], row["party_b"]) for row in rows]
    assert pairs == [
        (ACT.id, "NOR", "PRT"),
        (VISIT.id, "NOR", "PRT"),
        (VISIT.id, "NOR", "X:a;b\\c"),
        (VISIT.id, "PRT", "X:a;b\\c"),
    ]
    assert len({row["event"] for row in rows}) == 4
    first, second = rows[0], rows[1]
    assert (first["cameo"], first["cameo_root"], first["plover_event"]) == ("0312", "03", "AGREE")
    assert split_list(first["plover_contexts"]) == ["military", "cyber"]
    assert (first["mme_exercise"], first["mme_sea"], first["mme_air"]) == ("1", "1", "")
    assert (first["date"], first["date_from"]) == ("2031-05", "text")
    assert (second["date"], second["date_from"]) == ("2031-04", "published")
    assert (second["cameo"], second["plover_mode"], second["mme_exercise"]) == ("042", "visit", "0")
    for row in rows:
        assert spans_of(row["spans"]) == expected(row["id"])


def test_an_entry_with_one_party_is_one_row(tmp_path: Path) -> None:
    from dataclasses import replace

    write_sample(tmp_path / "in", cooperation=(replace(ACT, parties=("NATO",)),), rationale=())
    (row,) = read_table(export(tmp_path / "in", "events"))
    assert (row["party_a"], row["party_b"]) == ("NATO", "")


# brat


def test_brat_comes_back_through_a_strict_reader(folder: Path) -> None:
    out = export(folder, "brat")
    text = (out / "mai/brume.txt").read_bytes().decode()
    found = read_standoff(text, (out / "mai/brume.ann").read_bytes().decode())
    assert len(text) == len(TEXT)
    labels = [entity.label for entity in found.entities.values()]
    assert labels == ["exercise", "visit", "purpose"]
    for id_, entity in zip(SAMPLE_ID, found.entities.values(), strict=True):
        assert json.loads(entity.note)["id"] == id_
        places = expected(id_)
        covered = [(a, b) for a, b in entity.spans if any(c <= a and b <= d for c, d in places)]
        assert covered == entity.spans
        assert "".join(TEXT[a:b] for a, b in entity.spans).split() == (
            "".join("".join(TEXT[a:b].split("\r\n")) for a, b in places).split()
        )
    act = found.entities[1]
    assert act.attributes == {"Status": "planned", "Domain_maritime": "", "Domain_cyber": ""}
    assert len(act.spans) == 3  # two pieces, one of them over a line end
    assert found.relations == [("supports", 3, 1)]


def test_brat_is_told_all_that_its_files_use(folder: Path) -> None:
    out = export(folder, "brat")
    settings = read_configuration((out / "annotation.conf").read_text())
    assert settings["entities"] == [*TYPES, *KINDS]
    found = read_standoff(
        (out / "mai/brume.txt").read_bytes().decode(),
        (out / "mai/brume.ann").read_bytes().decode(),
    )
    used = {name for entity in found.entities.values() for name in entity.attributes}
    assert used <= set(settings["attributes"])


@given(st.text(st.sampled_from("a\r\n\u2028\x85\x0b \U0001f680"), max_size=12))
def test_brat_has_one_kind_of_line_end_and_no_shift(text: str) -> None:
    plain = plain_text(text)
    assert len(plain) == len(text)
    assert plain.splitlines() == plain.split("\n")[: len(plain.splitlines())]
    assert io.TextIOWrapper(io.BytesIO(plain.encode()), "utf-8").read() == plain


# UIMA


def utf16(text: str, at: int) -> int:
    return len(text[:at].encode("utf-16-le")) // 2


def read_cas(out: Path, to: str) -> Any:
    import cassis

    if to == "cas-json":
        return cassis.load_cas_from_json((out / "mai/brume.json").read_text(encoding="utf-8"))
    with (out / "TypeSystem.xml").open("rb") as file:
        types = cassis.load_typesystem(file)
    with (out / "mai/brume.xmi").open("rb") as file:
        return cassis.load_cas_from_xmi(file, typesystem=types)


@pytest.mark.parametrize("to", ["cas-json", "cas-xmi"])
def test_cas_comes_back_through_cassis(folder: Path, to: str) -> None:
    cas = read_cas(export(folder, to), to)
    assert cas.sofa_string == TEXT
    assert cas.document_language == "fr"
    acts = list(cas.select("webanno.custom.Cooperation"))
    reasons = list(cas.select("webanno.custom.Rationale"))
    for id_ in SAMPLE_ID:
        mine = [a for a in acts + reasons if a.identifier == id_]
        assert [(a.begin, a.end) for a in mine] == expected(id_)
        assert [a.piece for a in mine] == list(range(1, len(mine) + 1))
        assert [a.get_covered_text() for a in mine] == [TEXT[a:b] for a, b in expected(id_)]
    visit = next(a for a in acts if a.label == "visit")
    assert visit.parties.elements == ["NOR", "PRT", "X:a;b\\c"]
    assert reasons[0].supports.elements == [ACT.id]
    (about,) = cas.select("uima.tcas.DocumentAnnotation")
    assert (about.begin, about.end) == (0, len(TEXT))


@pytest.mark.parametrize("to", ["cas-json", "cas-xmi"])
def test_cas_counts_utf_16_units_in_the_file(folder: Path, to: str) -> None:
    out = export(folder, to)
    if to == "cas-xmi":
        tree = ET.parse(out / "mai/brume.xmi")
        made = [node.attrib for node in tree.iter() if "identifier" in node.attrib]
    else:
        content = json.loads((out / "mai/brume.json").read_text(encoding="utf-8"))
        made = [one for one in content["%FEATURE_STRUCTURES"] if "identifier" in one]
    found = [(str(one["identifier"]), int(one["begin"]), int(one["end"])) for one in made]
    wanted = [(id_, utf16(TEXT, a), utf16(TEXT, b)) for id_ in SAMPLE_ID for a, b in expected(id_)]
    assert sorted(found) == sorted(wanted)
    assert wanted != [(id_, a, b) for id_ in SAMPLE_ID for a, b in expected(id_)]


def test_what_xml_cannot_hold_is_replaced_one_for_one(tmp_path: Path) -> None:
    from dataclasses import replace

    from records import make_article

    text = TEXT.replace("dit-on", "di\x0ct\x1bn")
    write_sample(tmp_path / "in/mai", article=make_article(text, "brume.txt"))
    cas = read_cas(export(tmp_path / "in", "cas-xmi"), "cas-xmi")
    assert cas.sofa_string == text.replace("\x0c", "\ufffd").replace("\x1b", "\ufffd")
    assert replace(PIECES[0]).quote in {
        a.get_covered_text() for a in cas.select("webanno.custom.Cooperation")
    }


# Label Studio

REGION = {
    "type": "object",
    "required": ["id", "from_name", "to_name", "type", "value"],
    "properties": {
        "id": {"type": "string"},
        "from_name": {"type": "string"},
        "to_name": {"const": "text"},
        "type": {"enum": ["labels", "choices"]},
        "meta": {
            "type": "object",
            "properties": {"text": {"type": "array", "items": {"type": "string"}}},
        },
        "value": {
            "type": "object",
            "required": ["start", "end", "text"],
            "properties": {
                "start": {"type": "integer", "minimum": 0},
                "end": {"type": "integer", "minimum": 1},
                "text": {"type": "string"},
                "labels": {"type": "array", "items": {"type": "string"}},
                "choices": {"type": "array", "items": {"type": "string"}},
            },
            "oneOf": [{"required": ["labels"]}, {"required": ["choices"]}],
            "additionalProperties": False,
        },
    },
    "additionalProperties": False,
}
RELATION = {
    "type": "object",
    "required": ["type", "from_id", "to_id"],
    "properties": {
        "type": {"const": "relation"},
        "from_id": {"type": "string"},
        "to_id": {"type": "string"},
        "direction": {"enum": ["left", "right", "bi"]},
        "labels": {"type": "array", "items": {"type": "string"}},
    },
    "additionalProperties": False,
}
RESULT = {"type": "array", "items": {"oneOf": [REGION, RELATION]}}
TASKS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["data"],
        "properties": {
            "data": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}},
            "predictions": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["result"],
                    "properties": {"result": RESULT, "model_version": {"type": "string"}},
                    "additionalProperties": False,
                },
            },
            "annotations": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["result"],
                    "properties": {"result": RESULT, "ground_truth": {"type": "boolean"}},
                    "additionalProperties": False,
                },
            },
        },
        "additionalProperties": False,
    },
}  # fmt: skip


def test_label_studio_tasks_hold_to_its_format(folder: Path) -> None:
    tasks = json.loads(export(folder, "labelstudio").read_text(encoding="utf-8"))
    validator_for(TASKS).validate(tasks)
    (task,) = tasks
    text = task["data"]["text"]
    results = task["predictions"][0]["result"]
    labels = [one for one in results if one["type"] == "labels"]
    assert [one["id"] for one in labels] == [ACT.id, f"{ACT.id}.2", VISIT.id, WHY.id]
    places = [place for id_ in SAMPLE_ID for place in expected(id_)]
    assert [(r["value"]["start"], r["value"]["end"]) for r in labels] == places
    for result in results:
        if "value" in result:  # by code points, as Label Studio counts
            value = result["value"]
            assert text[value["start"] : value["end"]] == value["text"]
    assert json.loads(labels[0]["meta"]["text"][0])["parties"] == ["NOR", "PRT"]
    (relation,) = (one for one in results if one["type"] == "relation")
    assert (relation["from_id"], relation["to_id"]) == (WHY.id, ACT.id)


def test_the_labelling_interface_knows_every_value(folder: Path) -> None:
    tree = ET.fromstring(labeling_config())
    names = {node.get("name"): node for node in tree.iter() if node.get("name")}
    values = {name: [child.get("value") for child in node] for name, node in names.items()}
    assert values["cooperation"] == list(TYPES)
    assert values["rationale"] == list(KINDS)
    assert values["status"] == list(STATUSES)
    assert values["theme"] == list(THEMES)
    tasks = json.loads(export(folder, "labelstudio").read_text(encoding="utf-8"))
    for result in tasks[0]["predictions"][0]["result"]:
        if "from_name" in result:
            said = result["value"].get("labels") or result["value"]["choices"]
            assert set(said) <= set(values[result["from_name"]])


def test_what_a_person_has_reviewed_is_an_annotation(folder: Path) -> None:
    path = folder / "mai/brume.yaml"
    path.write_text(path.read_text().replace("status: unreviewed", "status: accepted"))
    (task,) = json.loads(export(folder, "labelstudio").read_text(encoding="utf-8"))
    validator_for(TASKS).validate([task])
    assert "predictions" not in task
    assert task["annotations"][0]["ground_truth"] is True


# Web Annotation


def resolve(selectors: list[dict[str, Any]], text: str) -> tuple[int, int]:
    """By the W3C's model: position in code points; the quote must be found there with its context."""
    by_type = {selector["type"]: selector for selector in selectors}
    position, words = by_type["TextPositionSelector"], by_type["TextQuoteSelector"]
    around = words["prefix"] + words["exact"] + words["suffix"]
    at = text.index(around) + len(words["prefix"])
    assert text.count(around) == 1
    assert (at, at + len(words["exact"])) == (position["start"], position["end"])
    return position["start"], position["end"]


def test_web_annotations_resolve(folder: Path) -> None:
    out = export(folder, "webanno-json-ld")
    data = json.loads(out.read_text(encoding="utf-8"))
    assert data["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert data["type"] == "AnnotationCollection"
    items = data["first"]["items"]
    assert (data["total"], len(items)) == (3, 3)
    assert len({item["id"] for item in items}) == 3
    for id_, item in zip(SAMPLE_ID, items, strict=True):
        targets = item["target"] if isinstance(item["target"], list) else [item["target"]]
        assert item["type"] == "Annotation"
        assert urljoin(f"{folder.as_uri()}/", targets[0]["source"]).endswith("/in/mai/brume.txt")
        source = folder / unquote(targets[0]["source"])
        text = source.read_bytes().decode()
        assert [resolve(t["selector"], text) for t in targets] == expected(id_)
        values = {body["value"] for body in item["body"] if body["purpose"] == "tagging"}
        assert values & {"cooperation", "rationale"}
    details = json.loads(items[2]["body"][2]["value"])
    assert details["supports"] == [items[0]["id"]]


# CoNLL-U


def segment(text: str) -> Segment:
    """White space folded, as articles are read; offsets stay those of the file."""
    shown, offsets = "", []
    for at, char in enumerate(text):
        if not char.isspace():
            shown, offsets = shown + char, [*offsets, at]
        elif shown and not shown.endswith(" "):
            shown, offsets = shown + " ", [*offsets, at]
    return Segment("body", shown, (*offsets, len(text)))


class FrozenParser:
    """One sentence for each article: words at white space; « du » and its like are contracted."""

    def parse(self, articles: Iterator[Article]) -> Iterator[ParsedArticle]:
        for article in articles:
            words: list[Word] = []
            part = article.segments[0]
            at = 0
            for form in part.text.split(" "):
                place = part.text.index(form, at)
                at = place + len(form)
                start, end = part.offsets[place], part.offsets[at - 1] + 1
                for lemma in ("de", "le") if form == "du" else (form,):
                    number = len(words) + 1
                    words.append(Word(number, lemma, lemma, "X", {"Number": "Sing"}, number - 1,
                                      "root" if number == 1 else "dep", start, end))  # fmt: skip
            entity = Entity("la Norvège", "LOC", words[4].start, words[5].end)
            yield ParsedArticle(article, (Sentence(tuple(words), (entity,), 0),))


def read_conllu(text: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from stanza.utils.conll import CoNLL

        return CoNLL.conll2doc(input_str=text)


def test_conllu_comes_back_through_stanza(tmp_path: Path) -> None:
    from dataclasses import replace

    from records import make_article

    text = "\U0001f680 Tant mieux\r\n pour la Norve\u0300ge du nord\u2028et Oslo."
    article = make_article(text, "brume.txt")
    start = text.index("la Norve")
    entry = replace(
        ACT, evidence=(replace(PIECES[0], quote=text[start:], start=start, end=len(text)),)
    )
    write_sample(tmp_path / "in", article=article, cooperation=(entry,), rationale=())
    (item,) = collect([tmp_path / "in"]).items
    item = replace(item, article=replace(item.article, segments=(segment(text),)))
    out = io.BytesIO()
    write_parsed(documents([item]), FrozenParser(), out)
    (sentence,) = read_conllu(out.getvalue().decode()).sentences
    assert sentence.text == " ".join(text.split())
    assert [w.head for w in sentence.words] == list(range(len(sentence.words)))
    for token in sentence.tokens:
        assert text[token.start_char : token.end_char] == token.text
    du = next(token for token in sentence.tokens if token.text == "du")
    assert [word.text for word in du.words] == ["de", "le"]
    assert [t.ner for t in sentence.tokens][3:7] == ["O", "B-LOC", "E-LOC", "O"]
    marked = [w.text for w in sentence.words if ACT.id in (w.misc or "")]
    assert marked == ["la", "Norve\u0300ge", "de", "le", "nord", "et", "Oslo."]


@pytest.mark.models
def test_conllu_of_the_real_parser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATOR_CACHE", str(tmp_path / "cache"))
    root = Path(__file__).parent.parent
    text = "\U0001f680 e\u0301t\u00e9.\r\n" + (root / "docs/example.txt").read_text(
        encoding="utf-8"
    )
    text = text.replace("lutter contre", "lut-\r\nter contre")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_bytes(text.encode())
    with pytest.raises(SystemExit):
        main(["run", "-q", str(folder)])
    out = export(folder, "conllu")
    record = collect([folder]).items[0].record
    marked: dict[str, list[tuple[int, int]]] = {}
    for sentence in read_conllu(out.read_text(encoding="utf-8")).sentences:
        for token in sentence.tokens:
            shown = text[token.start_char : token.end_char]
            assert normalize("NFC", shown.replace("-\r\n", "")) == token.text
            for word in token.words:
                for part in (word.misc or token.misc or "").split("|"):
                    name, _, ids = part.partition("=")
                    if name in {"Cooperation", "Rationale"}:
                        for id_ in ids.split(","):
                            marked.setdefault(id_, []).append((token.start_char, token.end_char))
        spaced = "".join(token.text + (token.spaces_after or "") for token in sentence.tokens)
        assert spaced.strip() == sentence.text
    entries = [(e["id"], e["evidence"][0]) for e in record["cooperation"]]
    entries += [(e["id"], e) for e in record["rationale"]]
    assert len(entries) == 3
    for id_, quote in entries:
        assert (min(marked[id_])[0], max(marked[id_])[1]) == (quote["start"], quote["end"])
    entities = [
        t.ner for s in read_conllu(out.read_text(encoding="utf-8")).sentences for t in s.tokens
    ]
    assert {"S-LOC", "O"} <= set(entities)
