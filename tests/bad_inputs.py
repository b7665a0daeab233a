"""The inputs of the catalogue that no text file can hold: odd bytes, odd files, long queries."""

from __future__ import annotations

import gzip
import os
import shutil
from pathlib import Path

BAD = Path(__file__).parent / "examples/bad"
HEAD = """\
PREFIX id: <https://w3id.org/public-commitments/id/>
PREFIX pc: <https://w3id.org/public-commitments/ontology#>

"""
TEXT = HEAD + 'id:a pc:asWritten "新增城镇就业8.8万人" .\n'
WORDS = "新增城镇就业8.8万人"

FILES: dict[str, bytes] = {
    "plain.ttl": TEXT.encode(),
    "bom.ttl": b"\xef\xbb\xbf" + TEXT.encode(),
    "crlf.ttl": TEXT.replace("\n", "\r\n").encode(),
    "cr.ttl": TEXT.replace("\n", "\r").encode(),
    "bracket-too-many.ttl": f"{HEAD}id:a pc:rank 4 ] .\n".encode(),
    "parenthesis-too-many.ttl": f"{HEAD}id:a pc:rank 4 ) .\n".encode(),
    "rule.ttl": f"{HEAD}{{ ?a pc:rank ?b }} => {{ ?b pc:rank ?a }} .\n".encode(),
    "deep.ttl": f"{HEAD}id:a pc:rank {'[ pc:rank ' * 101}4{' ]' * 101} .\n".encode(),
    "long.ttl": f'{HEAD}id:a pc:asWritten "{"a" * (1024 * 1024 + 1)}" .\n'.encode(),
    "utf-16.ttl": b"\xff\xfe" + TEXT.encode("utf-16-le"),
    "utf-16-le.ttl": TEXT.encode("utf-16-le"),
    "gbk.ttl": TEXT.encode("gbk"),
    "latin-1.ttl": TEXT.replace(WORDS, "café à la carte").encode("latin-1"),
    "overlong.ttl": TEXT.encode().replace("新".encode(), b"\xc0\xaf"),
    "cut.ttl": TEXT.encode()[:-5],
    "nul.ttl": TEXT.replace("pc:asWritten", "<http://a/\0>").encode(),
    "zero-width.ttl": TEXT.replace("id:a", "id:a\u200b").encode(),
    "gzip.ttl": gzip.compress(TEXT.encode(), mtime=0),
    "zip.ttl": b"PK\x03\x04\x14\x00",
    "pdf.ttl": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "statements.unknown": TEXT.encode(),
}

QUERIES: dict[str, str] = {
    "@brackets-25": f"ASK {{ FILTER ({'(' * 25}1{')' * 25} = 1) }}",
    "@brackets-1200": f"ASK {{ FILTER ({'(' * 1200}1{')' * 1200} = 1) }}",
    "@groups-1200": f"ASK {'{' * 1200}{'}' * 1200}",
    "@operators-3000": f"ASK {{ FILTER (1{' + 1' * 3000} = 1) }}",
    "@steps-3000": f"ASK {{ ?s rdfs:label{'/rdfs:label' * 3000} ?o }}",
    "@long-query": f"ASK {{ VALUES ?n {{ {'1 ' * 600_000}}} }}",
    "@product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
}


def prepare(folder: Path, words: list[str]) -> None:
    """Put the files that a command line names into a folder."""
    for word in words:
        path = folder / word
        if (BAD / word).is_file():
            shutil.copy(BAD / word, path)
        elif word in FILES:
            path.write_bytes(FILES[word])
        elif word == "huge.ttl":
            with path.open("wb") as stream:
                stream.truncate(5 << 30)
        elif word == "empty-folder":
            path.mkdir()
        elif word == "pipe.ttl":
            os.mkfifo(path)
        elif word == "device.ttl":
            path.symlink_to("/dev/null")
        elif word == "forbidden.ttl":
            path.write_bytes(FILES["plain.ttl"])
        elif word == "linked":
            path.mkdir()
            outside = folder.parent / "outside.ttl"
            outside.write_bytes(FILES["plain.ttl"])
            (path / "inside.ttl").symlink_to(outside)
