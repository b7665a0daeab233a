"""How HDT writes numbers, bits, heads of sections and checksums.

Source: HDT W3C Member Submission; CRC-8-CCITT, CRC-16-ANSI and CRC-32C (RFC 3720) of HDT version 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import BinaryIO

GLOBAL, HEADER, DICTIONARY, TRIPLES = 1, 2, 3, 4
"""Kinds of sections."""

_PORTION = 8192
"""How many numbers are packed at a time: a multiple of eight, so that each portion fills whole bytes."""


def control(kind: int, format: str, properties: dict[str, int]) -> bytes:
    """Write the head of a section: its kind, format and properties."""
    listed = "".join(f"{name}={value};" for name, value in properties.items())
    head = b"$HDT" + bytes([kind]) + format.encode("ascii") + b"\0" + listed.encode("ascii") + b"\0"
    return head + _crc(head, 0xA001, 0).to_bytes(2, "little")


def varying(number: int) -> bytes:
    """Write a number in as many bytes as it needs, seven bits each, lowest first; the last has its high bit set."""
    written = bytearray()
    while number > 127:
        written.append(number & 127)
        number >>= 7
    written.append(number | 128)
    return bytes(written)


def preamble(head: bytes) -> bytes:
    """Write what stands before data, with its checksum."""
    return head + bytes([_crc8(head)])


def bitmap(out: BinaryIO, values: Iterable[int], count: int) -> None:
    """Write so many bits."""
    out.write(preamble(b"\x01" + varying(count)))
    checked(out, _packed(values, 1))


def array(out: BinaryIO, values: Iterable[int], count: int, most: int) -> None:
    """Write so many numbers, each in as many bits as the greatest needs."""
    bits = max(1, most.bit_length())
    out.write(preamble(bytes([1, bits]) + varying(count)))
    checked(out, _packed(values, bits))


def checked(out: BinaryIO, pieces: Iterable[bytes]) -> None:
    """Write pieces and the CRC-32C of all of them."""
    state = 0xFFFFFFFF
    for piece in pieces:
        out.write(piece)
        state = _crc(piece, 0x82F63B78, state)
    out.write((state ^ 0xFFFFFFFF).to_bytes(4, "little"))


def _packed(values: Iterable[int], bits: int) -> Iterator[bytes]:
    waiting = iter(values)
    while portion := list(islice(waiting, _PORTION)):
        text = "".join(format(value, f"0{bits}b") for value in reversed(portion))
        yield int(text, 2).to_bytes((len(portion) * bits + 7) // 8, "little")


def _crc(data: bytes, polynomial: int, state: int) -> int:
    table = _table(polynomial)
    for byte in data:
        state = table[(state ^ byte) & 255] ^ (state >> 8)
    return state


@cache
def _table(polynomial: int) -> tuple[int, ...]:
    """Give the remainders of all bytes, by a polynomial whose bits are turned round."""
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = (byte >> 1) ^ polynomial if byte & 1 else byte >> 1
        table.append(byte)
    return tuple(table)


def _crc8(data: bytes) -> int:
    state = 0
    for byte in data:
        state ^= byte
        for _ in range(8):
            state = ((state << 1) ^ 0x07) & 255 if state & 128 else state << 1
    return state
