"""Who reviews: the name that goes under `review.by`."""

from __future__ import annotations

import getpass
import os
import subprocess
from pathlib import Path


def reviewer(folder: Path) -> str:
    """The name that git commits with in that folder, else that of the account."""
    command = ["git", "-C", str(folder), "config", "user.name"]
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - no shell
        name = done.stdout.decode("utf-8", errors="replace").strip()
    except OSError:  # no git
        name = ""
    return name or os.environ.get("USER") or _account()


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a process without a name
        return "unknown"
