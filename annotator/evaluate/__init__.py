"""Annotations against gold, and reviewers against each other."""

from __future__ import annotations

from annotator.evaluate.figures import Evaluation, evaluate, table

__all__ = ["Evaluation", "evaluate", "table"]
