"""What the C library does with memory that torch gives back."""

from __future__ import annotations

import ctypes

TRIM_THRESHOLD, TOP_PAD, MMAP_THRESHOLD = -1, -2, -3  # numbers of glibc's malloc.h
HIGH, STEP = 1 << 30, 64 << 20  # bytes


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
