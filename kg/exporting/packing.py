"""Compression by extension: `.gz` and `.zst`, the same bytes each time.

Source: RFC 1952 (gzip; no name and no time are written), RFC 8878 (zstd).
"""

from __future__ import annotations

import gzip
import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

from ..errors import UsageError
from ..messages import say

PACKINGS = (".gz", ".zst")
"""Extensions of compressed files."""


def unpacked(name: str) -> tuple[str, str]:
    """Part a name from the extension of its compression, which is empty if there is none."""
    for packing in PACKINGS:
        if name.lower().endswith(packing):
            return name[: -len(packing)], packing
    return name, ""


@contextmanager
def packed(out: BinaryIO, packing: str) -> Iterator[BinaryIO]:
    """Give a stream that compresses into another, or that other one if there is nothing to do.

    Raises: UsageError if the library for it is not installed.
    """
    if packing == ".gz":
        with gzip.GzipFile(filename="", mode="wb", fileobj=out, mtime=0, compresslevel=6) as stream:
            yield cast("BinaryIO", stream)
    elif packing == ".zst":
        with need("zstandard", "zstd").ZstdCompressor(write_checksum=True).stream_writer(out, closefd=False) as stream:
            yield stream
    else:
        yield out


def need(module: str, extra: str) -> Any:
    """Load a library that is installed on demand.

    Raises: UsageError that names the command to install it.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise UsageError(say("this needs the library {module}, which is not installed", "需要 {module} 库，但尚未安装",
                             module=module),
                         hint=say('pip install "public-commitments[{extra}]"',
                                  'pip install "public-commitments[{extra}]"', extra=extra)) from error
