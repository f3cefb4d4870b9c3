"""UIMA CAS as XMI or JSON, by dkpro-cassis: for INCEpTION, WebAnno and other programs in Java.

Java counts UTF-16 units, and cassis turns code points into them. Names of types are those of
INCEpTION's custom layers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from annotator.export.document import Document, Finding
from annotator.export.format import Files, Format

if TYPE_CHECKING:
    from cassis import Cas, TypeSystem

LAYERS = {"cooperation": "webanno.custom.Cooperation", "rationale": "webanno.custom.Rationale"}
_STRINGS = {
    "cooperation": ("status", "date", "place"),
    "rationale": ("theme", "statedBy", "statedByParty"),
}
_ARRAYS = {"cooperation": ("parties", "domains"), "rationale": ("targets", "supports")}
_COMMON = ("identifier", "label", "rule", "origin")  # label: the type, or the kind
# What XML 1.0 cannot hold, even escaped.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def type_system() -> TypeSystem:
    """The two layers with their features."""
    from cassis import TypeSystem

    types = TypeSystem()
    for name, layer in LAYERS.items():
        made = types.create_type(layer, supertypeName="uima.tcas.Annotation")
        for feature in (*_COMMON, *_STRINGS[name]):
            types.create_feature(made, feature, "uima.cas.String")
        for feature in _ARRAYS[name]:
            types.create_feature(made, feature, "uima.cas.StringArray")
        types.create_feature(made, "confidence", "uima.cas.Double")
        types.create_feature(made, "piece", "uima.cas.Integer")
    return types


def to_cas(document: Document, *, xml: bool = False) -> Cas:
    """One CAS; a finding with several pieces is one annotation each, numbered by `piece`."""
    from cassis import Cas

    clean = _xml_text if xml else str
    cas = Cas(type_system(), sofa_string=clean(document.text), sofa_mime="text/plain")
    about = cas.get_document_annotation()
    about.begin, about.end, about.language = (
        0,
        len(document.text),
        document.record["article"]["language"],
    )
    for finding in document.findings:
        layer = cas.typesystem.get_type(LAYERS[finding.list])
        for piece, span in enumerate(finding.placed, start=1):
            values = _values(cas, finding, clean)
            cas.add(layer(begin=span.start, end=span.end, piece=piece, **values))
    return cas


def _values(cas: Cas, finding: Finding, clean: Callable[[str], str]) -> dict[str, Any]:
    entry = finding.entry
    array = cas.typesystem.get_type("uima.cas.StringArray")
    texts = {"identifier": finding.id, "label": finding.label, **_texts(entry), **_speaker(entry)}
    known = {*_COMMON, *_STRINGS[finding.list]}
    lists = {name: entry.get(name) for name in _ARRAYS[finding.list]}
    return {
        **{k: clean(v) for k, v in texts.items() if k in known and v is not None},
        **{k: array(elements=[clean(v) for v in values]) for k, values in lists.items() if values},
        "confidence": entry.get("confidence"),
    }


def _texts(entry: Any) -> dict[str, str | None]:
    when = entry.get("when", {})
    names = ("rule", "origin", "status", "theme")
    plain = {name: entry.get(name) for name in names}
    return {**plain, "date": when.get("date") or when.get("text"), "place": entry.get("where")}


def _speaker(entry: Any) -> dict[str, str | None]:
    speaker = entry.get("stated_by", {})
    if isinstance(speaker, str):
        return {"statedBy": speaker}
    return {"statedBy": speaker.get("name"), "statedByParty": speaker.get("party")}


def _xml_text(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)  # one for one, so that offsets stay


def _xmi(documents: Iterable[Document]) -> Files:
    yield "TypeSystem.xml", type_system().to_xml().encode()
    for document in documents:
        yield f"{document.name}.xmi", to_cas(document, xml=True).to_xmi().encode()


def _json(documents: Iterable[Document]) -> Files:
    for document in documents:
        yield f"{document.name}.json", to_cas(document).to_json().encode()


_MODULES = ("cassis",)
XMI = Format(
    "UIMA CAS as XMI, with its types", files=_xmi, needs_text=True, extra="cas", modules=_MODULES
)
JSON = Format("UIMA CAS as JSON", files=_json, needs_text=True, extra="cas", modules=_MODULES)
