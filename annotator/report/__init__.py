"""The report: annotations and their articles as one page that a browser shows without a network.

    files ─ collect ─▶ Item ─ content ─▶ plain data ─ page ─▶ HTML

The page is made by hand: `assets/` holds its HTML, its style, its scripts in the order of their
names, and the words that it shows. The articles travel in it as data; scripts put them on the
screen as text, never as markup.
"""

from __future__ import annotations

from annotator.report.collect import Collection, Item, collect
from annotator.report.content import page_content
from annotator.report.page import render_page, write_page

__all__ = ["Collection", "Item", "collect", "page_content", "render_page", "write_page"]
