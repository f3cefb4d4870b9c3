"""Stanza, and nothing else of the program knows of it: models, parser, CoNLL-U, parse cache.

Importing this package is cheap; torch and Stanza are imported when a `Parser` is built.
"""

from __future__ import annotations
