"""How many processes this machine, or the part of it that is ours, has room for."""

from __future__ import annotations

import os
from contextlib import suppress
from math import ceil
from pathlib import Path

NEED = 6 << 28  # bytes of memory for a process with the models in it: 1.5 GB

_CPU_LIMIT = Path("/sys/fs/cgroup/cpu.max")  # of a container
_MEMORY_LIMITS = Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory.limit_in_bytes")


def count_processes() -> int:
    """As many as there are processors to use and memory for; one at least."""
    return max(1, min(_count_processors(), _count_memory() // NEED))


def _count_processors() -> int:
    try:
        usable = len(os.sched_getaffinity(0))
    except AttributeError:  # macOS, Windows
        usable = os.cpu_count() or 1
    with suppress(OSError, ValueError):  # "max 100000", or quota and period in microseconds
        quota, period = _CPU_LIMIT.read_text(encoding="ascii").split()
        return min(usable, ceil(int(quota) / int(period)))
    return usable


def _count_memory() -> int:
    """Bytes that processes may use; much where the system does not say."""
    found = [1 << 60]
    with suppress(OSError, ValueError, AttributeError):
        found.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    for path in _MEMORY_LIMITS:
        with suppress(OSError, ValueError):
            found.append(int(path.read_text(encoding="ascii")))
    return min(found)
