"""Weights of the ranker: `python -m training ranker [--gold DIR --articles DIR]… [--out FILE]`.

With `--judged DIR --judged-articles DIR`, confidence is calibrated on further annotated articles
(`training/calibration.py`); they have no other part in the weights.

Logistic regression over the named features of the candidates (`annotator/extract/features.py`),
one model for acts, one for reasons. Data: the articles of `corpus/` and `training/examples/`. A
candidate is right as `training/annotated.py` says. Printed figures are cross-validated: each
article is judged by models that never saw it. Needs scikit-learn (`pip install
"annotator[training]"`).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from annotator.evaluate import Evaluation
from annotator.ranker import LinearModel
from training.annotated import OWN, ROOT, Annotated, Source, make_parse, read_annotated
from training.calibration import calibrate
from training.candidates import Candidates, Models, act_candidates, annotate, reason_candidates

OUT = ROOT / "annotator" / "data" / "ranker.json"
C = 0.1  # inverse strength of the penalty on large weights
SEED = 0
FOLDS = 10
SMALL = 0.004  # weights up to this are left out: together they change no decision
THRESHOLDS = {"cooperation": 0.46, "rationale": 0.55}
SHOWN = (0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8)
KINDS = tuple(THRESHOLDS)


def train(
    articles: Sequence[Annotated], c: float = C, judged: Sequence[Annotated] = ()
) -> dict[str, LinearModel]:
    """Both models; the acts that a reason may belong to are those that the first model keeps.

    Where there are `judged` articles, confidence is made to fit what is right in them.
    """
    models: dict[str, LinearModel] = {}
    for kind, find in (
        ("cooperation", lambda: act_candidates(articles)),
        ("rationale", lambda: reason_candidates(articles, models)),
    ):
        models[kind] = fit(find(), THRESHOLDS[kind], c)
        if judged:
            models[kind] = calibrate(kind, models, judged)
    return models


def fit(candidates: Candidates, threshold: float, c: float = C) -> LinearModel:
    """A logistic regression over the candidates."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    vectorizer = DictVectorizer()
    rows = vectorizer.fit_transform(candidates.features)
    model = LogisticRegression(C=c, max_iter=3000, random_state=SEED).fit(rows, candidates.right)
    named = zip(vectorizer.feature_names_, model.coef_[0], strict=True)
    weights = {name: round(float(w), 3) for name, w in named if abs(w) > SMALL}
    return LinearModel(round(float(model.intercept_[0]), 3), weights, threshold)


def cross_validate(
    articles: Sequence[Annotated], c: float = C
) -> Iterator[tuple[Annotated, dict[str, LinearModel]]]:
    """Each article with models that were trained without it; every n-th makes a fold."""
    for fold in range(FOLDS):
        held = articles[fold::FOLDS]
        models = train([a for a in articles if a not in held], c)
        yield from ((article, models) for article in held)


def figures(judged: Sequence[tuple[Annotated, Models]]) -> Iterator[str]:
    """Precision, recall and F1 by threshold: a table for acts, one for reasons."""
    for kind, fields in (
        ("cooperation", ("relevant", "types", "type_party")),
        ("rationale", ("rationale_spans",)),
    ):
        yield f"{kind}: P/R/F1 by threshold, cross-validated (in force: {THRESHOLDS[kind]})"
        yield "       " + "  ".join(f"{name:^17}" for name in fields)
        for threshold in SHOWN:
            counts = _evaluate(judged, kind, threshold).as_dict()
            rows = (counts[name] for name in fields)
            yield f"{threshold:5.2f}  " + "  ".join(
                f"{row['p']:.3f} {row['r']:.3f} {row['f1']:.3f}" for row in rows
            )


def _evaluate(
    judged: Sequence[tuple[Annotated, Models]], kind: str, threshold: float
) -> Evaluation:
    evaluation = Evaluation()
    for article, models in judged:
        other = {**models, kind: replace(models[kind], threshold=threshold)}
        found = article.read(annotate(article, other))
        evaluation.add(article.name, article.gold, found)
    return evaluation


def as_json(
    models: Models, articles: Sequence[Annotated], data: list[str], c: float, judged: int = 0
) -> str:
    """The content of `ranker.json`."""
    made_with: dict[str, Any] = {
        "data": data,
        "articles": len(articles),
        "candidates": {
            "cooperation": len(act_candidates(articles).right),
            "rationale": len(reason_candidates(articles, models).right),
        },
        "C": c,
        "calibrated on": judged,
        "scikit-learn": version("scikit-learn"),
    }
    kinds = {
        kind: {"bias": m.bias, "weights": dict(sorted(m.weights.items())), "threshold": m.threshold}
        for kind, m in models.items()
    }
    return json.dumps({**kinds, "made_with": made_with}, indent=1, ensure_ascii=False) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m training ranker")
    parser.add_argument("--gold", type=Path, action="append", help="folder of gold annotations")
    parser.add_argument("--articles", type=Path, action="append", help="folder of their articles")
    parser.add_argument("--judged", type=Path, action="append", help="gold to calibrate on")
    parser.add_argument("--judged-articles", type=Path, action="append")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--models", default="default", help="models of the parser")
    parser.add_argument("-C", type=float, default=C, dest="c")
    args = parser.parse_args(arguments)
    if len(args.gold or ()) != len(args.articles or ()):
        parser.error("each --gold needs an --articles")
    sources: Sequence[Source] = list(zip(args.gold or (), args.articles or (), strict=True)) or OWN
    parse = make_parse(args.models)
    articles = read_annotated(sources, parse)
    pairs = zip(args.judged or (), args.judged_articles or (), strict=True)
    judged = read_annotated(list(pairs), parse)
    print("\n".join(figures(list(cross_validate(articles, args.c)))))
    data = [_name(gold) for gold, _ in sources]
    text = as_json(train(articles, args.c, judged), articles, data, args.c, len(judged))
    args.out.write_text(text, encoding="utf-8")


def _name(gold: Path) -> str:
    """The folder as it is known in the repository, else by its last part alone."""
    gold = gold.resolve()
    return str(gold.relative_to(ROOT)) if gold.is_relative_to(ROOT) else gold.name


if __name__ == "__main__":
    main()
