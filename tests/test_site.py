"""The site of the documents: whole, in order, and without a network."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from annotator.cli.epilogs import COMMANDS
from commands_page import PAGE, build_page
from documents import PAGES, ROOT

needs_sphinx = pytest.mark.skipif(
    not all(importlib.util.find_spec(name) for name in ("sphinx", "myst_parser", "furo")),
    reason="the extra docs is not installed",
)
FETCHING = re.compile(
    r"<(?:script|img|iframe|source|video|audio)\b[^>]*\bsrc=\"([^\"]+)\""
    r"|<link\b(?=[^>]*\brel=\"(?:stylesheet|preload|icon|preconnect|modulepreload)\")[^>]*\bhref=\"([^\"]+)\""
    r"|url\(['\"]?([^)'\"]+)"
)


def build(builder: str, folder: Path) -> Path:
    """The folder of what Sphinx makes without a warning."""
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", builder]
    command += ["-c", "docs", "-d", str(folder / "trees"), str(ROOT), str(folder / builder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return folder / builder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("html", tmp_path_factory.mktemp("site"))


@needs_sphinx
def test_every_page_is_in_the_site(site: Path) -> None:
    pages = [page.relative_to(ROOT).with_suffix(".html") for page in PAGES]
    assert [str(page) for page in pages if not (site / page).is_file()] == []


@needs_sphinx
def test_every_page_is_in_the_navigation(site: Path) -> None:
    first = (site / "README.html").read_text(encoding="utf-8")
    listed = set(re.findall(r'<a class="reference internal" href="([^"#]+)">', first))
    pages = {str(page.relative_to(ROOT).with_suffix(".html")) for page in PAGES}
    assert pages - {"README.html"} <= listed


@needs_sphinx
def test_options_keep_their_dashes(site: Path) -> None:
    page = (site / "docs/commands.html").read_text(encoding="utf-8")
    assert "under --out" in page
    assert not re.search(r"[–—](?:out|check|diff)\b", page)


@needs_sphinx
def test_nothing_comes_from_a_network(site: Path) -> None:
    fetched = {
        "".join(match)
        for file in [*site.rglob("*.html"), *site.rglob("*.css")]
        for match in FETCHING.findall(file.read_text(encoding="utf-8"))
    }
    assert any(name.endswith("flow.svg") for name in fetched)
    assert [name for name in fetched if re.match(r"(?:https?:)?//", name)] == []


@needs_sphinx
def test_the_man_page_has_every_command(tmp_path: Path) -> None:
    page = (build("man", tmp_path) / "annotate.1").read_text(encoding="utf-8")
    assert set(re.findall(r"^\.SH ANNOTATE (\w+)", page, re.MULTILINE)) >= {
        name.upper() for name in COMMANDS
    }


def test_the_picture_names_stages_that_exist() -> None:
    picture = ElementTree.parse(ROOT / "docs/flow.svg")
    texts = [
        "".join(text.itertext())
        for text in picture.iter("{http://www.w3.org/2000/svg}text")
        if text.get("class") == "stage"
    ]
    stages = [stage for text in texts for stage in text.split(", ") if text != "corrected by hand"]
    assert len(stages) >= 9
    package = ROOT / "annotator"
    missing = [s for s in stages if not ((package / s).is_dir() or (package / f"{s}.py").is_file())]
    assert missing == []


def test_the_page_of_commands_is_what_the_commands_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == build_page(), "python tests/commands_page.py"
