"""Invented articles with their annotations as files, among them hostile ones, for the report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from annotator.model import Annotation, Cooperation, Party, Person, Quote, Rationale, Speaker
from annotator.record import Record, to_record
from annotator.writers import yaml
from records import MACHINE, make_annotation, make_article, quote

# 🛰 and 𝒩 take two UTF-16 units each: offsets that count those would be off by two behind them.
CABLES = (
    "🛰 Séoul et Nairobi veillent 𝒩 ensemble\n\n"
    "Le Kenya et la Corée du Sud patrouillent ensemble depuis mars face à la piraterie.\n\n"
    "Les deux pays veulent former des plongeurs afin de protéger les câbles.\n"
)
HOSTILE_NAME = "<svg onload=window.hacked=4>"
HOSTILE = (
    "</script><script>window.hacked = 1</script>\n\n"
    "Le Pérou et la Suède <img src=x onerror='window.hacked = 2'> ont signé un accord naval.\n"
    "<!-- <script> {{data}} {{script}} \u2028 &lt;b&gt; javascript:window.hacked=3 -->\n"
    f"{HOSTILE_NAME}\n"
)


def make_reason(words: str, text: str, **changes: object) -> Rationale:
    found = quote(words, text)
    fields: dict = {
        "id": "threat-aaaa",
        "text": words,
        "start": found.start,
        "end": found.end,
        "kind": "cause",
        "theme": "terrorism",
        "stated_by": Speaker(),
        "rule": "cause.face",
        "confidence": 0.66,
    }
    return Rationale(**(fields | changes))


def make_act(type_: str, parties: Iterable[str], evidence: Quote, **changes: object) -> Cooperation:
    codes = tuple(sorted(parties))
    fields: dict = {
        "id": "-".join([type_, *(code.lower() for code in codes)]),
        "type": type_,
        "parties": codes,
        "status": "done",
        "evidence": (evidence,),
        "rule": f"{type_}.rule",
        "confidence": 0.8,
    }
    return Cooperation(**(fields | changes))


def cables() -> Annotation:
    """Two entries, the reasons inside their evidence, and letters beyond the basic plane."""
    text = CABLES
    patrol = make_act(
        "patrol",
        ["KEN", "KOR"],
        quote("patrouillent ensemble depuis mars face à la piraterie", text),
        status="ongoing",
        confidence=0.9,
    )
    training = make_act(
        "training",
        ["KEN", "KOR"],
        quote("veulent former des plongeurs afin de protéger les câbles", text),
        status="considered",
        confidence=0.41,
    )
    reasons = (
        make_reason("face à la piraterie", text, supports=(patrol.id,)),
        make_reason(
            "afin de protéger les câbles",
            text,
            id="rules-bbbb",
            kind="purpose",
            theme="rules",
            stated_by=Speaker("Wanjiru Otieno", "KEN"),
            rule="purpose.afin",
        ),
    )
    kenya = Party("KEN", "Kenya", (Person("Wanjiru Otieno", "porte-parole"),))
    return make_annotation(
        make_article(text, "cables.txt", title=text.split("\n")[0], published="2031-06-02"),
        parties=(kenya, Party("KOR", "Corée du Sud")),
        cooperation=(patrol, training),
        rationale=reasons,
    )


def hostile() -> Annotation:
    text = HOSTILE
    act = make_act("agreement", ["PER", "SWE"], quote("ont signé un accord naval", text))
    return make_annotation(
        make_article(
            text, "mal.txt", title=text.split("\n")[0], published="2031", source=HOSTILE_NAME
        ),
        parties=(Party("PER", "Pérou", (Person(HOSTILE_NAME, "</td>"),)), Party("SWE", "Suède")),
        cooperation=(replace(act, rule=HOSTILE_NAME, where=HOSTILE_NAME),),
        rationale=(make_reason("{{data}}", text, stated_by=Speaker(HOSTILE_NAME)),),
    )


def quiet() -> Annotation:
    text = "Une fanfare à Bergen\n\nLes musiciens de la garde ont joué sous la pluie.\n"
    article = make_article(text, "fanfare.txt", title="Une fanfare à Bergen", published=None)
    return make_annotation(article, relevant=False, parties=(), cooperation=(), rationale=())


def write_annotation(folder: Path, stem: str, annotation: Annotation, **changes: object) -> Path:
    """Article and annotation as two files; `changes` are to the record."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{stem}.txt").write_bytes(annotation.article.text.encode())
    record: Record = to_record(annotation, MACHINE, f"{stem}.txt") | changes
    path = folder / f"{stem}.yaml"
    path.write_text(yaml.write(record), encoding="utf-8")
    return path


def write_samples(folder: Path) -> Path:
    """Four articles: two with cooperation, a hostile one, one without cooperation."""
    accepted = {"status": "accepted", "by": "Ines", "date": "2031-07-01"}
    write_annotation(folder, "brume", make_annotation(), review=accepted)
    write_annotation(folder / "afrique", "Câbles sous la mer", cables())
    write_annotation(folder, "<b>mal", hostile())
    write_annotation(folder, "fanfare", quiet())
    return folder
