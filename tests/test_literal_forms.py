"""Three hundred forms of literals, legal and not: the gate gives each its due.

`examples/literal-forms.tsv` lists them; in a form, `\\n`, `\\t`, `\\uXXXX` stand for characters and `1{1000}` for a
thousand ones.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from kg.messages import in_language
from kg.namespaces import XSD
from kg.text.literals import PATTERNS, RANGES, fault_of

LIST = Path(__file__).parent / "examples/literal-forms.tsv"
with LIST.open(encoding="utf-8", newline="") as stream:
    ROWS = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def form(written: str) -> str:
    """The form itself."""
    repeated = re.sub(r"(.)\{(\d+)\}", lambda found: found[1] * int(found[2]), written)
    escapes = {r"\n": "\n", r"\t": "\t", r"\r": "\r", r"\\": "\\"}
    return re.sub(r"\\u([0-9a-f]{4})|\\[ntr\\]",
                  lambda found: chr(int(found[1], 16)) if found[1] else escapes[found[0]], repeated)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['datatype']}-{row['form'] or 'empty'}-{row['why']}")
def test_a_form_is_judged_as_the_list_says(row):
    told = fault_of(form(row["form"]), XSD + row["datatype"])
    assert (told is None) == (row["judgement"] == "valid"), told
    if told is not None:
        assert in_language(told, "zh") != told


def test_the_list_is_long_and_reaches_every_datatype():
    assert len(ROWS) >= 300
    assert {row["datatype"] for row in ROWS} >= PATTERNS.keys() | RANGES.keys()
    assert {row["judgement"] for row in ROWS} == {"valid", "invalid"}


def test_every_row_says_why_and_no_form_is_listed_twice():
    assert all(row["why"] for row in ROWS)
    assert len({(row["datatype"], row["form"]) for row in ROWS}) == len(ROWS)
