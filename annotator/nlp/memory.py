"""What the C library does with memory that torch gives back, and how much torch itself keeps."""

from __future__ import annotations

import ctypes
import os

TRIM_THRESHOLD, TOP_PAD, MMAP_THRESHOLD = -1, -2, -3  # numbers of glibc's malloc.h
HIGH, STEP = 1 << 30, 64 << 20  # bytes
LARGE = 4 << 20  # bytes
# Shapes of batches for which torch keeps something: its programs, which take long to make, and what
# goes around them. With more, nothing gets faster.
CAPACITIES = {"ONEDNN_PRIMITIVE_CACHE_CAPACITY": 512, "LRU_CACHE_CAPACITY": 32}


def keep_memory() -> bool:
    """Have small blocks used again, and large ones given back to the system at once.

    By itself glibc keeps ever larger blocks of its own. Batches are of many sizes, and where large
    blocks lie among small ones, what is free falls to pieces: memory would grow without end. To ask
    the system for blocks of megabytes costs no time that could be measured. Elsewhere this does
    nothing and returns False.
    """
    try:
        set_option = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # musl, macOS, Windows
        return False
    settings = {MMAP_THRESHOLD: LARGE, TRIM_THRESHOLD: HIGH, TOP_PAD: STEP}
    return all(set_option(option, value) == 1 for option, value in settings.items())


def keep_few_kernels() -> None:
    """Have torch keep less for each shape of a batch: by itself it keeps 1,024 in two places.

    To be called before torch is imported; what the user has set stays.
    """
    for name, capacity in CAPACITIES.items():
        os.environ.setdefault(name, str(capacity))
