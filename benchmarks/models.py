"""Score the shipped models from raw text, beside spaCy's French models measured in the same run.

    python -m benchmarks.models --data DIR [--models DIR] [--output FILE]

Treebanks: the CoNLL 2018 scorer.  Names: exact spans and types.  spaCy leaves « du », « des » and
« au » whole and may take an article into a name; it is also scored with that undone by a table,
and of the two results the better one is shown.
"""

from __future__ import annotations

import argparse
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from stanza.models.common.utils import ud_scores

from annotator.nlp.models import read_models
from benchmarks.spacy_trees import spacy_conllu
from training import conllu, ner_spans
from training.features import Reference, harmonise, strip_foreign
from training.ner_spans import Span
from training.passages import tokens

DEFAULT = Path(__file__).parents[1] / "annotator" / "data" / "models" / "default"
TREEBANKS = {"sequoia-test": "fr_sequoia-ud-test.conllu", "gsd-test": "fr_gsd-ud-test.conllu"}
METRICS = ("Tokens", "Sentences", "Words", "UPOS", "UFeats", "Lemmas", "UAS", "LAS")
RIVALS = ("fr_core_news_md", "fr_core_news_sm")
PER_PARAGRAPH = 10
ARTICLES = ("le ", "la ", "les ", "l'", "l’", "un ", "une ", "des ", "du ", "au ", "aux ")
Scores = dict[tuple[str, str], float]


class Ours:
    """The shipped models in a plain stanza.Pipeline."""

    def __init__(self, folder: Path) -> None:
        import stanza

        from annotator.nlp.weights import careful_reading

        with careful_reading():
            self.pipe = stanza.Pipeline(**read_models(folder).arguments())

    def trees(self, text: str) -> list[str]:
        return [f"{self.pipe(text):C}\n\n"]

    def names(self, texts: list[str]) -> list[list[list[Span]]]:
        docs = self.pipe.bulk_process(texts)
        return [[[(e.start_char, e.end_char, e.type) for e in doc.ents] for doc in docs]]


class Spacy:
    """A spaCy model; its output as it is, and adapted to the conventions of the gold data."""

    def __init__(self, name: str) -> None:
        import spacy

        self.nlp = spacy.load(name)

    def trees(self, text: str) -> list[str]:
        docs = list(self.nlp.pipe(text.split("\n\n")))
        return [
            "".join(spacy_conllu(s, expand) for d in docs for s in d.sents)
            for expand in (False, True)
        ]

    def names(self, texts: list[str]) -> list[list[list[Span]]]:
        plain = [
            [(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in self.nlp.pipe(texts)
        ]
        return [
            plain,
            [[bare(text, s) for s in spans] for text, spans in zip(texts, plain, strict=True)],
        ]


def bare(text: str, span: Span) -> Span:
    """A name without its article."""
    start, end, label = span
    head = next((a for a in ARTICLES if text[start:end].lower().startswith(a)), "")
    return start + len(head), end, label


def as_conllu(sentences: Iterable[conllu.Sentence]) -> str:
    return "".join("\n".join("\t".join(r) for r in s.rows) + "\n\n" for s in sentences)


def raw_text(sentences: list[conllu.Sentence]) -> str:
    chunks = [sentences[i : i + PER_PARAGRAPH] for i in range(0, len(sentences), PER_PARAGRAPH)]
    return "\n\n".join(" ".join(s.text for s in chunk) for chunk in chunks)


def compare(gold: str, guess: str) -> dict[str, float]:
    result = ud_scores(io.StringIO(gold), io.StringIO(guess))
    return {name: 100 * result[name].f1 for name in METRICS}


def score_trees(system: Ours | Spacy, ud: Path) -> Scores:
    found: Scores = {}
    reference = Reference(conllu.read(ud / "fr_sequoia-ud-train.conllu"))
    for bank, file in TREEBANKS.items():
        sentences = conllu.read(ud / file)
        guesses = system.trees(raw_text(sentences))
        results = [compare(as_conllu(sentences), guess) for guess in guesses]
        for sentence in sentences:
            strip_foreign(sentence)
            harmonise(sentence, reference, voice=True)
        for result, guess in zip(results, guesses, strict=True):
            result["UFeats, Sequoia's inventory"] = compare(as_conllu(sentences), guess)["UFeats"]
        for name in results[0]:
            found[bank, name] = max(r[name] for r in results)
    return found


def semcor_texts(path: Path) -> Iterable[tuple[str, list[Span]]]:
    """The sentences of Sequoia with their names as character offsets."""
    for sentence in conllu.read(path):
        names, places, at = ner_spans.semcor_sentence(sentence), [], 0
        for row in tokens(sentence):
            start = sentence.text.find(row[1], at)
            at = start + len(row[1])
            places.append((start, at))
        yield sentence.text, [(places[a][0], places[b - 1][1], k) for a, b, k in names.spans]


def name_sets(ner: Path) -> dict[str, list[tuple[str, list[Span]]]]:
    return {
        "popcorn-test": list(ner_spans.popcorn(ner / "popcorn-test.json")),
        "sequoia names": list(semcor_texts(ner / "sequoia_frsemcor_test.conllu")),
        "FENEC information": list(ner_spans.fenec(ner / "fenec", ("information",))),
        "FENEC multi": list(ner_spans.fenec(ner / "fenec", ("multi",))),
    }


def span_f1(gold: list[list[Span]], guess: list[list[Span]]) -> dict[str, float]:
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for own, found in zip(gold, guess, strict=True):
        theirs = {s for s in found if s[2] in ("PER", "LOC", "ORG")}
        for counter, part in ((right, set(own) & theirs), (total, own), (total, theirs)):
            counter.update(label for *_, label in part)
            counter["all"] += len(part)
    return {k: 200 * right[k] / max(1, total[k]) for k in ("all", "PER", "LOC", "ORG")}


def score_names(system: Ours | Spacy, ner: Path) -> Scores:
    found: Scores = {}
    for name, pairs in name_sets(ner).items():
        variants = system.names([text for text, _ in pairs])
        results = [span_f1([spans for _, spans in pairs], guess) for guess in variants]
        for kind in results[0]:
            found[name, f"NER F1 {kind}"] = max(r[kind] for r in results)
    return found


def table(columns: dict[str, Scores]) -> str:
    names = list(columns)
    lines = ["| set | score | " + " | ".join(names) + " |", "|---|---|" + "---:|" * len(names)]
    for key in columns[names[0]]:
        best = max(c[key] for c in columns.values())
        cells = [
            f"**{c[key]:.1f}**" if c[key] == best else f"{c[key]:.1f}" for c in columns.values()
        ]
        lines.append(f"| {key[0]} | {key[1]} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with ud/ and ner/")
    parser.add_argument("--models", type=Path, default=DEFAULT, help="folder with manifest.json")
    parser.add_argument("--output", type=Path, help="write the table to this file as well")
    parser.add_argument("--scores", type=Path, help="write our scores as JSON")
    parser.add_argument("--alone", action="store_true", help="leave out spaCy's models")
    args = parser.parse_args()
    makers: dict[str, Callable[[], Ours | Spacy]] = {"ours": lambda: Ours(args.models)}
    for name in () if args.alone else RIVALS:
        makers[name] = lambda name=name: Spacy(name)
    columns = {}
    for name, make in makers.items():
        system = make()
        trees = score_trees(system, args.data / "ud")
        columns[name] = trees | score_names(system, args.data / "ner")
    text = table(columns)
    print(text)
    if args.output:
        args.output.write_text(text, encoding="utf-8")
    if args.scores:
        flat = {f"{a}: {b}": round(v, 2) for (a, b), v in columns["ours"].items()}
        args.scores.write_text(json.dumps(flat, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
