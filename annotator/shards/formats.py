"""Records → one file of many: JSON Lines or Parquet."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import BinaryIO

from annotator.errors import UsageError
from annotator.record import Record

ROWS = 2000  # of a Parquet file that are held in memory, and stand together

Write = Callable[[Iterable[Record], BinaryIO], None]


def write_lines(records: Iterable[Record], file: BinaryIO) -> None:
    """A line of JSON for each record."""
    for record in records:
        line = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        file.write(line.encode() + b"\n")


def write_parquet(records: Iterable[Record], file: BinaryIO) -> None:
    """A row for each record, with the columns of `annotator.shards.columns`."""
    try:
        import pyarrow as pa
        from pyarrow.parquet import ParquetWriter
    except ImportError:
        message = "--format parquet needs pyarrow; pip install 'annotator[parquet]'"
        raise UsageError(message) from None
    from annotator.shards.columns import make_row, record_columns

    columns = record_columns()
    with ParquetWriter(file, columns, compression="zstd") as writer:
        for rows in _chunks(map(make_row, records)):
            writer.write_table(pa.Table.from_pylist(rows, schema=columns))


def _chunks(rows: Iterable[Record]) -> Iterator[list[Record]]:
    source = iter(rows)
    while chunk := list(islice(source, ROWS)):
        yield chunk


WRITERS: dict[str, Write] = {".jsonl": write_lines, ".parquet": write_parquet}
