"""Who may read and write a file that is put in the place of another, or is new.

Temporary files are for their owner alone, so they are given a mode before they are renamed.
"""

from __future__ import annotations

import os
from pathlib import Path


def mode_for(path: Path) -> int:
    """The mode of the file that is there, or the one that a new one gets."""
    return path.stat().st_mode & 0o777 if path.exists() else mode_of_new()


def mode_of_new(*, folder: bool = False) -> int:
    """What this process gives to files that it makes."""
    mask = os.umask(0)  # there is no other way to ask
    os.umask(mask)
    return (0o777 if folder else 0o666) & ~mask
