"""What changed in meaning between two states of annotations in git."""

from __future__ import annotations

from annotator.changes.forms import FORMATS
from annotator.changes.history import changed_articles

__all__ = ["FORMATS", "changed_articles"]
