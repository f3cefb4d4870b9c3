"""What is fuzzed: loaders, merger, readers and exporters, each with seeds and what it must hold to."""

from __future__ import annotations

import io
import logging
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from types import FunctionType
from typing import Any
from unittest.mock import patch

from annotator import checks, lexicon, yaml12, yamlfile
from annotator.codes import known_codes
from annotator.corpus import article, frontmatter
from annotator.corpus.article import article_from_bytes
from annotator.errors import AnnotatorError
from annotator.export import EXPORTERS, documents
from annotator.export.format import Options
from annotator.fields import choose_fields
from annotator.gazetteer import FILES, read_gazetteer
from annotator.intake import read_stream
from annotator.readers import READERS, jsonl
from annotator.record import to_record
from annotator.report.collect import Item
from annotator.review import apply, merge
from annotator.review.edit import Editor
from annotator.settings import load_settings
from annotator.validate import Validator
from annotator.writers import WRITERS, yaml
from records import MACHINE, TEXT, make_annotation, make_article
from report_samples import CABLES, HOSTILE

ROOT = Path(__file__).parent.parent
ARTICLE = make_article()
RECORD = to_record(make_annotation(), MACHINE, "brume.txt")
YAML = yaml.write(RECORD)
EDITED = YAML.replace("status: planned", "status: done  # relu").replace(
    "rationale:", "  - type: visit # la mienne\n    parties: [NOR, PRT]\n    evidence:\n"
    "      - quote: un exercice naval\nrationale:",
)  # fmt: skip

# Bits that mean something to one of the formats.
WORDS = [
    b"---\n", b"...\n", b"- ", b": ", b"? ", b"[", b"]", b"{", b"}", b"&a ", b"*a", b"!!map ", b"!x ", b"|\n", b">-\n",
    b"# ", b"'", b'"', b"\t", b"\r\n", b"\r", b"\x0c", b"\0", b"\x1b[31m", b"\x85", b"\xc2\x85", b"\xe2\x80\xa8",
    b"\xef\xbb\xbf", b"\xff\xfe", b"\xff", b"\xc3", b"\xf0\x9f\x9b\xb0", b"e\xcc\x81", b"\xe2\x80\xae", b"\xed\xa0\x80",
    b"null", b"~", b"NO", b"12:30", b"0x1f", b".inf", b"1e999", b"-1", b"9" * 400, b"2031-13-45", b"true", b"<<: *a\n",
    b"relevant: ", b"cooperation:\n", b"cooperation: []\n", b"parties: [NOR, PRT]", b"id: exercise-nor-prt\n",
    b"evidence:\n", b"start: -1", b"end: 999999999999", b"origin: human", b"rejected:\n", b"proposed:\n", b"review:\n",
    b"<p>", b"</p>", b"<script>", b"</script>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"&amp;", b"&#x1f;", b"&nope;",
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<meta charset=utf-16>", b"<time datetime='", b"<item>", b"<content:encoded>",
    b'{"text": "', b'"\\ud800"', b"\\u0000", b"\\n", b"}\n{", b"*", b"+", b"(?P<a>", b"(", b")", b"\\", b"$weapons",
    b"lemma: [", b"upos: 1\n", b"title: ", b"date: ", b"-\xc2\xad\n", b"--\n", b"\xc2\xab\xc2\xa0", b"\xe2\x80\x99",
]  # fmt: skip


@dataclass(frozen=True)
class Target:
    """What is fuzzed: `seeds` are good inputs, `watched` the functions whose paths atheris sees."""

    run: Callable[[bytes], None]
    seeds: Callable[[], Sequence[bytes]]
    weight: int  # its share of the inputs
    watched: Callable[[], Sequence[FunctionType]] = tuple
    guided: bool = True


def text_of(data: bytes) -> str:
    return data.decode("utf-8", errors="surrogateescape" if len(data) % 7 == 0 else "replace")


@cache
def annotations() -> list[bytes]:
    """Annotations as the program writes them, short ones, and as people leave them."""
    folder = sorted((ROOT / "corpus").glob("*.yaml"), key=lambda path: path.stat().st_size)
    texts = [YAML, EDITED, YAML.replace("\n", "\r\n"), f"\ufeff{YAML}", "relevant: true\n"]
    return [text.encode() for text in texts] + [path.read_bytes() for path in folder[:6]]


# loaders


def load_yaml(data: bytes) -> None:
    document = yamlfile.load(text_of(data))
    for way, place in document.places.items():
        assert place.line >= 1
        assert place.column >= 1
        assert len(way) <= yamlfile.MAX_DEPTH + 1


def load_rules(data: bytes) -> None:
    raw = yaml12.load(text_of(data), "cooperation/patrol.yaml")
    with patch.object(
        lexicon, "read_data", lambda *parts: raw if parts[-1] == "patrol.yaml" else WORDS_DATA
    ):
        lexicon._read_rules("patrol")


WORDS_DATA: dict[str, Any] = yaml12.load(
    lexicon.data_file("words.yaml").read_text("utf-8"), "words.yaml"
)


def rules() -> list[bytes]:
    folder = lexicon.data_file("cooperation")
    short = folder.joinpath("patrol.yaml").read_bytes()
    return [
        short,
        b"type: patrol\nrules:\n  - id: patrol.x\n    trigger: {lemma: [patrouiller]}\n    parties: together\n",
    ]


GAZETTEER = {
    "countries": "CPV:\n  name: Cap-Vert\n  article: le\n  aliases: [Cabo Verde]\n  capital: [Praia]\n",
    "organisations": "NATO:\n  name: OTAN\n  article: la\n",
    "armed_groups": "X:Brume:\n  name: Brume\n",
    "companies": "Vautrin:\n  state: CPV\n",
    "neutral": "geography:\n  - mer de Brume\n",
}


def load_gazetteer(data: bytes) -> None:
    text, names = text_of(data), sorted(FILES)
    read_gazetteer(GAZETTEER | {names[len(data) % len(names)]: text})


def gazetteers() -> list[bytes]:
    real = lexicon.data_file("countries.yaml").read_bytes()
    return [*(text.encode() for text in GAZETTEER.values()), real[:1500], real[-1500:]]


def read_config(data: bytes) -> None:
    path = _folder() / "pyproject.toml"
    path.write_bytes(data)
    load_settings(path, path.parent)


def configs() -> list[bytes]:
    return [b'[tool.annotator]\nout = "a"\njobs = 2\nquiet = true\nmin-confidence = 0.5\n']


# annotations


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="annotator-fuzz-"))
    (folder / "brume.txt").write_text(TEXT, encoding="utf-8")
    return folder


@cache
def validator() -> Validator:
    return Validator(known_codes())


def check(data: bytes) -> None:
    """The validator, and what it lets pass through the exporters and writers."""
    path = _folder() / "brume.yaml"
    path.write_bytes(data)
    problems = validator().check_file(path)
    for problem in problems:
        assert problem.line >= 1
        assert problem.code.startswith("ANN")
    if not any(problem.level == "error" for problem in problems):
        record = yamlfile.load(yamlfile.read_text(path)).data
        list(checks.check_meaning(record))
        for _, write in WRITERS.values():
            write(record)
        assert yamlfile.load(yaml.write(record)).data == record


def merge_files(data: bytes) -> None:
    """What comes out says what it should, and a further merge changes nothing.

    Where an entry of a person has the id of another, the program's is taken for edited at first.
    """
    existing = text_of(data)
    merged = merge(existing, RECORD, ARTICLE.text, str)
    assert yamlfile.load(merged.text.removeprefix("\ufeff")).data == merged.record
    again = merge(merged.text, RECORD, ARTICLE.text, str)
    ids = [entry.get("id") for name in apply.LISTS for entry in merged.record[name] or []]
    if len(set(map(str, ids))) == len(ids):
        assert again.text == merged.text, "a second merge changes the file"
    assert merge(again.text, RECORD, ARTICLE.text, str).text == again.text, "nor does a third"


def export(data: bytes) -> None:
    """Any annotation that is right by its schema, in every format that needs no models."""
    path = _folder() / "brume.yaml"
    path.write_bytes(data)
    problems = tuple(validator().check_file(path))
    if any(problem.kind in {"file", "yaml", "schema", "code"} for problem in problems):
        return
    record = yamlfile.load(yamlfile.read_text(path)).data
    item = Item("brume.yaml", path, record, ARTICLE, problems)
    for name, form in EXPORTERS.items():
        if name == "conllu":
            continue
        with suppress(AnnotatorError):
            if form.files:
                list(form.files(documents([item])))
            elif form.write:
                form.write(documents([item]), io.BytesIO(), Options())


def exportable() -> list[bytes]:
    """Annotations whose words are mutated, not their form."""
    strange = HOSTILE.replace("\n", " ")[:120]
    words = [
        YAML.replace("Ana Prates", yaml.scalar(word)[1:-1] or "x")
        for word in (strange, "=1+1", CABLES)
    ]
    return [*annotations()[:2], *(text.encode() for text in words)]


# articles


def read_text_article(data: bytes) -> None:
    found = article_from_bytes(data, "brume.txt")
    for segment in found.segments:
        assert len(segment.offsets) == len(segment.text) + 1
        assert all(0 <= at <= len(found.text) for at in segment.offsets)


def texts() -> list[bytes]:
    front = f"---\ntitle: Brume claire\ndate: 2031-04-01\nsource: Le Fil\n---\n{TEXT}"
    samples = sorted((ROOT / "corpus").glob("*.txt"), key=lambda path: path.stat().st_size)[:6]
    return [
        *(text.encode() for text in (TEXT, front, CABLES, HOSTILE)),
        TEXT.encode("cp1252"), TEXT.encode("utf-16"), *(path.read_bytes() for path in samples),
    ]  # fmt: skip


def read_file(data: bytes) -> None:
    """As a run reads it: compression and format told from the content."""
    for content in read_stream(io.BytesIO(data), "brume.html"):
        if isinstance(content, bytes):
            with suppress(AnnotatorError):
                article_from_bytes(content, "brume.html")


FIELDS = choose_fields(["text=corps.0", "text=texte", "date=a.b", "id=titre", "source=media"])


def read_formats(data: bytes) -> None:
    """Each reader, on whatever it is given."""
    logging.disable(logging.CRITICAL)
    name = sorted(READERS)[len(data) % len(READERS)]
    documents = READERS[name](data, f"brume.{name}")
    if name == "jsonl":
        documents = chain(documents, jsonl.read(data, "brume.jsonl", FIELDS))
    for document in documents:
        assert isinstance(document, AnnotatorError) or document.text is not None


FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Le Fil</title>
<item><title>Brume claire</title><link>https://lefil.example/7</link><pubDate>Tue, 01 Apr 2031 08:00:00 +0200</pubDate>
<content:encoded><![CDATA[<p>Le Portugal et la Norvège tiendront en mai un exercice naval commun.</p>]]></content:encoded>
</item></channel></rss>
"""
LINES = (
    '{"title": "Brume claire", "text": "Le Portugal et la Norvège tiendront un exercice.", "date": "2031-04-01"}\n'
    '{"titre": "Autre", "texte": "Les deux pays veillent \\u00e0 la mer.", "id": 7}\n'
)


def files() -> list[bytes]:
    import bz2
    import gzip

    page = (ROOT / "tests/samples/journal.html").read_bytes()
    small = (
        b"<html><head><title>Brume</title></head><body><article><h1>Brume</h1><p>"
        + TEXT.encode() * 3
        + b"</p></article>"
    )
    return [
        small, small, page[:3000], FEED.encode(), FEED.encode(), LINES.encode(), LINES.encode(), f"{TEXT}\f{TEXT}".encode(),
        gzip.compress(TEXT.encode(), mtime=0), bz2.compress(TEXT.encode()),
    ]  # fmt: skip


TARGETS: dict[str, Target] = {
    "yaml": Target(
        load_yaml, annotations, 70, lambda: [yamlfile._construct, yamlfile._mapping, yamlfile.plain]
    ),
    "lexicon": Target(load_rules, rules, 25, lambda: [lexicon._compile, lexicon._flatten]),
    "gazetteer": Target(load_gazetteer, gazetteers, 25),
    "settings": Target(read_config, configs, 15),
    "validate": Target(check, annotations, 20, lambda: [*checks.CHECKS]),  # type: ignore[list-item]
    "merge": Target(
        merge_files, annotations, 15, lambda: [merge, apply._apply_list, Editor.update_mapping]
    ),
    "export": Target(export, exportable, 6, guided=False),
    "text": Target(
        read_text_article, texts, 12, lambda: [article.article_from_bytes, frontmatter._values]
    ),
    "files": Target(read_file, files, 6, guided=False),
    "readers": Target(read_formats, files, 6, guided=False),
}
