"""Outputs that are no files: `-o /dev/stdout`, a pipe, a device. Nothing takes their place."""

from __future__ import annotations

import stat
from pathlib import Path

# `/dev/stdout` may lead to a file, in whose place nothing is to be put either.
_FOLDERS = frozenset({"/dev", "/dev/fd", "/proc/self/fd"})


def is_device(path: Path) -> bool:
    """Whether a path leads to a pipe, a device or what is open already."""
    if str(path.absolute().parent) in _FOLDERS:
        return path.exists()
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))
