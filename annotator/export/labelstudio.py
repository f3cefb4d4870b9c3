"""Label Studio: a list of tasks, with annotations where a person has reviewed, else predictions.

Label Studio counts code points (its own tests of emoji hold it to that) and takes both characters
of a Windows line end for one each: offsets are those of the YAML.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any, BinaryIO

from annotator.export.document import Document, Finding
from annotator.export.format import Format, Options
from annotator.export.jsonl import json_line
from annotator.model import KINDS, STATUSES, THEMES, TYPES

Result = dict[str, Any]
_CHOICES = {"cooperation": "status", "rationale": "theme"}


def write(documents: Iterable[Document], out: BinaryIO, _options: Options) -> None:
    """A JSON array with one task for each document, written as they come."""
    before = b"[\n"
    for document in documents:
        out.write(before + json_line(task(document)).encode())
        before = b",\n"
    out.write((b"[" if before == b"[\n" else b"\n") + b"]\n")


def task(document: Document) -> dict[str, Any]:
    """One task: `data` with the text, and the results."""
    record = document.record
    data = {
        "text": document.text,
        "annotation": document.file,
        **{k: v for k, v in record["article"].items() if k in {"title", "source", "published"}},
    }
    results = list(_results(document))
    if document.reviewed:
        return {"data": data, "annotations": [{"result": results, "ground_truth": True}]}
    version = record.get("machine", {}).get("version")
    prediction = {"model_version": f"annotator {version}" if version else "annotator"}
    return {"data": data, "predictions": [prediction | {"result": results}]}


def labeling_config() -> str:
    """The labelling interface that shows these tasks."""
    lines = ["<View>", '  <Text name="text" value="$text"/>']
    for name, labels in (("cooperation", TYPES), ("rationale", KINDS)):
        lines.append(f'  <Labels name="{name}" toName="text">')
        lines += [f'    <Label value="{escape(label)}"/>' for label in labels]
        lines.append("  </Labels>")
    for name, values in (("status", STATUSES), ("theme", THEMES)):
        when = "cooperation" if name == "status" else "rationale"
        lines.append(
            f'  <Choices name="{name}" toName="text" perRegion="true" whenTagName="{when}">'
        )
        lines += [f'    <Choice value="{escape(value)}"/>' for value in values]
        lines.append("  </Choices>")
    return "\n".join([*lines, '  <Relations><Relation value="supports"/></Relations>', "</View>"])


def _results(document: Document) -> Iterator[Result]:
    placed = {finding.id for finding in document.findings if finding.placed}
    for finding in document.findings:
        yield from _pieces(finding, document.text)
    for finding in document.of("rationale"):
        for name in finding.entry.get("supports", ()):
            if {finding.id, name} <= placed:
                yield _relation(finding.id, name)


def _pieces(finding: Finding, text: str) -> Iterator[Result]:
    """A region for each piece of the words; the first has the entry's id, others `id.2`, `id.3`."""
    for number, span in enumerate(finding.placed, start=1):
        name = finding.id if number == 1 else f"{finding.id}.{number}"
        place = {"start": span.start, "end": span.end, "text": text[span.start : span.end]}
        choice = _CHOICES[finding.list]
        yield _result(name, finding.list, "labels", place | {"labels": [finding.label]}) | {
            "meta": {"text": [_rest(finding)]}
        }
        yield _result(name, choice, "choices", place | {"choices": [finding.entry[choice]]})


def _result(name: str, control: str, kind: str, value: dict[str, Any]) -> Result:
    return {"id": name, "from_name": control, "to_name": "text", "type": kind, "value": value}


def _relation(reason: str, act: str) -> Result:
    ends = {"from_id": reason, "to_id": act, "direction": "right"}
    return {"type": "relation", **ends, "labels": ["supports"]}


def _rest(finding: Finding) -> str:
    """What no control shows, as JSON: Label Studio shows it as the region's note."""
    shown = {"evidence", "text", "start", "end", "type", "kind", "status", "theme"}
    rest = {k: v for k, v in finding.entry.items() if k not in shown}
    return json.dumps(rest, ensure_ascii=False)


FORMAT = Format("tasks with predictions, or annotations where reviewed", write, needs_text=True)
