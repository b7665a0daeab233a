"""Reads HDT: a second hand, which knows the format and not the writer, and checks every checksum on the way.

`python tests/hdt_reader.py FILE` lists the triples of a file by maplib, whose reader is the Rust library `hdt`; the
environment that runs it needs maplib, which is no dependency of the project.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

FOUR, BITMAP = "<http://purl.org/HDT/hdt#dictionaryFour>", "<http://purl.org/HDT/hdt#triplesBitmap>"
Triples = set[tuple[str, str, str]]


class Reader:
    """Bytes and where reading stands."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, size: int) -> bytes:
        self.at += size
        return self.data[self.at - size:self.at]

    def text(self) -> str:
        return self.take(self.data.index(b"\0", self.at) - self.at + 1)[:-1].decode("ascii")

    def varying(self) -> int:
        value = shift = 0
        while True:
            (byte,) = self.take(1)
            value |= (byte & 127) << shift
            if byte & 128:
                return value
            shift += 7

    def control(self, kind: int) -> tuple[str, dict[str, str]]:
        start = self.at
        assert self.take(5) == b"$HDT" + bytes([kind])
        format, listed = self.text(), self.text()
        assert int.from_bytes(self.take(2), "little") == bitwise(self.data[start:self.at - 2], 16, 0x8005, 0)
        return format, dict(each.split("=") for each in listed.split(";") if each)

    def head(self, start: int) -> None:
        """Check the checksum of what came from there on."""
        assert self.take(1)[0] == bitwise(self.data[start:self.at - 1], 8, 0x07, 0, turned=False)

    def body(self, size: int) -> bytes:
        """Take data and check them."""
        data = self.take(size)
        assert int.from_bytes(self.take(4), "little") == bitwise(data, 32, 0x1EDC6F41, 0xFFFFFFFF) ^ 0xFFFFFFFF
        return data

    def bits(self) -> list[int]:
        start = self.at
        assert self.take(1) == b"\1"
        count = self.varying()
        self.head(start)
        packed = int.from_bytes(self.body((count + 7) // 8), "little")
        return [packed >> place & 1 for place in range(count)]

    def numbers(self) -> list[int]:
        start = self.at
        assert self.take(1) == b"\1"
        (width,), count = self.take(1), self.varying()
        self.head(start)
        packed, mask = self.body((count * width + 7) // 8), (1 << width) - 1
        whole = int.from_bytes(packed, "little")
        return [whole >> place * width & mask for place in range(count)]

    def terms(self) -> list[str]:
        start = self.at
        assert self.take(1) == b"\2"
        count, size, block = self.varying(), self.varying(), self.varying()
        self.head(start)
        starts = self.numbers()
        inner, terms = Reader(self.body(size)), []
        for place in range(count):
            if place % block == 0:
                assert inner.at == starts[place // block]
            kept = terms[-1][:inner.varying()] if place % block else b""
            terms.append(kept + inner.take(inner.data.index(b"\0", inner.at) - inner.at + 1)[:-1])
        assert (terms, starts[-1]) == (sorted(set(terms)), size)
        return [term.decode("utf-8") for term in terms]


def bitwise(data: bytes, width: int, polynomial: int, state: int, turned: bool = True) -> int:
    """Work out a cyclic redundancy check bit by bit; most are written with their bits turned round."""
    top, mask = 1 << width - 1, (1 << width) - 1
    for byte in data:
        state ^= (int(f"{byte:08b}"[::-1], 2) if turned else byte) << width - 8
        for _ in range(8):
            state = (state << 1 ^ polynomial if state & top else state << 1) & mask
    return int(f"{state:0{width}b}"[::-1], 2) if turned else state


def read(data: bytes) -> Triples:
    """Give the triples of a file: IRIs bare, literals with quotation marks and nothing escaped."""
    reader = Reader(data)
    assert reader.control(1)[0] == "<http://purl.org/HDT/hdt#HDTv1>"
    format, properties = reader.control(2)
    header = reader.take(int(properties["length"])).decode("ascii")
    assert (format, header.count(" .\n")) == ("ntriples", header.count("\n"))
    assert reader.control(3)[0] == FOUR
    shared, subjects, predicates, objects = (reader.terms() for _ in range(4))
    format, properties = reader.control(4)
    assert (format, properties["order"]) == (BITMAP, "1")
    ends, object_ends, pairs, values = reader.bits(), reader.bits(), reader.numbers(), reader.numbers()
    assert reader.at == len(data)
    found = {(subject, predicates[predicate - 1], (shared + objects)[value - 1]) for subject, predicate, value in
             spread(shared + subjects, ends, object_ends, pairs, values)}
    assert len(found) == len(values) == int(properties["numTriples"])
    return found


def spread(subjects: list[str], ends: list[int], object_ends: list[int], pairs: list[int],
           values: list[int]) -> Iterator[tuple[str, int, int]]:
    """Give a subject, the number of a predicate and that of an object for each triple."""
    subject = pair = 0
    for value, is_last in zip(values, object_ends, strict=True):
        yield subjects[subject], pairs[pair], value
        if is_last:
            subject += ends[pair]
            pair += 1
    assert (subject, pair) == (len(subjects), len(pairs))


def main() -> None:
    """Write the triples of a file as N-Triples, as maplib reads them."""
    import maplib

    model = maplib.Model()
    model.read(sys.argv[1], format="hdt")
    with tempfile.TemporaryDirectory() as folder:
        model.write(f"{folder}/back.nt", format="ntriples")
        sys.stdout.buffer.write(Path(folder, "back.nt").read_bytes())


if __name__ == "__main__":
    main()
