"""Compressed files, known by their first bytes, opened with a limit of what comes out of them.

Concatenated members are read one after the other, and a file compressed twice is opened twice.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO, TypeAlias

from annotator.errors import ArticleError

LIMIT = 4 * 2**30  # bytes that come out of one file: read by the line, they never fill the memory
LAYERS = 2
BUFFER = 65536
Opened: TypeAlias = "io.BufferedReader[Any]"
_PIECE = 512  # bytes of zstd at a time: four of them may stand for 128 kB
_DAMAGE = (EOFError, OSError, zlib.error, lzma.LZMAError, MemoryError)


def open_layers(file: BinaryIO, name: str, limit: int = LIMIT) -> tuple[Opened, bool]:
    """The file to read from, and whether it was compressed.

    Reading raises ArticleError where it is damaged, cut off, or gives more than `limit` bytes.
    """
    opened: Opened = io.BufferedReader(_Borrowed(file), BUFFER)
    for layer in range(LAYERS + 1):
        kind = _kind(opened.peek(10))
        if kind is None:
            return opened, layer > 0
        opened = io.BufferedReader(_Guard(OPENERS[kind](opened), kind, name, limit), BUFFER)
    message = f"{name}: is compressed more than {LAYERS} times; decompress it first"
    raise ArticleError(message, "broken")


class _Borrowed(io.RawIOBase):
    """A file that someone else closes: a buffer around it would, and warn of it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer, or as much of it as there is."""
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class _Zstd:
    """The frames of a file; small pieces go in, so that no bomb of a frame fills the memory."""

    def __init__(self, file: BinaryIO) -> None:
        import zstandard

        self._file = file
        self._broken: Any = zstandard.ZstdError
        self._start = zstandard.ZstdDecompressor(max_window_size=2**27).decompressobj
        self._frame: Any = None
        self._waiting = b""  # what a frame left over
        self._ready = b""

    def read1(self, size: int) -> bytes:
        """Up to so many bytes; none at the end. Raises EOFError amid a frame, OSError."""
        while not self._ready:
            piece = self._waiting or self._file.read(_PIECE)
            self._waiting = b""
            if not piece:
                if self._frame is not None:
                    raise EOFError
                return b""
            self._feed(piece)
        found, self._ready = self._ready[:size], self._ready[size:]
        return found

    def _feed(self, piece: bytes) -> None:
        self._frame = self._frame or self._start()
        try:
            self._ready = self._frame.decompress(piece)
        except self._broken as error:
            raise OSError(str(error)) from error
        if self._frame.eof:
            self._waiting, self._frame = self._frame.unused_data, None


OPENERS: dict[str, Callable[[Any], Any]] = {
    "gzip": lambda file: gzip.GzipFile(fileobj=file),
    "bzip2": bz2.BZ2File,
    "xz": lzma.LZMAFile,
    "zstd": _Zstd,
}
_MAGIC = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\0": "xz", b"(\xb5/\xfd": "zstd"}
_SKIPPED = bytes(range(0x50, 0x60))  # how frames of zstd begin that hold nothing to be read


def _kind(head: bytes) -> str | None:
    if head.startswith(b"BZh") and head[4:10] not in {b"1AY&SY", b"\x17rE8P\x90"}:
        return None  # a text may begin so
    if head[1:4] == b"*M\x18" and head[:1] in _SKIPPED:
        return "zstd"
    return next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), None)


class _Guard(io.RawIOBase):
    """A layer whose errors are told in one line, after all that could be read before them."""

    def __init__(self, layer: Any, kind: str, name: str, limit: int) -> None:
        self._layer, self._kind, self._name = layer, kind, name
        self._limit = self._left = limit
        self._error: ArticleError | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as the layer goes."""
        view = memoryview(buffer).cast("B")
        filled = 0
        while filled < len(view) and self._error is None:
            piece = self._next(len(view) - filled)
            if not piece:
                break
            view[filled : filled + len(piece)] = piece
            filled += len(piece)
        if not filled and self._error is not None:
            raise self._error
        return filled

    def _next(self, size: int) -> bytes:
        """Some bytes, none at the end or where an error is now known."""
        try:
            piece: bytes = self._layer.read1(size)
        except ArticleError as error:  # of a layer below
            self._error = error
            return b""
        except _DAMAGE as error:
            self._error = self._damaged(error)
            return b""
        self._left -= len(piece)
        if self._left < 0:
            most = f"{self._limit // 2**20} MB"
            message = f"{self._name}: gives more than {most} when decompressed; split it"
            self._error = ArticleError(message, "too-large")
            return b""
        return piece

    def _damaged(self, error: BaseException) -> ArticleError:
        what = "is cut off" if isinstance(error, EOFError) else f"is damaged ({error})"
        message = f"{self._name}: {self._kind} data {what}; fetch or compress it again"
        return ArticleError(message, "broken")
