"""Everything runs without a network: the processes here may not even look for one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.cli.app import command_names

ROOT = Path(__file__).parent.parent

# Put into every process below, those that it starts included. An audit hook sees all sockets, also
# those of compiled code that goes through Python, and cannot be taken off again.
GUARD = """
import sys

FORBIDDEN = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind", "socket.sendto"}

def forbid(event, arguments):
    if event not in FORBIDDEN or (event == "socket.bind" and arguments[1] == ("::1", 0)):
        return  # urllib3 asks on import whether there is an IPv6 at all
    with open(%r, "a") as log:
        log.write(f"{event} {arguments[1:]}\\n")
    raise OSError("no network here")

sys.addaudithook(forbid)
"""


class Cell:
    """A folder to work in, and processes that are watched."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "sockets.log"
        guard = folder / "guard"
        guard.mkdir()
        (guard / "sitecustomize.py").write_text(GUARD % str(self.log), encoding="utf-8")
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(guard),
            "HOME": str(folder),
            "ANNOTATOR_HOME": str(folder / "home"),
            "ANNOTATOR_CACHE": "off",
            "LC_ALL": "C.UTF-8",
            "OMP_NUM_THREADS": "1",
        }
        (folder / "articles").mkdir()
        shutil.copy(ROOT / "docs/example.txt", folder / "articles")
        author = ("-c", "user.name=x", "-c", "user.email=x@example.org")
        for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "Articles"]):
            subprocess.run(["git", *author, *words], cwd=folder, check=True)

    def python(self, code: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", code],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    def seen(self) -> str:
        """What was tried since the last look."""
        text = self.log.read_text(encoding="utf-8") if self.log.exists() else ""
        self.log.unlink(missing_ok=True)
        return text

    def annotate(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self.python(f"from annotator.cli import main; main({list(words)!r})")


@pytest.fixture(scope="module")
def cell(tmp_path_factory: pytest.TempPathFactory) -> Cell:
    return Cell(tmp_path_factory.mktemp("cell"))


@pytest.mark.parametrize(
    "call", ["socket.create_connection(('127.0.0.1', 9))", "socket.getaddrinfo('example.org', 80)"]
)
def test_the_guard_guards(tmp_path: Path, call: str) -> None:
    cell = Cell(tmp_path)
    done = cell.python(f"import socket; {call}")
    assert "no network here" in done.stderr
    assert cell.seen().startswith("socket.")


@pytest.mark.models
def test_the_main_job(cell: Cell) -> None:
    # first: the commands below look at what it has written
    done = cell.annotate("articles")
    assert done.returncode == 0, done.stderr
    assert re.search(r"written +1\n", done.stderr)
    assert cell.seen() == ""


@pytest.mark.models
def test_the_main_job_in_two_processes(cell: Cell) -> None:
    done = cell.annotate("articles", "--out", "out", "--jobs", "2", "--quiet")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert cell.seen() == ""


@pytest.mark.models
def test_what_pages_and_feeds_name_is_not_fetched(tmp_path: Path) -> None:
    cell = Cell(tmp_path)
    text = "La Norvège et le Portugal ont mené hier un exercice naval commun au large de Bergen."
    links = "".join(
        f"<{tag} {attribute}='http://example.org/x'></{tag}>"
        for tag, attribute in (
            ("script", "src"),
            ("iframe", "src"),
            ("img", "src"),
            ("base", "href"),
        )
    )
    names = {
        "page.html": f"<!DOCTYPE html SYSTEM 'http://example.org/x.dtd'><html>{links}<p>{text}</p></html>",
        "fil.rss": "<!DOCTYPE rss [<!ENTITY % p SYSTEM 'http://example.org/x.dtd'> %p;]>"
        f"<rss><channel><item><link>http://example.org</link><description>{text}</description></item>"
        "</channel></rss>",
    }
    for name, content in names.items():
        (cell.folder / name).write_text(content, encoding="utf-8")
    done = cell.annotate(*names)
    assert done.returncode == 0, done.stderr
    assert re.search(r"written +2\n", done.stderr)
    assert cell.seen() == ""


OTHERS = [
    ["explain", "articles/example.yaml"],
    ["explain", "articles/example.txt"],
    ["validate", "articles"],
    ["run", "--check", "articles"],
    ["evaluate", "articles", "articles", "articles"],
    ["report", "articles"],
    ["export", "articles", "--to", "conllu"],
    ["export", "articles", "--to", "cas-xmi", "-o", "cas"],
    ["diff"],
    ["diff", "HEAD", "--output-format", "json"],
    ["vocabulary"],
    ["schema"],
    ["models", "list"],
    ["models", "verify"],
    ["cache", "info"],
    ["cache", "clear"],
]


@pytest.mark.models
@pytest.mark.parametrize("words", OTHERS, ids=" ".join)
def test_all_other_commands(cell: Cell, words: list[str]) -> None:
    done = cell.annotate(*words)
    assert done.returncode == 0, done.stderr
    assert cell.seen() == ""


def test_a_review_looks_for_no_network(cell: Cell) -> None:
    done = cell.python("import annotator.session.screen")
    assert done.returncode == 0, done.stderr
    assert cell.annotate("review", "articles").returncode in {0, 2}  # there is no terminal
    assert cell.seen() == ""


def test_no_command_is_left_out() -> None:
    # models: its subcommands are above, and the one that may look for a network below
    assert set(command_names()) - {words[0] for words in OTHERS} == {"review"}


@pytest.mark.models
def test_a_download_says_in_one_line_that_there_is_no_network(tmp_path: Path) -> None:
    cell = Cell(tmp_path)
    done = cell.annotate("models", "download", "gsd")
    assert done.returncode == 2
    assert done.stdout == ""
    assert re.fullmatch(r"annotate: ANN403 cannot download .*\n", done.stderr), done.stderr
    assert cell.seen(), "it has not tried"
