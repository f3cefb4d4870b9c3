"""What was written, on the disk itself: a power cut leaves no empty file behind a new name."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path
from typing import IO

# What file systems say that cannot do it: some on a network, some in a process of their own.
_CANNOT = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})


def sync_file(file: IO[bytes]) -> None:
    """Have the bytes of an open file on the disk. Raises OSError where they do not get there."""
    file.flush()
    try:
        os.fsync(file.fileno())
    except OSError as error:
        if error.errno not in _CANNOT:
            raise


def replace_durably(scratch: Path, target: Path) -> None:
    """Give a synced file the name of another, and have that on the disk, too, where folders can be.

    Without the second the old file may come back, whole; without `sync_file` the new one, empty.
    """
    scratch.replace(target)
    with suppress(OSError):  # it is renamed already, and whole under either name
        handle = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
