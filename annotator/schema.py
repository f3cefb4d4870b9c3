"""The JSON Schema of an annotation, made from the program's own values so that it cannot drift."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from annotator.model import DOMAINS, KINDS, STATUSES, THEMES, TYPES
from annotator.record import SCHEMA_VERSION

FILE_NAME = "annotation.schema.json"
REVIEW_STATUSES = ("unreviewed", "accepted", "corrected")
ORIGINS = ("edited", "human")

_Schema = dict[str, Any]
_TEXT: _Schema = {"type": "string", "minLength": 1}
_DATE = "[0-9]{3}[0-9X](-[0-9X]{2}(-[0-9X]{2})?)?[?~%]?"
EDTF = f"^({_DATE}(/({_DATE}|\\.\\.)?)?|\\.\\./{_DATE})$"
_EDTF: _Schema = {"type": "string", "pattern": EDTF}
_OFFSET: _Schema = {"type": "integer", "minimum": 0}
_ID: _Schema = {"type": "string", "pattern": "^[a-z0-9_]+(-[a-z0-9_]+)*$"}
_SHA256: _Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_DIGEST: _Schema = {"type": "string", "pattern": "^[0-9a-f]{8}$"}


def annotation_schema(codes: Iterable[str] = ()) -> _Schema:
    """The schema, with the party codes in force (`JPN`, `NATO`) for editors to offer."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Annotation of defence cooperation in one article",
        **_object(
            ["schema", "article", "relevant", "parties", "cooperation", "rationale"],
            schema={"const": SCHEMA_VERSION},
            article={"$ref": "#/$defs/article"},
            relevant={"type": "boolean", "description": "Does the article report cooperation?"},
            parties=_list({"$ref": "#/$defs/party"}),
            cooperation=_list({"$ref": "#/$defs/cooperation"}),
            rationale=_list({"$ref": "#/$defs/rationale"}),
            machine={"$ref": "#/$defs/machine"},
            review={"$ref": "#/$defs/review"},
        ),
        "$defs": {
            "code": _code(codes),
            "article": _article(),
            "party": _party(),
            "quote": _quote(),
            "cooperation": _cooperation(),
            "rationale": _rationale(),
            "machine": _machine(),
            "review": _review(),
        },
    }


def schema_text(codes: Iterable[str] = ()) -> str:
    """The schema as its file holds it."""
    return json.dumps(annotation_schema(codes), ensure_ascii=False, indent=2) + "\n"


def _object(required: list[str], **properties: _Schema) -> _Schema:
    return {
        "type": "object",
        "required": required,
        "additionalProperties": False,
        "properties": properties,
    }


def _list(items: _Schema, **limits: Any) -> _Schema:
    return {"type": "array", "items": items, **limits}


def _enum(values: Iterable[str], description: str) -> _Schema:
    return {"enum": list(values), "description": description}


def _code(codes: Iterable[str]) -> _Schema:
    """A known code, else `X:` and a name; without known codes, whatever looks like one."""
    known = sorted(codes)
    listed = {"enum": known} if known else {"type": "string", "pattern": "^[A-Z][A-Z0-9_]+$"}
    other = {"type": "string", "pattern": "^X:\\S.*$"}
    what = "ISO 3166-1 alpha-3, an organisation's acronym, or X: and a name"
    return {"anyOf": [listed, other], "description": what}


def _codes(**limits: Any) -> _Schema:
    return _list({"$ref": "#/$defs/code"}, uniqueItems=True, **limits)


def _article() -> _Schema:
    return _object(
        ["file", "sha256", "language"],
        file=_TEXT | {"description": "The way from this file to the article"},
        sha256=_SHA256,
        source_file=_TEXT | {"description": "What the text was taken out of: the way there"},
        source_sha256=_SHA256 | {"description": "Of that file, where all of it is this text"},
        source_id=_TEXT | {"description": "Which document of that file, where it has several"},
        text=_TEXT | {"description": "The text itself, where it lies in no file"},
        title=_TEXT,
        source=_TEXT,
        place=_TEXT,
        published=_EDTF,
        language={"type": "string", "pattern": "^[a-z]{2,3}$"},
        encoding=_TEXT,
    )


def _party() -> _Schema:
    person = _object(["name"], name=_TEXT, role=_TEXT)
    return _object(
        ["id", "name"],
        id={"$ref": "#/$defs/code"},
        name=_TEXT,
        people=_list(person),
        origin=_origin(),
    )


def _quote() -> _Schema:
    return _object(
        ["quote", "start", "end"],
        quote=_TEXT | {"description": "Verbatim: the article's text from start to end"},
        start=_OFFSET,
        end=_OFFSET,
    )


def _cooperation() -> _Schema:
    return _object(
        ["id", "type", "parties", "status", "evidence"],
        id=_ID,
        type=_enum(TYPES, "The form of the cooperation"),
        parties=_codes(minItems=1),
        status=_enum(STATUSES, "How far along it is"),
        domains=_list(_enum(DOMAINS, "A field of defence"), uniqueItems=True),
        when=_object(["text"], text=_TEXT, date=_EDTF),
        where=_TEXT,
        evidence=_list({"$ref": "#/$defs/quote"}, minItems=1),
        **_provenance(),
    )


def _rationale() -> _Schema:
    speaker = _object([], name=_TEXT, party=_TEXT) | {"minProperties": 1}
    return _object(
        ["id", "text", "start", "end", "kind", "theme", "targets", "stated_by"],
        id=_ID,
        text=_TEXT | {"description": "Verbatim: the article's text from start to end"},
        start=_OFFSET,
        end=_OFFSET,
        kind=_enum(KINDS, "An aim to be reached, or what brought the cooperation about"),
        theme=_enum(THEMES, "What the reason is about"),
        targets=_codes(),
        stated_by={"anyOf": [{"const": "article"}, speaker]},
        supports=_list(_ID, uniqueItems=True),
        **_provenance(),
    )


def _provenance() -> dict[str, _Schema]:
    """What both kinds of entries say of where they come from."""
    return {
        "rule": _TEXT,
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
        "origin": _origin(),
        "conflict": _TEXT | {"description": "Why a person should look at this entry again"},
    }


def _origin() -> _Schema:
    return _enum(ORIGINS, "Written or changed by a person; the program leaves it alone")


def _machine() -> _Schema:
    digests: _Schema = {"type": "object", "additionalProperties": _DIGEST}
    return _object(
        ["version", "models", "lexicon", "proposed"],
        version=_TEXT,
        models=_TEXT,
        lexicon=_TEXT,
        min_confidence={"type": "number", "minimum": 0, "maximum": 1},
        screened={"const": True, "description": "Found irrelevant by its words alone"},
        proposed=digests | {"description": "What the program last wrote: id and digest"},
        rejected=digests | {"description": "What a person has deleted: it stays deleted"},
    ) | {"description": "Kept by the program; leave it alone"}


def _review() -> _Schema:
    return _object(
        ["status"],
        status=_enum(REVIEW_STATUSES, "accepted: the program changes nothing any more"),
        by=_TEXT,
        date=_EDTF,
        note=_TEXT,
    )
