"""The body of an HTTP answer, read to its end: within a time in all, up to a size, unpacked where it is packed.

A server that sends one byte a second is never silent, so the time of a whole answer is limited, not that of a read.
"""

from __future__ import annotations

import time
import zlib
from http.client import HTTPResponse

PIECE = 64 * 1024


class TooLargeError(Exception):
    """The body is larger than the caller takes."""


class UnreadableError(Exception):
    """The body is packed in a way that was not asked for and is not known, or is damaged."""


def read(response: HTTPResponse, seconds: float, largest: int) -> bytes:
    """Read the whole body.

    Raises: TimeoutError if it takes longer than so many seconds; TooLargeError; UnreadableError; what the connection
    raises.
    """
    end = time.monotonic() + seconds
    unpack = _unpacking(response.headers.get("Content-Encoding", ""))
    pieces: list[bytes] = []
    size = 0
    while packed := response.read1(PIECE):
        piece = _unpacked(unpack, packed, largest - size + 1) if unpack else packed
        size += len(piece)
        if size > largest:
            raise TooLargeError
        if time.monotonic() > end:
            raise TimeoutError
        pieces.append(piece)
    if unpack and not unpack.eof:
        raise UnreadableError("cut gzip")
    return b"".join(pieces)


def _unpacking(encoding: str) -> zlib._Decompress | None:
    match encoding.strip().lower():
        case "" | "identity":
            return None
        case "gzip" | "x-gzip" | "deflate":
            return zlib.decompressobj(32 + zlib.MAX_WBITS)
        case other:
            raise UnreadableError(other)


def _unpacked(unpack: zlib._Decompress, packed: bytes, most: int) -> bytes:
    try:
        return unpack.decompress(packed, most)
    except zlib.error as error:
        raise UnreadableError("gzip") from error
