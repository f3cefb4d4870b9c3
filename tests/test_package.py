"""What is handed out: the wheel and the sdist hold what is needed and nothing else."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tarfile
import zipfile
from email.parser import Parser
from importlib import metadata
from pathlib import Path

import pytest

from annotator import __version__

ROOT = Path(__file__).parent.parent
STEM = f"annotator-{__version__}"
LIMIT = 62_000_000  # bytes of the wheel: the models are most of it
IN_SDIST = {
    "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "LICENSE-models.md", "PKG-INFO", "README.md", "SECURITY.md",
    "annotator", "corpus", "docs", "pyproject.toml", "schemas", "tests",
    ".ci", ".gitignore", ".pre-commit-hooks.yaml", "action.yml", "benchmarks", "training",
}  # fmt: skip
LITTER = ("__pycache__", ".pyc", ".git/", ".venv", "node_modules", ".hypothesis", ".tmp", "build/")

needs_build = pytest.mark.skipif(
    not (importlib.util.find_spec("build") and importlib.util.find_spec("hatchling")),
    reason="build and hatchling are not installed",
)


def own_files(folder: str) -> set[str]:
    """The files of a folder that git does not ignore, by their paths from the root."""
    found = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", folder],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return {name for name in found.stdout.split("\0") if name and (ROOT / name).is_file()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and with the wheel made from that sdist."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(built / f"{STEM}-py3-none-any.whl")


@needs_build
def test_the_wheel_is_the_package_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    package = {name for name in names if not name.startswith(f"{STEM}.dist-info/")}
    assert package == own_files("annotator")
    assert {"annotator/py.typed", "annotator/data/models/default/parser.pt"} <= package
    assert not [name for name in names for litter in LITTER if litter in name]


@needs_build
def test_the_wheel_is_not_too_large(built: Path) -> None:
    assert (built / f"{STEM}-py3-none-any.whl").stat().st_size <= LIMIT


@needs_build
def test_the_wheel_says_what_it_is(wheel: zipfile.ZipFile) -> None:
    told = Parser().parsestr(wheel.read(f"{STEM}.dist-info/METADATA").decode())
    assert (told["Name"], told["Version"]) == ("annotator", __version__)
    assert told["License-Expression"] == "MIT AND CC-BY-SA-4.0"
    assert set(told.get_all("License-File") or ()) == {"LICENSE", "LICENSE-models.md"}
    assert (
        "annotate = annotator.cli:main" in wheel.read(f"{STEM}.dist-info/entry_points.txt").decode()
    )


@needs_build
def test_the_sdist_holds_what_building_and_testing_need(built: Path) -> None:
    with tarfile.open(built / f"{STEM}.tar.gz") as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {name.partition("/")[0] for name in names} == IN_SDIST
    assert not [name for name in names for litter in LITTER if litter in name]
    for folder in ("annotator", "corpus", "schemas", "tests"):
        assert own_files(folder) <= names


@needs_build
@pytest.mark.models
def test_the_wheel_annotates(built: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    wheel = built / f"{STEM}-py3-none-any.whl"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-compile",
        "--target",
        str(site),
    ]
    subprocess.run([*pip, str(wheel)], check=True)
    text = (ROOT / "docs/example.txt").read_text(encoding="utf-8")
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    code = (
        "import annotator, sys; from annotator.cli import main\n"
        f"assert annotator.__file__.startswith({str(site)!r}), annotator.__file__\n"
        "main(['--quiet', 'a.txt'])"
    )
    environment = os.environ | {
        "PYTHONPATH": str(site),
        "ANNOTATOR_CACHE": "off",
        "OMP_NUM_THREADS": "1",
    }
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True)
    assert "patrol-bra-cpv" in (tmp_path / "a.yaml").read_text(encoding="utf-8")


def test_the_version_is_told_once() -> None:
    assert metadata.version("annotator") == __version__
