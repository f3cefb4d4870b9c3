"""An invented article and its annotation, for the tests of all that handles annotations."""

from __future__ import annotations

from hashlib import sha256

from annotator.model import (
    Annotation,
    Article,
    Cooperation,
    Party,
    Person,
    Quote,
    Rationale,
    Segment,
    Speaker,
    When,
)
from annotator.record import Machine

TEXT = (
    "Lisbonne et Oslo préparent « Brume claire »\n\n"
    "Le Portugal et la Norvège tiendront en mai un exercice naval commun.\n"
    "Il s'agit de mieux surveiller les câbles sous-marins, a expliqué Ana Prates.\n"
)
MACHINE = Machine("0.1.0", "default-1-aaaa", "bbbb")


def quote(words: str, text: str = TEXT) -> Quote:
    start = text.index(words)
    return Quote(words, start, start + len(words))


def make_article(text: str = TEXT, path: str = "brume.txt", **changes: object) -> Article:
    raw = text.encode()
    segment = Segment("body", text, tuple(range(len(text) + 1)))
    fields: dict = {
        "path": path,
        "text": text,
        "sha256": sha256(raw).hexdigest(),
        "language": "fr",
        "segments": (segment,),
        "title": "Lisbonne et Oslo préparent « Brume claire »",
        "published": "2031-04",
    }
    return Article(**(fields | changes))


EXERCISE = Cooperation(
    id="exercise-nor-prt",
    type="exercise",
    parties=("NOR", "PRT"),
    status="planned",
    evidence=(quote("tiendront en mai un exercice naval commun"),),
    rule="exercise.hold",
    confidence=0.912,
    domains=("maritime",),
    when=When("en mai", "2031-05"),
)
REASON = Rationale(
    id="rules-1a2b",
    text="mieux surveiller les câbles sous-marins",
    start=TEXT.index("mieux"),
    end=TEXT.index(", a expliqué"),
    kind="purpose",
    theme="rules",
    stated_by=Speaker("Ana Prates", "PRT"),
    rule="purpose.aim",
    confidence=0.5,
    supports=("exercise-nor-prt",),
)
PARTIES = (
    Party("NOR", "Norvège"),
    Party("PRT", "Portugal", (Person("Ana Prates", "ministre de la Défense"),)),
)


def make_annotation(article: Article | None = None, **changes: object) -> Annotation:
    fields: dict = {
        "article": article or make_article(),
        "relevant": True,
        "parties": PARTIES,
        "cooperation": (EXERCISE,),
        "rationale": (REASON,),
    }
    return Annotation(**(fields | changes))
