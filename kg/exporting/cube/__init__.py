"""The RDF Data Cube: every figure of a target, an outcome or their comparison as an observation, for statisticians.

`structure.ttl` is the structure: nine dimensions, one measure, five attributes. A claim gives up to four observations
(`cube:figure`): its value, the ends of its interval, and the round number in it. What a rule computed, as every figure
of a target that nobody disclosed, has the basis `code:basis-derived` and the status E (estimated). Two bulletins may
disagree: the bulletin is a dimension. One bulletin may lead to two claims about one thing: `cube:mention` counts them.

Source: The RDF Data Cube Vocabulary (W3C Recommendation, 2014), sections 6 to 11; SDMX guidelines of 2009.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import RdfFormat, Triple, serialize

from ... import files
from .. import packing
from ..content import Content
from ..joining import joined
from . import lists, observations

_STRUCTURE = Path(__file__).with_name("structure.ttl")
_PREFIX = re.compile(r"PREFIX ([\w-]+): <(\S+)>")


def write(content: Content, path: Path) -> int:
    """Write one Turtle file, compressed if its name ends in `.gz` or `.zst`; give the number of observations.

    Raises: InputError for a figure of which a dimension is not known; UsageError or LimitError if the file cannot be
    written.
    """
    structure = _STRUCTURE.read_text(encoding="utf-8")
    prefixes = dict(_PREFIX.findall(structure))
    with (joined(content) as database, files.replacing(path) as out,
          packing.packed(out, packing.unpacked(path.name)[1]) as stream):
        count = observations.lay(database)
        stream.write(structure.encode("utf-8"))
        stream.write(_turtle(lists.described(database), prefixes))
        for batch in observations.batches(database):
            stream.write(_turtle(batch, prefixes))
    return count


def _turtle(triples: Iterator[Triple], prefixes: dict[str, str]) -> bytes:
    """Write triples as Turtle below prefixes that are declared already."""
    text = serialize(triples, format=RdfFormat.TURTLE, prefixes=prefixes) or b""
    return b"\n" + text.split(b"\n", len(prefixes))[-1]
