"""JSON Lines as people have them: each sample is what stands in the file and what comes out of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.errors import ArticleError, UsageError
from annotator.fields import choose_fields
from annotator.readers import READERS, Document
from annotator.readers.jsonl import read, read_lines

TEXT = "Oslo et Lisbonne ont mené un exercice naval."
ERROR = "!"  # begins what is expected of a line that cannot be read


def line(**fields: Any) -> str:
    return json.dumps(fields, ensure_ascii=False)


def shown(found: Document | ArticleError) -> str:
    return f"{ERROR} {found}" if isinstance(found, ArticleError) else found.text


# name → the file, and the text of each document (or a part of what its error says)
SAMPLES: dict[str, tuple[str | bytes, list[str]]] = {
    "one line": (line(text=TEXT), [TEXT]),
    "two lines, the last not ended": (f"{line(text=TEXT)}\n{line(text='Suite.')}", [TEXT, "Suite."]),
    "CRLF, blank lines between": (f"\r\n{line(text=TEXT)}\r\n \r\n\r\n{line(text='Fin.')}\r\n", [TEXT, "Fin."]),
    "a byte order mark": (b"\xef\xbb\xbf" + line(text=TEXT).encode(), [TEXT]),
    "a mark amid files put together": (line(text="Un.") + "\n\ufeff" + line(text="Deux."), ["Un.", "Deux."]),
    "UTF-16 with its mark": (line(text="Été.").encode("utf-16"), ["Été."]),
    "one line in cp1252": (line(text="Un été près de Brême, à l'étranger.").encode("cp1252"), ["Un été près de Brême, à l'étranger."]),
    "separators of Unicode within a line": ('{"text": "Un.\u2028Deux.\x85Trois."}', ["Un.\nDeux.\nTrois."]),
    "a broken line between good ones": (f'{line(text="Un.")}\n{{"text": "Deux.\n{line(text="Trois.")}', ["Un.", "!f.jsonl:2: is no JSON (Unterminated string", "Trois."]),
    "cut off amid the last line": (line(text="Un.") + "\n" + line(text=TEXT)[:20], ["Un.", "!f.jsonl:2: is no JSON"]),
    "two objects on a line": (line(text="Un.") + line(text="Deux."), ["!is no JSON (Extra data"]),
    "a trailing comma": ('{"text": "Un.",}', ["!mend or delete it"]),
    "single quotes, as Python prints": ("{'text': 'Un.'}", ["!is no JSON"]),
    "not an object": ('["Un."]\n"Deux."\n3\nnull\ntrue'.replace('["Un."]', '{"text": "Un."}'), ["Un.", "!a string, not an object", "!a number", "!null", "!true or false"]),
    "a key twice, differing": ('{"text": "Un.", "text": "Deux."}', ["!the key 'text' stands twice"]),
    "a key twice, the same": ('{"text": "Un.", "text": "Un."}', ["Un."]),
    "NaN and infinities": ('{"text": "Un.", "date": NaN, "id": NaN, "score": -Infinity}', ["Un."]),
    "no text": (line(title="Titre", url="u"), ["!no text (its fields: title, url); give it one of the fields text"]),
    "no fields": ("{}", ["!no text (its fields: none)"]),
    "empty text": (line(text="  \u200b".replace("\u200b", " ")), ["!no text"]),
    "text that is null, then another name": (line(text=None, body=TEXT), [TEXT]),
    "text that is a number": (line(text=12), ["!no text"]),
    "paragraphs as a list": (line(paragraphs=1, text=["Un.", "Deux."]), ["Un.\n\nDeux."]),
    "nested below article": (line(article={"text": TEXT, "title": "T"}), [TEXT]),
    "rendered, as a blog's interface gives it": (line(content={"rendered": "<p>Un.</p><p>Deux.</p>"}), ["Un.\n\nDeux."]),
    "HTML in the text": (line(text="<p>Un&nbsp;été.</p><script>x()</script><p>Deux<br>trois.</p>"), ["Un\xa0été.\n\nDeux\ntrois."]),
    "HTML escaped once more": (line(text="&lt;p&gt;Un &amp;amp; deux.&lt;/p&gt;"), ["Un & deux."]),
    "a less-than sign is no HTML": (line(text="Si a < b et b > c, alors."), ["Si a < b et b > c, alors."]),
    "half a surrogate pair": ('{"text": "Un \\ud83d pas, \\ud83d\\udea2 deux."}', ["Un \ufffd pas, 🚢 deux."]),
    "NUL and other control characters": ('{"text": "Un\\u0000 na\\u0007vire\\u001b[31m."}', ["Un navire[31m."]),
    "a line of NULs, as a crash leaves them": (line(text="Un.").encode() + b"\n" + b"\0" * 64 + b"\n" + line(text="Deux.").encode(), ["Un.", "Deux."]),
    "nested a hundred thousand deep": ('{"text": ' + "[" * 100_000, ["!nested too deeply"]),
    "a number of ten thousand digits": ('{"text": "Un.", "n": ' + "9" * 10_000 + "}", ["!more than 4,300 digits"]),
    "one object over many lines": (json.dumps({"text": TEXT, "n": 1}, indent=2), [TEXT]),
    "a list of objects": (json.dumps([{"text": "Un."}, {"x": 1}, {"text": "Deux."}], indent=1), ["Un.", "!f.jsonl: item 2: no text", "Deux."]),
    "a list that is cut off": ('[{"text": "Un."}, {"te', ["!f.jsonl: is no JSON"]),
    "an empty list": ("[]", []),
    "emoji and combining characters": (line(text="L’e\u0301te\u0301 🇫🇷🤝🇳🇴."), ["L’e\u0301te\u0301 🇫🇷🤝🇳🇴."]),
    "a gigantic field that is not asked for": (line(raw="x" * 1_000_000, text=TEXT), [TEXT]),
}  # fmt: skip


@pytest.mark.parametrize("name", SAMPLES)
def test_sample(name: str) -> None:
    data, expected = SAMPLES[name]
    found = _read(data.encode() if isinstance(data, str) else data)
    assert len(found) == len(expected), found
    for got, want in zip(found, expected, strict=True):
        if want.startswith(ERROR):
            assert want[1:] in got
            assert got.startswith(f"{ERROR} f.jsonl:")
            assert "\n" not in got
        else:
            assert got == want


def _read(data: bytes) -> list[str]:
    try:
        return [shown(found) for found in READERS["jsonl"](data, "f.jsonl")]
    except ArticleError as error:
        return [shown(error)]


# what a field may be called and hold → what the document says
FACTS: dict[str, tuple[dict[str, Any], dict[str, str | None]]] = {
    "the plain names": (
        {"title": "T", "date": "2025-06-03", "source": "S", "url": "u", "id": "i"},
        {"title": "T", "date": "2025-06-03", "source": "S", "url": "u", "id": "i"},
    ),
    "French names": ({"titre": "T", "journal": "Le Fil"}, {"title": "T", "source": "Le Fil"}),
    "those of schema.org": ({"headline": "T", "datePublished": "2025-06-03T23:30:00-04:00", "publisher": {"@type": "Organization", "name": "Le Fil"}}, {"title": "T", "date": "2025-06-03", "source": "Le Fil"}),
    "of mail": ({"pubDate": "Tue, 03 Jun 2025 00:30:00 +0200"}, {"date": "2025-06-03"}),
    "in French words": ({"date": "mardi 3 juin 2025 à 9 h"}, {"date": "2025-06-03"}),
    "seconds since 1970": ({"timestamp": 1748908800}, {"date": "2025-06-03"}),
    "milliseconds since 1970": ({"created_at": 1748908800123.0}, {"date": "2025-06-03"}),
    "a number that is no time": ({"timestamp": 1e300}, {"date": None}),
    "a year": ({"date": 2025}, {"date": "2025"}),
    "no date at all": ({"date": "hier soir"}, {"date": "hier soir"}),
    "an empty one gives way": ({"date": "", "published": "2025-06"}, {"date": "2025-06"}),
    "a title over lines": ({"title": " Un\n titre\t long "}, {"title": "Un titre long"}),
    "a title of blanks": ({"title": " \n "}, {"title": None}),
    "a number as id": ({"id": 0}, {"id": "0"}),
    "an object as id": ({"_id": {"$oid": "5f"}, "uuid": "u-1"}, {"id": "u-1"}),
    "a list of sources": ({"source": ["Le Fil", "La Une"]}, {"source": "Le Fil"}),
    "true is no source": ({"source": True}, {"source": None}),
}  # fmt: skip


@pytest.mark.parametrize("name", FACTS)
def test_facts(name: str) -> None:
    fields, expected = FACTS[name]
    (document,) = READERS["jsonl"](line(text=TEXT, **fields).encode(), "f.jsonl")
    assert isinstance(document, Document)
    assert {key: getattr(document, key) for key in expected} == expected


NAMED = b'{"text": "Non.", "doc": {"corps": "Oui.", "t": "T"}, "le": "2031-04-02", "a.b": "S"}'


def test_fields_can_be_named() -> None:
    fields = choose_fields(
        ["text=doc.corps", "title=doc.t", "date = jour", "date=le", "source=a.b"]
    )
    for data in (NAMED, b"[" + NAMED + b"]", NAMED.decode().encode("utf-16")):
        (document,) = read(data, "f", fields)
        assert document == Document("Oui.", title="T", date="2031-04-02", source="S")


def test_what_is_named_alone_counts() -> None:
    (error,) = read(line(text=TEXT).encode(), "f", choose_fields(["text=corps"]))
    assert str(error) == (
        "f:1: no text (its fields: text); give it one of the fields corps, "
        "or say by --field text=NAME where it is"
    )
    (document,) = read(line(corps=TEXT, title="T", titre="U").encode(), "f",
                       choose_fields(["text=corps", "title=titre"]))  # fmt: skip
    assert document == Document(TEXT, title="U")


@pytest.mark.parametrize("many", [False, True])
def test_a_named_field_that_is_nowhere_is_told_once(many: bool) -> None:
    items = [{"text": "Un.", "jour": None}, {"text": "Deux.", "date": "2031"}]
    data = json.dumps(items) if many else "\n".join(map(json.dumps, items))
    fields = choose_fields(["date=jour", "source=media", "source=journal"])
    one, two, error = read(data.encode(), "f", fields)
    assert [one.text, two.text, two.date] == ["Un.", "Deux.", None]
    assert isinstance(error, ArticleError)
    assert error.kind == "field"
    assert str(error) == (
        "f: no document in it has the field media or journal, which --field takes for its source "
        "(fields of the first: text, jour)"
    )
    assert len(list(read(b"3", "f", fields))) == 1, "no object, no field to miss"


@pytest.mark.parametrize("word", ["", "corps", "texte=corps", "text=", "=corps", "text= "])
def test_a_field_is_named_by_what_it_is_and_what_it_is_called(word: str) -> None:
    with pytest.raises(UsageError, match=r"is not FACT=NAME, with FACT one of text, title, date"):
        choose_fields([word])


def test_lines_are_read_as_they_are_asked_for(tmp_path: Path) -> None:
    def endless():
        while True:
            yield line(text=TEXT).encode()

    documents = read_lines(endless(), "f")
    assert [next(documents).text for _ in range(3)] == [TEXT] * 3
