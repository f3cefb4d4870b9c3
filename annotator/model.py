"""The values that flow through the program: frozen, slotted, without behaviour of their own.

All offsets count Unicode code points of the article file as decoded, `start` included and `end`
excluded, so that ``article.text[start:end]`` is what a reviewer finds in the file.
"""

from __future__ import annotations

from dataclasses import dataclass, field

TYPES = (
    "exercise",
    "patrol",
    "dialogue_2plus2",
    "consultation",
    "visit",
    "agreement",
    "training",
    "arms_transfer",
    "industry_technology",
    "intelligence",
    "basing",
    "operation",
    "aid",
    "partnership",
)
DOMAINS = (
    "land",
    "air",
    "maritime",
    "cyber",
    "space",
    "nuclear",
    "cbrn",
    "missile_defence",
    "electronic_warfare",
    "special_forces",
    "peacekeeping",
    "humanitarian",
    "medical",
    "search_rescue",
    "demining",
    "counter_terrorism",
    "counter_piracy",
    "counter_trafficking",
    "border",
)
STATUSES = ("done", "ongoing", "planned", "considered", "ended")
KINDS = ("purpose", "cause")
THEMES = (
    "threat",
    "stability",
    "capability",
    "relations",
    "rules",
    "terrorism",
    "humanitarian",
    "economy",
    "support",
    "interest",
)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of the article file."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of running text (a title, a paragraph) as it is given to the parser.

    `text` has its white space folded and the words that were split at line ends put together again;
    `offsets[i]` is the place in the file of `text[i]`, and `offsets[len(text)]` the end.
    """

    kind: str  # title | summary | body | caption
    text: str
    offsets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an extracted text comes from; `file` is the way from the text's folder."""

    file: str
    sha256: str | None = None  # of the original, where all of it is this one text
    id: str | None = None  # of the document, where the original holds several


@dataclass(frozen=True, slots=True)
class Article:
    """One article file, told apart into its parts; nothing of the text is changed or deleted."""

    path: str
    text: str
    sha256: str  # of the file's bytes
    language: str  # ISO 639-1; findings are looked for in "fr" alone
    segments: tuple[Segment, ...]
    title: str | None = None
    source: str | None = None  # agency or newspaper as the text gives it: VNA, AFP
    place: str | None = None  # of the dateline
    published: str | None = None  # EDTF: 2015-11-06, 2015-11, 2015
    encoding: str = "utf-8"
    origin: Origin | None = None  # of a text that the program took out of another file


@dataclass(slots=True)
class Word:
    """A syntactic word of Universal Dependencies, with the span of the token that it stands in.

    Nobody changes one. It is not frozen because a frozen one takes five times as long to make, and
    of words there are hundreds in each article.
    """

    id: int  # 1-based in its sentence, as in CoNLL-U
    text: str
    lemma: str
    upos: str
    feats: dict[str, str]
    head: int  # id of the head, 0 for the root
    deprel: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Entity:
    """A named entity as the NER tagger gives it."""

    text: str
    type: str  # PER | LOC | ORG
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    words: tuple[Word, ...]
    entities: tuple[Entity, ...]
    segment: int  # index into Article.segments

    @property
    def start(self) -> int:
        return self.words[0].start

    @property
    def end(self) -> int:
        return self.words[-1].end


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    article: Article
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Verbatim evidence: `quote` is always ``article.text[start:end]``."""

    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """A state (ISO 3166-1 alpha-3), an organisation (its acronym) or `X:` and a name."""

    id: str
    name: str  # in French
    people: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class When:
    """A date as the text gives it and, where it can be told, in EDTF."""

    text: str
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Cooperation:
    id: str
    type: str
    parties: tuple[str, ...]
    status: str
    evidence: tuple[Quote, ...]
    rule: str
    confidence: float  # 0 to 1, calibrated: see docs/confidence.md
    domains: tuple[str, ...] = ()
    when: When | None = None
    where: str | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who gives a reason: a person, else a party (several: `JPN, VNM`); neither: the article."""

    name: str | None = None
    party: str | None = None


@dataclass(frozen=True, slots=True)
class Rationale:
    id: str
    text: str
    start: int
    end: int
    kind: str
    theme: str
    stated_by: Speaker
    rule: str
    confidence: float
    targets: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()  # ids of cooperation entries


@dataclass(frozen=True, slots=True)
class Annotation:
    """What the program says of one article."""

    article: Article
    relevant: bool
    parties: tuple[Party, ...] = ()
    cooperation: tuple[Cooperation, ...] = ()
    rationale: tuple[Rationale, ...] = ()
    notes: tuple[str, ...] = field(default=())  # for the person at the terminal, not in the YAML
