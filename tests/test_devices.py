"""Outputs that are no files are written into and stay what they are; streams may be closed."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from annotator.cli import main
from annotator.devices import is_device
from annotator.errors import FINDINGS, FINE
from export_samples import write_sample
from faults import environment

PROGRAM = (sys.executable, "-c", "from annotator.cli import main; main()")
COMMANDS = {"report": ("report",), "csv": ("export", "--to", "csv"), "parquet": ("export", "--to", "parquet")}  # fmt: skip


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return int(ended.value.code or 0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_sample(tmp_path / "in")
    return tmp_path / "in"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_pipe_gets_what_a_file_would(folder: Path, tmp_path: Path, command: str) -> None:
    pipe, file = tmp_path / "pipe", tmp_path / "file"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(pipe.read_bytes)
        assert run(*COMMANDS[command], folder, "-o", pipe) == FINE
        assert run(*COMMANDS[command], folder, "-o", file) == FINE
        assert read.result(timeout=20) == file.read_bytes()
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_device_is_never_replaced(
    folder: Path, tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    full = tmp_path / "full"  # where root would replace it
    full.symlink_to("/dev/full")
    assert run(*COMMANDS[command], folder, "-o", full) == FINDINGS
    assert f"ANN501 {full}: cannot be written: No space left on device" in capsys.readouterr().err
    assert stat.S_ISCHR(full.stat().st_mode)


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1"])
def test_stdout_by_its_name_is_stdout(folder: Path, tmp_path: Path, name: str) -> None:
    if not Path(name).exists():
        pytest.skip(f"there is no {name}")
    words = [*PROGRAM, "export", folder, "--to", "csv", "-o"]
    piped = subprocess.run([*words, name], env=environment(), capture_output=True, check=True)
    with (tmp_path / "file").open("wb") as file:
        subprocess.run([*words, name], env=environment(), stdout=file, check=True)
    assert piped.stdout.startswith(b"annotation,article,")
    assert (tmp_path / "file").read_bytes() == piped.stdout
    assert Path(name).is_symlink() or not Path(name).is_file()


def test_files_and_folders_are_no_devices(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "nowhere")
    assert not any(map(is_device, (tmp_path, tmp_path / "none", link, Path(__file__))))
    assert is_device(Path(os.devnull))


def closing(*numbers: int) -> Callable[[], None]:
    def close() -> None:
        for number in numbers:
            os.close(number)

    return close


# streams that are closed → words of the command, and how it ends
CLOSED: dict[tuple[int, ...], tuple[tuple[str, ...], int, str]] = {
    (0,): (("-",), 1, "annotate: ANN104 -: is empty; give a file with the text of an article\n"),
    (1,): (("schema",), 1, "annotate: ANN902 OSError: [Errno 9] Bad file descriptor\n"),
    (2,): (("schema",), 0, ""),
    (0, 1, 2): (("schema",), 1, ""),
}


@pytest.mark.parametrize("numbers", CLOSED)
def test_streams_that_are_closed(numbers: tuple[int, ...], tmp_path: Path) -> None:
    words, code, told = CLOSED[numbers]
    done = subprocess.run(
        [*PROGRAM, *words], env=environment(), cwd=tmp_path,
        capture_output=True, text=True, check=False, preexec_fn=closing(*numbers),
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (code, told)


def test_what_is_written_gets_no_number_of_a_closed_stream(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    words = [*PROGRAM, "export", folder, "--to", "csv", "-o", out]
    subprocess.run(words, env=environment(), check=True, preexec_fn=closing(0, 1, 2))
    lines = out.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("annotation,article,")
    assert not any("findings" in line for line in lines)
