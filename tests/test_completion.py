"""Completion in the shells themselves, where they are installed, from the scripts that users get."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent
needs_script = pytest.mark.skipif(
    not (BIN / "annotate").is_file(), reason="the program is not installed"
)
LINES = [
    ("annotate val", "validate"),
    ("annotate export --to labels", "labelstudio"),
    ("annotate corpus --min", "--min-confidence"),
    ("annotate -q corpus --scr", "--screen"),
    ("annotate models ver", "verify"),
    ("annotate vocabulary conn", "connectives"),
]
PATIENCE = 60  # seconds, on a machine that does much else


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {key: os.environ[key] for key in ("PYTHONPATH",) if key in os.environ}
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    return kept | {"PATH": path, "HOME": str(tmp_path), "TERM": "xterm", "LC_ALL": "C.UTF-8"}


def needs(shell: str) -> None:
    if not shutil.which(shell):
        pytest.skip(f"no {shell}")


def script(shell: str, folder: Path, environment: dict[str, str]) -> Path:
    """What `_ANNOTATE_COMPLETE=source_SHELL annotate` prints, in a file."""
    done = subprocess.run(
        ["annotate"], env=environment | {"_ANNOTATE_COMPLETE": f"source_{shell}"},
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    file = folder / f"annotate.{shell}"
    file.write_text(done.stdout, encoding="utf-8")
    return file


def typed(command: list[str], keys: list[str], wanted: str, environment: dict[str, str]) -> str:
    """What a shell shows when these lines are typed, read until `wanted` is there."""
    child, terminal = pty.fork()
    if child == 0:
        os.execvpe(command[0], command, environment)
    shown = b""
    try:
        for line in keys:
            os.write(terminal, line.encode())
        end = time.monotonic() + PATIENCE
        while wanted.encode() not in shown and time.monotonic() < end:
            if select.select([terminal], [], [], 1)[0]:
                shown += os.read(terminal, 65536)
    finally:
        os.close(terminal)
        os.kill(child, 9)
        os.waitpid(child, 0)
    return shown.decode(errors="replace")


@needs_script
@pytest.mark.parametrize(("line", "word"), LINES)
def test_bash_completes(line: str, word: str, tmp_path: Path, environment: dict[str, str]) -> None:
    needs("bash")
    file = script("bash", tmp_path, environment)
    code = (
        f"source {file}; COMP_WORDS=({line}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); "
        "_annotate_completion annotate; printf '%s\\n' \"${COMPREPLY[@]}\""
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", code], env=environment, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert done.stdout.split() == [word], done.stderr


@needs_script
@pytest.mark.parametrize(("line", "word"), LINES)
def test_fish_completes(line: str, word: str, tmp_path: Path, environment: dict[str, str]) -> None:
    needs("fish")
    file = script("fish", tmp_path, environment)
    done = subprocess.run(
        ["fish", "--no-config", "-c", f"source {file}; complete -C '{line}'"],
        env=environment, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert [shown.split("\t")[0] for shown in done.stdout.splitlines()] == [word], done.stderr


@needs_script
@pytest.mark.parametrize(("line", "word"), [LINES[0], LINES[2]])
@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_the_tab_key_completes(
    shell: str, line: str, word: str, tmp_path: Path, environment: dict[str, str]
) -> None:
    needs(shell)
    file = script(shell, tmp_path, environment)
    start = {"bash": ["bash", "--norc", "--noprofile", "-i"], "zsh": ["zsh", "-f", "-i"]}[shell]
    load = {"bash": "", "zsh": "autoload -Uz compinit; compinit -u -D; "}[shell]
    whole = f"{line.rpartition(' ')[0]} {word}"
    shown = typed(start, [f"{load}source {file}\n", f"{line}\t"], whole, environment)
    assert whole in shown, shown
