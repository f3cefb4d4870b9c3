"""Compressed files: each sample is made of bytes, and gives text or one clear line."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from annotator.errors import AnnotatorError, ArticleError
from annotator.intake import read_stream
from annotator.readers.compressed import open_layers

TEXT = "Oslo et Lisbonne ont mené un exercice naval commun.\n"
RAW = TEXT.encode()


def zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


def streamed(data: bytes) -> bytes:
    """A frame that does not say how long it is, as `zstd` writes from a pipe."""
    made = zstandard.ZstdCompressor(write_checksum=True).compressobj()
    return made.compress(data) + made.flush()


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstd,
}


def tar(data: bytes) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        entry = tarfile.TarInfo("a.txt")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return stream.getvalue()


def read(data: bytes, limit: int = 2**20) -> bytes:
    opened, _ = open_layers(io.BytesIO(data), "f", limit)
    return opened.read()


@pytest.mark.parametrize("kind", PACK)
class TestEachKind:
    def test_it_is_opened_whatever_its_name(self, kind: str) -> None:
        opened, compressed = open_layers(io.BytesIO(PACK[kind](RAW)), "f.txt")
        assert (opened.read(), compressed) == (RAW, True)

    def test_members_one_after_the_other(self, kind: str) -> None:
        assert read(PACK[kind](RAW) + PACK[kind](b"") + PACK[kind](b"Fin.")) == RAW + b"Fin."

    def test_nothing_compressed(self, kind: str) -> None:
        (error,) = read_stream(io.BytesIO(PACK[kind](b"")), "f")
        assert isinstance(error, AnnotatorError)
        assert error.kind == "empty"

    def test_cut_off_anywhere(self, kind: str) -> None:
        whole = PACK[kind](RAW * 50)
        for end in (len(whole) // 2, len(whole) - 1):
            with pytest.raises(ArticleError, match=r"^f: \w+ data is (cut off|damaged)"):
                read(whole[:end])

    def test_cut_off_within_its_first_bytes(self, kind: str) -> None:
        results = list(read_stream(io.BytesIO(PACK[kind](RAW)[:12]), "f"))
        assert all(isinstance(result, AnnotatorError) for result in results)

    def test_a_flipped_bit(self, kind: str) -> None:
        pack = streamed if kind == "zst" else PACK[kind]  # without a checksum none could tell
        data = bytearray(pack(bytes(range(256)) * 40))
        data[len(data) // 2] ^= 0x40
        with pytest.raises(ArticleError, match=r"^f: \w+ data is"):
            read(bytes(data))

    def test_what_came_before_the_damage_is_read(self, kind: str) -> None:
        opened, _ = open_layers(io.BytesIO(PACK[kind](RAW) + PACK[kind](RAW * 9)[:-6]), "f")
        assert opened.readline() == RAW

    def test_more_than_the_limit(self, kind: str) -> None:
        data = PACK[kind](RAW * 100)
        assert len(read(data, len(RAW) * 100)) == len(RAW) * 100
        with pytest.raises(ArticleError, match="gives more than 0 MB when decompressed"):
            read(data, len(RAW) * 100 - 1)

    def test_a_bomb(self, kind: str) -> None:
        bomb = PACK[kind](bytes(48 * 2**20))
        tracemalloc.start()
        began = time.monotonic()
        with pytest.raises(ArticleError, match="gives more than 1 MB"):
            read(bomb)
        assert tracemalloc.get_traced_memory()[1] < 32 * 2**20
        tracemalloc.stop()
        assert time.monotonic() - began < 5

    def test_twice_is_opened_and_four_times_not(self, kind: str) -> None:
        data = PACK[kind](PACK[kind](RAW))
        assert read(data) == RAW
        with pytest.raises(ArticleError, match="compressed more than 2 times"):
            read(PACK[kind](PACK[kind](data)))

    def test_in_another(self, kind: str) -> None:
        for other in PACK.values():
            assert read(other(PACK[kind](RAW))) == RAW

    def test_an_archive_within(self, kind: str) -> None:
        (error,) = read_stream(io.BytesIO(PACK[kind](tar(RAW))), "f.tar")
        assert str(error) == "f.tar: is a tar archive; unpack it, and give the pages in it"

    def test_a_binary_within(self, kind: str) -> None:
        (error,) = read_stream(io.BytesIO(PACK[kind](b"\x89PNG\r\n\x1a\n" + bytes(99))), "f")
        assert "is an image" in str(error)

    def test_an_article_over_the_limit(self, kind: str) -> None:
        (error,) = read_stream(io.BytesIO(PACK[kind](b"a" * (20 * 2**20 + 1))), "f")
        assert "larger than 20 MB" in str(error)

    def test_each_format_within(self, kind: str) -> None:
        for data in (
            TEXT,
            f"---\ntitle: Un titre\n---\n{TEXT}",
            json.dumps({"text": TEXT}),
            f"<html><body><article><p>{TEXT * 3}</p></article></body></html>",
            f"<rss><channel><item><description>{TEXT}</description></item></channel></rss>",
            f"{TEXT}\f{TEXT}\f",
        ):
            (text,) = read_stream(io.BytesIO(PACK[kind](data.encode())), f"f.{kind}")
            assert isinstance(text, bytes), text
            assert text.startswith(b"---\n# extracted by annotate ")
            assert TEXT.strip() in text.decode()
            assert text.count(b"---") == 2


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (gzip.compress(RAW) + b"\0" * 512, "zeros after it, as on a tape"),
        (gzip.compress(RAW, mtime=0), "without a time"),
        (streamed(RAW), "a frame without its size"),
        (b"\x50\x2a\x4d\x18\x04\0\0\0abcd" + zstd(RAW), "a frame to be skipped"),
        (b"BZh est une suite de lettres.", "a text that begins as bzip2 does"),
        (b"", "nothing"),
    ],
)  # fmt: skip
def test_forms(data: bytes, kind: str) -> None:
    plain = kind in {"nothing", "a text that begins as bzip2 does"}
    assert read(data) == (data if plain else RAW)


@pytest.mark.parametrize("data", [gzip.compress(RAW) + b"rien", zstd(RAW) + b"rien"])
def test_rubbish_behind_is_told(data: bytes) -> None:
    with pytest.raises(ArticleError, match="is damaged"):
        read(data)


def test_lines_before_the_cut_are_done(tmp_path: Path) -> None:
    lines = "".join(json.dumps({"text": f"{n} {TEXT}", "x": "é" * n}) + "\n" for n in range(2000))
    found = list(read_stream(io.BytesIO(gzip.compress(lines.encode())[:-20]), "f.jsonl.gz"))
    assert sum(isinstance(each, bytes) for each in found) > 1900
    assert isinstance(found[-1], AnnotatorError)
    assert "cut off" in str(found[-1])
