"""Parquet: the rows of the CSV, with lists as lists and numbers as numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, BinaryIO

from annotator.export.document import Document
from annotator.export.format import Format, Options
from annotator.export.rows import COLUMNS, LISTS, Row, finding_row

GROUP = 10_000  # rows that are held at a time


def write(documents: Iterable[Document], out: BinaryIO, _options: Options) -> None:
    """One row for each finding, compressed with zstd."""
    import pyarrow as pa
    from pyarrow import parquet

    schema = pa.schema([(name, _type(name)) for name in COLUMNS])
    rows = (_row(finding_row(d, finding)) for d in documents for finding in d.findings)
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        for group in _groups(rows):
            writer.write_table(pa.Table.from_pylist(group, schema=schema))


def _type(name: str) -> Any:
    import pyarrow as pa

    if name == "confidence":
        return pa.float64()
    if name == "spans":
        return pa.list_(pa.struct([("start", pa.int64()), ("end", pa.int64())]))
    return pa.list_(pa.string()) if name in LISTS else pa.string()


def _row(row: Row) -> Row:
    spans = [pair and {"start": pair[0], "end": pair[1]} for pair in row["spans"]]
    return row | {"spans": spans}


def _groups(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while group := list(islice(rows, GROUP)):
        yield group


FORMAT = Format(
    "the same table with lists as lists", write, binary=True, extra="parquet", modules=("pyarrow",)
)
