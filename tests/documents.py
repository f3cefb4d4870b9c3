"""Reading and running what README and docs show; `python tests/documents.py [PAGE…]` shows it anew.

A block ```console holds commands after `$ ` and what they print; the blocks of a page run in their
order in a folder of their own. The block ```yaml below `<!-- docs/example.yaml -->` is what that
file says. All else in blocks and between back-ticks that calls `annotate` is read, not run.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "docs/example.txt"
PAGES = [
    *(ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "SECURITY", "CHANGELOG")),
    ROOT / "LICENSE-models.md",
    ROOT / "corpus/README.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
_BLOCK = re.compile(
    r"(?:^<!-- (?P<source>[^\n]+) -->\n)?^```(?P<language>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_SPEED = re.compile(r"^(words/s +)[\d,]+$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """A block of code; `source` is the comment right above it, `start` its place in the page."""

    language: str
    text: str
    source: str | None
    start: int
    line: int


def read_blocks(text: str) -> list[Block]:
    """The blocks of code of a page, in their order."""
    return [
        Block(
            m["language"],
            m["text"],
            m["source"],
            m.start("text"),
            text.count("\n", 0, m.start("text")),
        )
        for m in _BLOCK.finditer(text)
    ]


def read_console(block: Block) -> list[tuple[str, str]]:
    """Each command with the output that is shown below it."""
    first, *parts = re.split(r"^\$ ", block.text, flags=re.MULTILINE)
    assert parts, f"line {block.line}: no command in a console block"
    assert not first, f"line {block.line}: output before the first command"
    return [(command, output) for command, _, output in (p.partition("\n") for p in parts)]


def read_shell(block: Block) -> Iterator[str]:
    """The command lines of a block, those that go on after a backslash put together."""
    for line in block.text.replace("\\\n", " ").splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            yield line


def shown_example() -> str:
    """What the README shows of the example's annotation: all but whence and by whom."""
    text = (ROOT / "docs/example.yaml").read_text(encoding="utf-8")
    return text[text.index("relevant:") : text.index("machine:")]


class Workplace:
    """A folder with `articles/` and a copy of `corpus/`, in which the commands of a page run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "work"
        self.home = folder / "home"
        (self.folder / "articles").mkdir(parents=True)
        self.home.mkdir()
        shutil.copy(EXAMPLE, self.folder / "articles")
        shutil.copytree(ROOT / "corpus", self.folder / "corpus")

    @property
    def environment(self) -> dict[str, str]:
        who = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in WHO}
        return who | {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),  # the code beside these pages, whatever is installed
            "HOME": str(self.home),
            "ANNOTATOR_HOME": str(self.home),
            "ANNOTATOR_CACHE": str(self.home / "cache"),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "LC_ALL": "C.UTF-8",
            "NO_COLOR": "1",
            "COLUMNS": "80",
            "TERM": "dumb",
            "OMP_NUM_THREADS": "1",
        }

    def run(self, command: str) -> tuple[str, int]:
        """What a command prints, on whichever stream, and its exit status."""
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        return done.stdout, done.returncode


WHO = (("NAME", "Ana Prates"), ("EMAIL", "ana@example.org"), ("DATE", "2025-06-04T10:00:00Z"))


def without_speed(output: str) -> str:
    """Output in which the one figure that no two runs share does not count, nor how wide it is."""
    text, found = _SPEED.subn(r"\g<1>-", output)
    return re.sub(r"(?<=\S) {2,}", "  ", text) if found else output


def rewrite(page: Path, folder: Path) -> bool:
    """Put what commands print now in the place of what the page shows; whether that differs."""
    text = page.read_text(encoding="utf-8")
    workplace, parts, at = Workplace(folder), [], 0
    for block in read_blocks(text):
        if block.language == "console":
            shown = "".join(_run(workplace, *pair) for pair in read_console(block))
        elif block.source == "docs/example.yaml":
            shown = shown_example()
        else:
            continue
        parts += [text[at : block.start], shown]
        at = block.start + len(block.text)
    new = "".join([*parts, text[at:]])
    page.write_text(new, encoding="utf-8")
    return new != text


def _run(workplace: Workplace, command: str, output: str) -> str:
    now, _ = workplace.run(command)
    same = without_speed(now) == without_speed(output)
    return f"$ {command}\n{output if same else now}"


def require_program() -> None:
    """Raise SystemExit where `annotate` does not run, before a page shows that as its output."""
    with tempfile.TemporaryDirectory() as folder:
        printed, status = Workplace(Path(folder)).run("annotate --version")
    if status != 0:
        raise SystemExit(
            f"documents.py: annotate does not run ({printed.strip()}); no page was changed. "
            "Run this with the Python of the environment that it is installed in."
        )


if __name__ == "__main__":
    require_program()
    for page in [Path(word).resolve() for word in sys.argv[1:]] or PAGES:
        with tempfile.TemporaryDirectory() as folder:
            changed = rewrite(page, Path(folder))
        sys.stdout.write(f"{page.relative_to(ROOT)}: {'changed' if changed else 'as it was'}\n")
