"""The site of README and docs: `sphinx-build -W --keep-going -c docs . build/site`.

The source is the whole repository, so that the pages' links to one another hold in the site as they
do where the repository is shown. What the site has and the pages have not is its order, below.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ORDER = {
    "Tutorial": ["docs/tutorial"],
    "How to": [
        "docs/input", "docs/reviewing", "docs/report", "docs/ci", "docs/export", "docs/scale",
        "docs/shell",
    ],
    "Reference": [
        "docs/commands", "docs/codebook", "docs/annotation", "docs/api",
        "docs/errors", "docs/crosswalk",
    ],
    "Background": [
        "docs/how-it-works", "docs/limits", "docs/quality", "docs/confidence", "docs/models",
        "docs/performance", "docs/robustness",
    ],
    "Project": [
        "docs/README", "corpus/README", "training/README", "CONTRIBUTING", "CHANGELOG", "SECURITY",
        "LICENSE-models",
    ],
}  # fmt: skip

space: dict[str, str] = {}
exec((ROOT / "annotator/version.py").read_text(encoding="utf-8"), space)

project = "annotator"
author = ""
project_copyright = ""
release = version = space["__version__"]
language = "en"
extensions = ["myst_parser"]
root_doc = "README"
include_patterns = ["README.md", *(f"{page}.md" for pages in ORDER.values() for page in pages)]
exclude_patterns = ["build", ".venv"]
myst_heading_anchors = 3
nitpicky = True
smartquotes = False  # they make a dash of the two before an option

man_pages = [("docs/commands", "annotate", "annotate French news", "", 1)]

html_theme = "furo"
html_title = f"annotator {release}"
html_static_path = ["site.css"]
html_css_files = ["site.css"]
html_show_sphinx = False
html_show_copyright = False
html_copy_source = False
html_last_updated_fmt = None
html_theme_options = {"top_of_page_buttons": []}


def add_order(_app: Any, page: str, source: list[str]) -> None:
    """Give the first page the tables of contents that make the site's navigation."""
    if page == root_doc:
        source[0] += "".join(_table(caption, pages) for caption, pages in ORDER.items())


def _table(caption: str, pages: list[str]) -> str:
    listed = "\n".join(pages)
    return f"\n\n```{{toctree}}\n:hidden:\n:caption: {caption}\n\n{listed}\n```\n"


def setup(app: Any) -> None:
    """What Sphinx calls first."""
    app.connect("source-read", add_order)
