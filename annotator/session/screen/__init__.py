"""The session on a terminal, with Textual."""

from __future__ import annotations

from annotator.session.screen.app import ReviewApp, run_review

__all__ = ["ReviewApp", "run_review"]
