"""What the C library does with memory that torch gives back, and how much torch itself keeps."""

from __future__ import annotations

import ctypes
import os

TRIM_THRESHOLD, TOP_PAD, MMAP_THRESHOLD = -1, -2, -3  # numbers of glibc's malloc.h
HIGH, STEP = 1 << 30, 64 << 20  # bytes
KERNELS = 256  # shapes of batches
CAPACITIES = ("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "LRU_CACHE_CAPACITY")


def keep_memory() -> bool:
    """Have large blocks used again in place of giving each back to the system.

    glibc asks the system for every block above 32 MB and returns it after use, and the system
    clears it each time: a twelfth of the parse. Elsewhere this does nothing and returns False.
    """
    try:
        set_option = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # musl, macOS, Windows
        return False
    settings = {MMAP_THRESHOLD: HIGH, TRIM_THRESHOLD: HIGH, TOP_PAD: STEP}
    return all(set_option(option, value) == 1 for option, value in settings.items())


def keep_few_kernels() -> None:
    """Have torch keep fewer of the programs that it makes for each shape of a batch.

    By itself it keeps 1,024 in each of two places, with the weights as they want them: half a
    gigabyte that most batches have no use for. To be called before torch is imported; what the
    user has set stays.
    """
    for name in CAPACITIES:
        os.environ.setdefault(name, str(KERNELS))
