"""Silver names: open text labelled by fr_core_news_md, then corrected by rules.

The rules undo what that model does systematically: articles inside names, datelines joined to what
follows, states as organisations, surnames that change their label within a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from training.names import KEEP_ARTICLE, gazetteer
from training.ner_spans import Names, Span, clean, from_offsets

TITLES = frozenset(
    [
        "m",
        "mm",
        "mme",
        "mmes",
        "mlle",
        "monsieur",
        "madame",
        "messieurs",
        "dr",
        "docteur",
        "pr",
        "professeur",
        "me",
        "maître",
        "général",
        "gén",
        "colonel",
        "col",
        "capitaine",
        "lieutenant",
        "amiral",
        "président",
        "présidente",
        "ministre",
        "premier",
        "roi",
        "reine",
        "prince",
        "pape",
        "sir",
        "lord",
        "saint-père",
        "chancelier",
        "chancelière",
        "secrétaire",
    ]
)
SMALL = frozenset(
    [
        "le",
        "la",
        "les",
        "l'",
        "un",
        "une",
        "des",
        "du",
        "de",
        "d'",
        "au",
        "aux",
        "à",
        "en",
        "et",
        "ou",
        "son",
        "sa",
        "ses",
        "leur",
        "leurs",
        "ce",
        "cet",
        "cette",
        "ces",
        "notre",
        "nos",
        "votre",
        "vos",
        "selon",
        "dans",
        "sur",
        "pour",
        "par",
        "avec",
        "mais",
        "si",
        "il",
        "elle",
        "ils",
        "elles",
        "on",
    ]
)
NEVER = frozenset(
    [
        "Défense",
        "État",
        "Etat",
        "États",
        "Etats",
        "Intérieur",
        "Affaires étrangères",
        "Justice",
        "Finances",
        "Premier ministre",
        "Président",
        "Nord",
        "Sud",
        "Est",
        "Ouest",
        "Internet",
        "Covid-19",
        "COVID-19",
        "Finance",
        "Économie",
        "Santé",
        "Éducation",
        "Transports",
        "Sécurité",
        "Constitution",
        "Ville",
        "Région",
        "Dieu",
        "Terre",
        "Lune",
        "Web",
        "Histoire",
        "Guerre",
    ]
)
PIECE = re.compile(r"\s+[-–—]\s+|\s*[()«»\"“”;:]\s*|\s*,\s*")
AFTER_TITLE = re.compile(
    r"\b(?:M\.|MM\.|Mme|Mlle)\s+((?:(?:[A-ZÀ-Ý]\.|[A-ZÀ-Ý][\w'’-]+)[ ]?"
    r"(?:(?:de|du|van|von|ben|al-)\s(?=[A-ZÀ-Ý]))?){1,4})"
)
WORD = re.compile(r"[\w'’-]+")


class Corrector:
    """The rules, with the gazetteer compiled once."""

    def __init__(self) -> None:
        self.table = gazetteer()
        names = sorted(self.table, key=len, reverse=True)
        pattern = "|".join(re.escape(n).replace("'", "['’]") for n in names)
        self.known = re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])")

    def label(self, text: str) -> str:
        return self.table.get(text.replace("’", "'"), "")

    def trim(self, text: str, start: int, end: int) -> tuple[int, int]:
        """Without articles, titles and other small words at either end."""
        while start < end:
            piece = text[start:end]
            if piece.replace("’", "'") in KEEP_ARTICLE:
                break
            match = re.match(r"(?:[^\W\d_]['’]|[\w-]+\.?|\W)\s*", piece)
            word = match.group().strip().strip(".").lower().replace("’", "'") if match else ""
            lower = bool(match) and not match.group()[0].isupper() and not piece[0].isdigit()
            if not match or not (lower or word in SMALL or word in TITLES):
                break
            start += match.end()
        while start < end and not (text[end - 1].isalnum() or text[end - 1] in ".)"):
            end -= 1
        return start, end

    def pieces(self, text: str, span: Span) -> Iterator[Span]:
        start, end, label = span
        at = start
        for match in [*PIECE.finditer(text, start, end), None]:
            stop = match.start() if match else end
            first, last = self.trim(text, at, stop)
            value = text[first:last]
            if any(c.isupper() for c in value) and value not in NEVER:
                yield first, last, self.label(value) or label
            at = match.end() if match else end

    def correct(self, text: str, spans: Iterable[Span]) -> list[Span]:
        found = [piece for span in spans for piece in self.pieces(text, span)]
        for match in AFTER_TITLE.finditer(text):
            first, last = self.trim(text, match.start(1), match.end(1))
            found = [s for s in found if s[1] <= first or last <= s[0]] + [(first, last, "PER")]
        for match in self.known.finditer(text):
            first, last = match.span()
            if not any(a <= first and last <= b for a, b, _ in found):
                found = [s for s in found if s[1] <= first or last <= s[0]]
                found.append((first, last, self.label(match.group())))
        return clean(self.surnames(text, found))

    def surnames(self, text: str, found: list[Span]) -> list[Span]:
        """A surname alone is the person whose full name the text gives."""
        people = [text[a:b] for a, b, label in found if label == "PER"]
        last_names = {name.rsplit(maxsplit=1)[-1] for name in people if " " in name}
        last_names -= {name for name in last_names if name.lower() in SMALL}
        fixed = [(a, b, "PER" if text[a:b] in last_names else label) for a, b, label in found]
        for match in WORD.finditer(text):
            first, last = match.span()
            if match.group() in last_names and not any(a < last and first < b for a, b, _ in fixed):
                fixed.append((first, last, "PER"))
        return fixed


def label(texts: list[str]) -> Iterator[Names]:
    import spacy

    nlp = spacy.load(
        "fr_core_news_md", exclude=["lemmatizer", "morphologizer", "attribute_ruler", "parser"]
    )
    corrector = Corrector()
    for doc in nlp.pipe(texts, batch_size=64):
        spans = [(e.start_char, e.end_char, e.label_) for e in doc.ents if e.label_ != "MISC"]
        yield from from_offsets(doc.text, corrector.correct(doc.text, spans))
