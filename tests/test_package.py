"""What is handed out: the wheel and the sdist hold what is needed and nothing else."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from email.parser import Parser
from hashlib import sha256
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
    models = "annotator/data/models/default"
    assert {"annotator/py.typed", f"{models}/mwt.json", f"{models}/parser.safetensors"} <= package
    assert not [name for name in names if name.endswith((".pt", ".pth", ".pkl", ".npy"))]
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
    own = {name for name in own_files(".") if name.partition("/")[0] in IN_SDIST}
    assert names - {"PKG-INFO"} == own


@needs_build
def test_the_same_sources_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    """Unpacked elsewhere, at another time, under another umask."""
    with tarfile.open(built / f"{STEM}.tar.gz") as archive:
        if hasattr(tarfile, "data_filter"):  # not in the first releases of 3.11
            archive.extractall(tmp_path, filter="data")
        else:
            archive.extractall(tmp_path)
    source = tmp_path / STEM
    for path in [source, *source.rglob("*")]:
        os.utime(path, (1_700_000_000, 1_700_000_000))
        path.chmod(path.stat().st_mode & 0o700)
    again = tmp_path / "again"
    build = [sys.executable, "-m", "build", "--no-isolation", "--sdist", "--wheel", "--outdir"]
    subprocess.run([*build, str(again), str(source)], check=True, capture_output=True, umask=0o077)
    names = {file.name for file in built.iterdir()}
    assert {file.name for file in again.iterdir()} == names
    for name in names:
        assert digest(again / name) == digest(built / name), name


def digest(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()


@needs_build
@pytest.mark.models
def test_the_wheel_annotates_in_a_fresh_environment(built: Path, tmp_path: Path) -> None:
    """Dependencies are lent by the environment of the tests; `.ci/run` installs them, too."""
    place = tmp_path / "venv"
    venv.create(place, with_pip=False)
    python = place / "bin/python"
    wheel = built / f"{STEM}-py3-none-any.whl"
    pip = [
        sys.executable,
        "-m",
        "pip",
        f"--python={python}",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
    ]
    subprocess.run([*pip, str(wheel)], check=True)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    own = place / f"lib/{version}/site-packages"
    (own / "lent.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    (tmp_path / "a.txt").write_bytes((ROOT / "docs/example.txt").read_bytes())
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "ANNOTATOR"))}
    environment |= {"ANNOTATOR_CACHE": "off", "OMP_NUM_THREADS": "1"}

    def run(*command: str | Path) -> str:
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        return done.stdout.strip()

    where = run(python, "-c", "import annotator; print(annotator.__file__)")
    assert Path(where).is_relative_to(own)
    assert run(place / "bin/annotate", "--version").startswith(f"annotate {__version__}\n")
    run(place / "bin/annotate", "--quiet", "a.txt")
    assert "patrol-bra-cpv" in (tmp_path / "a.yaml").read_text(encoding="utf-8")


def test_the_version_is_told_once() -> None:
    assert metadata.version("annotator") == __version__
