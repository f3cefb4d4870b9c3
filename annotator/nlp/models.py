"""Where models lie: shipped with the package, named in the user's data directory, or a directory.

A set of models is a directory with the files of one Stanza pipeline and a `manifest.json`:

    {"name": "default", "version": "1", "files": {"tagger.json": {"sha256": …, "bytes": …}, …},
     "pipeline": {"processors": …, "pos_model_path": "tagger.json", …}}

`pipeline` holds the arguments of ``stanza.Pipeline``; values that name a file of the set are
relative to the directory. A file that was made of one of Stanza's, its content the same, says so:
`"made_from": {"file": "tagger.pt", "sha256": …}`. A directory without manifest is read by the usual
names of Stanza's files.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from annotator.errors import ModelError

DEFAULT = "default"
MANIFEST = "manifest.json"
PROCESSORS = "tokenize,mwt,pos,lemma,depparse,ner"
USUAL_NAMES = {
    "tokenize_model_path": "tokenizer.pt",
    "mwt_model_path": "mwt.pt",
    "pos_model_path": "tagger.pt",
    "pos_pretrain_path": "fr.pretrain.pt",
    "lemma_model_path": "lemma.pt",
    "depparse_model_path": "parser.pt",
    "depparse_pretrain_path": "fr.pretrain.pt",
    "ner_model_path": "ner.pt",
    "ner_pretrain_path": "fr.pretrain.pt",
}


@dataclass(frozen=True, slots=True)
class ModelFile:
    """What a manifest says of one file."""

    sha256: str
    bytes: int
    made_from: tuple[str, str] | None = None  # name and sha256


@dataclass(frozen=True, slots=True)
class ModelSet:
    """One set of models. `pipeline` holds Stanza's arguments as the manifest gives them."""

    name: str
    version: str
    directory: Path
    files: Mapping[str, ModelFile]
    pipeline: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Name, version and a digest of all the files: what a parse depends on.

        The form of the files is nothing to it: of one that was made of another the other counts.
        """
        origins = {path: file.made_from or (path, file.sha256) for path, file in self.files.items()}
        names = {path: name for path, (name, _) in origins.items()}
        sums = "\n".join(f"{name} {digest}" for name, digest in sorted(set(origins.values())))
        pipeline = {
            k: names.get(v, v) if isinstance(v, str) else v for k, v in self.pipeline.items()
        }
        setting = json.dumps(pipeline, sort_keys=True)
        digest = hashlib.sha256(f"{sums}\n{setting}".encode()).hexdigest()[:12]
        return f"{self.name}-{self.version}-{digest}"

    def arguments(self) -> dict[str, Any]:
        """Arguments for ``stanza.Pipeline``: files with absolute paths, no download.

        What a manifest says has no way to the network, the graphics card or another folder.
        """
        usual = {"allow_unknown_language": True, "processors": PROCESSORS}
        given = {key: self._absolute(value) for key, value in self.pipeline.items()}
        fixed = {
            "lang": "fr",
            "dir": str(self.directory),
            "download_method": None,
            "use_gpu": False,
            "verbose": None,
            "logging_level": "CRITICAL",  # what fails is raised, and said once
        }
        return usual | given | fixed

    def _absolute(self, value: Any) -> Any:
        if isinstance(value, str) and value in self.files:
            return str(self.directory / value)
        return value


def bundled_directory() -> Path:
    """Where the models lie that ship with the package, when they are there."""
    return Path(__file__).parent.parent / "data" / "models" / DEFAULT


def user_directory() -> Path:
    """The directory of downloaded models: `$ANNOTATOR_HOME/models`, else the platform's place."""
    home = os.environ.get("ANNOTATOR_HOME")
    if home:
        return Path(home) / "models"
    return platformdirs.user_data_path("annotator", appauthor=False) / "models"


def list_models() -> list[ModelSet]:
    """The set that ships with the package, when it is there, and those in the user's directory.

    Raises ModelError for a manifest that cannot be read.
    """
    return [read_models(directory) for directory in _directories()]


def find_models(name_or_dir: str | Path = DEFAULT) -> ModelSet:
    """The set of that name, else of that directory. Raises ModelError when there is none."""
    for directory in _directories():
        if directory.name == str(name_or_dir):
            return read_models(directory)
    if Path(name_or_dir).is_dir():
        return read_models(Path(name_or_dir))
    known = ", ".join(d.name for d in _directories()) or "none"
    raise ModelError(
        f"{name_or_dir}: no models of that name and no such directory (installed: {known}); "
        "see `annotate models list`"
    )


def _directories() -> Iterator[Path]:
    if (bundled_directory() / MANIFEST).is_file():
        yield bundled_directory()
    if user_directory().is_dir():
        yield from sorted(d for d in user_directory().iterdir() if (d / MANIFEST).is_file())


def read_models(directory: Path) -> ModelSet:
    """The set in `directory`, by its manifest or by the usual names. Raises ModelError."""
    path = directory / MANIFEST
    if not path.is_file():
        return _unlisted_models(directory)
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        files = {name: _listed_file(entry) for name, entry in manifest["files"].items()}
        return ModelSet(
            name=manifest["name"],
            version=str(manifest["version"]),
            directory=directory.resolve(),
            files=files,
            pipeline=manifest["pipeline"],
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{path}: not a manifest of models ({error!r})", "damaged") from error


def _listed_file(entry: Mapping[str, Any]) -> ModelFile:
    origin = entry.get("made_from")
    made_from = (origin["file"], origin["sha256"]) if origin else None
    return ModelFile(sha256=entry["sha256"], bytes=entry["bytes"], made_from=made_from)


def _unlisted_models(directory: Path) -> ModelSet:
    there = {key: name for key, name in USUAL_NAMES.items() if (directory / name).is_file()}
    if set(there) != set(USUAL_NAMES):
        missing = sorted(set(USUAL_NAMES.values()) - set(there.values()))
        raise ModelError(f"{directory}: no {MANIFEST} and no {', '.join(missing)}", "damaged")
    names = sorted(set(there.values()))
    files = {name: describe_file(directory / name) for name in names}
    return ModelSet(
        name=directory.resolve().name,
        version="0",
        directory=directory.resolve(),
        files=files,
        pipeline={"processors": PROCESSORS, **there},
    )


def describe_file(path: Path) -> ModelFile:
    """sha256 and size of a file, as a manifest has them."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return ModelFile(sha256=digest, bytes=path.stat().st_size)


def verify_models(models: ModelSet) -> list[str]:
    """What is wrong with the files of a set, one line each; empty when all are as listed."""
    problems = find_misfits(models)
    for name, expected in sorted(models.files.items()):
        path = models.directory / name
        sound = path.is_file() and path.stat().st_size == expected.bytes
        if sound and describe_file(path).sha256 != expected.sha256:
            problems.append(f"{path}: sha256 is not the manifest's")
    return problems


def find_misfits(models: ModelSet) -> list[str]:
    """Files that are missing or of another size: what can be told without reading them."""
    problems = []
    for name, expected in sorted(models.files.items()):
        path = models.directory / name
        if not path.is_file():
            problems.append(f"{path}: missing")
        elif path.stat().st_size != expected.bytes:
            problems.append(f"{path}: {path.stat().st_size} bytes, should be {expected.bytes}")
    return problems
