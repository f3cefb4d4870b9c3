"""How good the annotations are, and whether their confidence means what it says.

    python -m benchmarks.quality [--gold DIR --articles DIR --name TEXT]… [--docs docs]

The project's own data (`corpus/`, `training/examples/`) is cross-validated: each article is read
with weights trained on the others. Further sets are read with the weights that ship. Prints
Markdown: the table of `annotate evaluate`, and of each tenth of confidence the share that is right.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from annotator.evaluate import Evaluation, table
from annotator.ranker import ranker
from benchmarks.sections import add_options, further_sets, publish, rows
from training.annotated import (
    OWN,
    Annotated,
    make_parse,
    read_annotated,
)
from training.calibration import Guess, guess_entries, guess_reasons
from training.candidates import Models, annotate
from training.ranker import KINDS, cross_validate

BINS = 10
CUTS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9)
OWN_NAME = "The project's own articles, cross-validated"
Judged = Sequence[tuple[Annotated, Models]]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    add_options(parser)
    args = parser.parse_args()
    parse = make_parse(args.models)
    shipped = {kind: ranker(kind) for kind in KINDS}
    sets: dict[str, Judged] = {OWN_NAME: list(cross_validate(read_annotated(OWN, parse)))}
    for name, source in further_sets(args):
        sets[name] = [(article, shipped) for article in read_annotated([source], parse)]
    evaluations = [line for name, judged in sets.items() for line in show_figures(name, judged)]
    publish("evaluation", evaluations, args.docs and args.docs / "quality.md")
    tables = [line for name, judged in sets.items() for line in show_confidence(name, judged)]
    least = (ranker(kind).threshold for kind in KINDS)
    written = "Written are entries from {} on, reasons from {} on.".format(*least)
    publish("calibration", [written, "", *tables], args.docs and args.docs / "confidence.md")


def show_figures(name: str, judged: Judged) -> Iterator[str]:
    """The table of `annotate evaluate`."""
    evaluation = evaluate(judged)
    yield from (f"### {name}", "", "```", *table(evaluation.as_dict()), "```", "")


def evaluate(judged: Judged) -> Evaluation:
    """What the program writes, scored against gold."""
    evaluation = Evaluation()
    for article, models in judged:
        evaluation.add(article.name, article.gold, article.read(annotate(article, models)))
    return evaluation


def show_confidence(name: str, judged: Judged) -> Iterator[str]:
    """Two tables: how often each tenth of confidence is right, what a minimum leaves."""
    kinds = {
        "entries": [g for article, models in judged for g in guess_entries(article, models)],
        "reasons": [g for article, models in judged for g in guess_reasons(article, models)],
    }
    yield from (f"### {name}", "")
    headings = [f"{kind}{what}" for kind in kinds for what in ("", ": mean confidence", ": right")]
    yield from rows(["confidence", *headings], _bins(list(kinds.values())))
    yield ""
    for kind, guesses in kinds.items():
        yield f"- {kind}: {describe(guesses)}"
    yield ""
    written = [
        [g for g in guesses if g.confidence >= ranker(model).threshold]
        for guesses, model in zip(kinds.values(), KINDS, strict=True)
    ]
    headings = [
        f"{kind}{what}" for kind in kinds for what in (" left", ": right", ": right ones kept")
    ]
    yield from rows(["`--min-confidence`", *headings], (_cut(cut, written) for cut in CUTS))
    yield ""


def _bins(kinds: Sequence[Sequence[Guess]]) -> Iterator[list[str]]:
    for number in range(BINS):
        cells = [f"{number / BINS:.1f} – {(number + 1) / BINS:.1f}"]
        for guesses in kinds:
            inside = [g for g in guesses if find_bin(g.confidence) == number]
            shown = (f"{mean_confidence(inside):.2f}", f"{share_right(inside):.2f}")
            cells += [str(len(inside)), *(shown if inside else ("", ""))]
        yield cells


def find_bin(confidence: float) -> int:
    """0 for [0, 0.1), … 9 for [0.9, 1]."""
    return min(int(confidence * BINS), BINS - 1)


def describe(guesses: Sequence[Guess]) -> str:
    """How far confidence and truth lie apart, over all and on the average of the tenths."""
    return (
        f"{len(guesses)}, mean confidence {mean_confidence(guesses):.3f}, "
        f"right {share_right(guesses):.3f}; expected calibration error {error(guesses):.3f}"
    )


def error(guesses: Sequence[Guess]) -> float:
    """The distance of mean confidence from the share right, weighted mean over the tenths."""
    total = 0.0
    for number in range(BINS):
        inside = [g for g in guesses if find_bin(g.confidence) == number]
        total += len(inside) * abs(mean_confidence(inside) - share_right(inside))
    return total / max(1, len(guesses))


def mean_confidence(guesses: Sequence[Guess]) -> float:
    return sum(g.confidence for g in guesses) / max(1, len(guesses))


def share_right(guesses: Sequence[Guess]) -> float:
    return sum(g.right for g in guesses) / max(1, len(guesses))


def _cut(cut: float, kinds: Sequence[Sequence[Guess]]) -> list[str]:
    cells = [f"{cut:.1f}" if cut else "none"]
    for guesses in kinds:
        kept = [g for g in guesses if g.confidence >= cut]
        right = sum(g.right for g in kept), sum(g.right for g in guesses)
        cells += [str(len(kept)), f"{share_right(kept):.2f}", f"{right[0] / max(1, right[1]):.2f}"]
    return cells


if __name__ == "__main__":
    main()
