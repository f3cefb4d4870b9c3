"""What stands below the options in `annotate … --help`: examples, and what people ask next."""

from __future__ import annotations

from collections.abc import Iterable


def _block(title: str, lines: Iterable[str]) -> str:
    return "\n".join(["\b", f"{title}:", *(f"  {line}" for line in lines)])


def _examples(*lines: str) -> str:
    return _block("Examples", lines)


PROGRAM = "\n\n".join(
    [
        _examples(
            "annotate articles/                  one YAML file beside each article",
            "annotate --check --diff articles/   would anything change?",
            "annotate explain a.yaml             why was it found?",
            "annotate validate articles/         are corrected files right?",
            "annotate diff main articles/        what do they say differently?",
        ),
        _block(
            "Exit codes",
            [
                "0  fine",
                "1  findings, files out of date, or articles that failed",
                "2  wrong usage",
                "130  interrupted; what was written is whole",
            ],
        ),
        _block(
            "Environment",
            [
                "ANNOTATOR_CACHE    folder of what runs remember, or off",
                "ANNOTATOR_HOME     folder of downloaded models",
                "ANNOTATOR_LEXICON  folder with files of the lexicon of your own",
                "NO_COLOR           no colours",
            ],
        ),
        "Settings: [tool.annotator] of the nearest pyproject.toml.",
    ]
)

_RUN = _examples(
    "annotate articles/                        beside the articles",
    "annotate articles/ --out annotations/     in a folder of their own",
    "annotate --check articles/                write nothing; 1 if out of date",
    "annotate --diff articles/                 write nothing; what would change",
    "curl -s URL | annotate - --format json    one text, to stdout",
    "annotate dump.jsonl.zst --format parquet --out shards/ --jobs auto",
)
_VALIDATE = _examples(
    "annotate validate articles/",
    "annotate validate a.yaml --output-format json",
    "annotate validate articles/ --output-format sarif > problems.sarif",
)
_EXPLAIN = _examples(
    "annotate explain a.yaml                   each finding",
    "annotate explain a.yaml patrol-bra-cpv    the one with this id",
    "annotate explain a.txt                    an article, annotated on the way",
)
_DIFF = _examples(
    "annotate diff                             since HEAD, all annotations",
    "annotate diff main articles/              since main, in that folder",
    "annotate diff main..review                between two branches",
    "annotate diff main --output-format markdown",
)
_EVALUATE = _examples(
    "annotate evaluate gold/ annotations/ articles/",
    "annotate evaluate gold/ annotations/ articles/ --per-article --json",
    "annotate evaluate ana/ ben/ articles/ --agreement",
)
_REVIEW = "\n\n".join(
    [
        _examples("annotate review articles/", "annotate review articles/ --all --by 'Ana Prates'"),
        "? shows all keys, q leaves; nothing is lost. Needs pip install 'annotator[review]'.",
    ]
)
_REPORT = _examples(
    "annotate report articles/                 report.html",
    "annotate report articles/ -o - > page.html",
    "annotate report articles/ --title 'Press of June'",
)
_EXPORT = _examples(
    "annotate export articles/ --to csv > findings.csv",
    "annotate export articles/ --to events -o events.csv",
    "annotate export articles/ --to brat -o brat/",
)
_VOCABULARY = _examples(
    "annotate vocabulary types                 types and their rules",
    "annotate vocabulary --party JPN           by which words Japan is known",
)
_SCHEMA = _examples(
    "annotate schema > annotation.schema.json",
    "annotate schema --write schemas/",
    "annotate schema --check schemas/          1 if out of date",
)
# Name → what the list of commands says of it, and what stands below its options.
COMMANDS = {
    "run": ("Annotate articles: one YAML file each.", _RUN),
    "validate": ("Check annotations: schema, meaning, quotes.", _VALIDATE),
    "explain": ("Why each finding was made.", _EXPLAIN),
    "diff": ("What annotations say differently since a revision.", _DIFF),
    "evaluate": ("Score against gold, or compare two reviewers.", _EVALUATE),
    "review": ("Go through annotations in the terminal.", _REVIEW),
    "report": ("One page for a browser.", _REPORT),
    "export": ("Annotations in other programs' formats.", _EXPORT),
    "vocabulary": ("Types, connectives and names of parties in force.", _VOCABULARY),
    "schema": ("The JSON Schema of annotations.", _SCHEMA),
}
