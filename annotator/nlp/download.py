"""The public Stanza models, by Stanza's own downloader, into the user's data directory."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from annotator.errors import ModelError
from annotator.nlp.models import (
    MANIFEST,
    PROCESSORS,
    ModelSet,
    describe_file,
    read_models,
    user_directory,
)

PREFIX = "stanza-"


def download_models(name: str) -> ModelSet:
    """Fetch Stanza's French package `name` (gsd, sequoia, default_accurate, …) as `stanza-<name>`.

    The set is complete before it appears under its name. Raises ModelError without a network
    and for a name that Stanza does not know.
    """
    package = name.removeprefix(PREFIX)
    target = user_directory() / f"{PREFIX}{package}"
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".download-") as scratch:
        fetched = Path(scratch) / target.name
        _fetch(package, fetched)
        _write_manifest(fetched, target.name, package)
        if target.exists():
            shutil.rmtree(target)
        fetched.rename(target)
    return read_models(target)


def _fetch(package: str, directory: Path) -> None:
    """Stanza's downloader, quiet; whatever it raises ends in one line."""
    import stanza

    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            stanza.download(
                "fr",
                model_dir=str(directory),
                package=package,
                processors=PROCESSORS,
                verbose=False,
                logging_level="CRITICAL",
            )
    except Exception as error:  # requests, urllib3, Stanza: no common base
        reason = " ".join(str(error).split())[:160] or type(error).__name__
        message = f"cannot download Stanza's {package} models: {reason}"
        raise ModelError(message, "download") from error


def _write_manifest(directory: Path, name: str, package: str) -> None:
    import stanza

    paths = sorted(p for p in directory.rglob("*") if p.is_file())
    if not any(p.suffix == ".pt" for p in paths):
        message = f"cannot download Stanza's {package} models: no such package"
        raise ModelError(message, "download")
    files: dict[str, Any] = {}
    for path in paths:
        entry = describe_file(path)
        key = path.relative_to(directory).as_posix()
        files[key] = {"sha256": entry.sha256, "bytes": entry.bytes}
    manifest = {
        "name": name,
        "version": stanza.__resources_version__,
        "files": files,
        "pipeline": {"processors": PROCESSORS, "package": package, "allow_unknown_language": False},
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False)
    (directory / MANIFEST).write_text(text + "\n", encoding="utf-8")
