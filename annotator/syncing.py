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


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk, where that can be: files keep their new ones.

    Without it a file that was renamed may have its old content again, whole.
    """
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
