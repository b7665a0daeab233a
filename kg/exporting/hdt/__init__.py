"""HDT: the union of all graphs as one compressed file that is asked without being unpacked.

No library is needed to write it. Every literal stays as it was written; what HDT cannot carry (the character U+0000,
which ends a term there) is refused. Terms are numbered in a database on the disk, so that memory does not grow.

Source: Binary RDF Representation for Publication and Exchange (HDT), W3C Member Submission, 30 March 2011; sections and
checksums are laid out as the C++, Java and Rust libraries of HDT version 1 read them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from ... import files
from ...namespaces import RDF
from ..content import Content
from ..description import DATASET, VOID
from . import dictionary, encoding
from .numbering import Numbers, numbered

HDT = "http://purl.org/HDT/hdt#"
_HEADER = """\
<{dataset}> <{rdf}type> <{hdt}Dataset> .
<{dataset}> <{rdf}type> <{void}Dataset> .
<{dataset}> <{void}triples> "{triples}" .
<{dataset}> <{void}properties> "{predicates}" .
<{dataset}> <{void}distinctSubjects> "{subjects}" .
<{dataset}> <{void}distinctObjects> "{objects}" .
<{dataset}> <{hdt}formatInformation> _:format .
_:format <{hdt}dictionary> _:dictionary .
_:format <{hdt}triples> _:triples .
_:dictionary <http://purl.org/dc/terms/format> <{hdt}dictionaryFour> .
_:dictionary <{hdt}dictionarynumSharedSubjectObject> "{shared}" .
_:triples <http://purl.org/dc/terms/format> <{hdt}triplesBitmap> .
_:triples <{hdt}triplesnumTriples> "{triples}" .
_:triples <{hdt}triplesOrder> "SPO" .
"""


def write(content: Content, path: Path) -> int:
    """Write one HDT file; give the number of triples.

    Raises: InputError for a literal that HDT cannot carry; UsageError or LimitError if the file cannot be written.
    """
    with numbered(content) as (database, numbers), files.replacing(path) as out:
        out.write(encoding.control(encoding.GLOBAL, f"<{HDT}HDTv1>", {}))
        header = _HEADER.format(dataset=DATASET, rdf=RDF, hdt=HDT, void=VOID, **numbers._asdict()).encode("ascii")
        out.write(encoding.control(encoding.HEADER, "ntriples", {"length": len(header)}) + header)
        out.write(encoding.control(encoding.DICTIONARY, f"<{HDT}dictionaryFour>",
                                   {"mapping": 1, "sizeStrings": dictionary.size(database)}))
        for section in dictionary.SECTIONS:
            dictionary.write(database, section, out)
        out.write(encoding.control(encoding.TRIPLES, f"<{HDT}triplesBitmap>",
                                   {"numTriples": numbers.triples, "order": 1}))
        _triples(database, numbers, out)
    return numbers.triples


def _triples(database: sqlite3.Connection, numbers: Numbers, out: BinaryIO) -> None:
    """Write which predicates each subject has and which objects each of those; a set bit ends a list."""
    pairs = "SELECT DISTINCT s, p FROM numbered"
    ends = "SELECT (s, p) IS NOT (LEAD(s) OVER spo, LEAD(p) OVER spo) FROM numbered WINDOW spo AS (ORDER BY s, p, o)"
    last = f"SELECT s IS NOT LEAD(s) OVER (ORDER BY s, p) FROM ({pairs}) ORDER BY s, p"
    encoding.bitmap(out, _column(database, last), numbers.pairs)
    encoding.bitmap(out, _column(database, f"{ends} ORDER BY s, p, o"), numbers.triples)
    encoding.array(out, _column(database, f"SELECT p FROM ({pairs}) ORDER BY s, p"), numbers.pairs, numbers.predicates)
    encoding.array(out, _column(database, "SELECT o FROM numbered ORDER BY s, p, o"), numbers.triples, numbers.objects)


def _column(database: sqlite3.Connection, query: str) -> Iterator[int]:
    return (value for (value,) in database.execute(query))
