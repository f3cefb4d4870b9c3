"""`annotate review`: a person goes through annotations in a terminal, and each key writes its file.

    paths ─ queue ─▶ Waiting ─ sheet ─▶ Sheet ─ findings, page ─▶ what is shown
          keys ─ controller ─ edits ─▶ text ─ review.settle ─▶ file

All but `screen` works without a terminal. Nothing here parses an article or loads a model.
"""

from __future__ import annotations

from annotator.session.controller import Session
from annotator.session.queue import Queue, build_queue

__all__ = ["Queue", "Session", "build_queue"]
