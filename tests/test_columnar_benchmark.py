"""What the benchmark of engines prints: ratios, whether the results are the same, how time grows."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.columnar import benchmark, rivals
from kg.columnar.rivals import Run
from kg.namespaces import SH

ROW = ["<http://x/a>", "<http://x/p>", None, "<http://x/s>", "<http://x/c>", "<http://x/shape>", "<http://x/q>"]
SHAPES = f"""
PREFIX sh: <{SH}>
<http://x/shape> a sh:NodeShape ; sh:targetNode <http://x/a> ; sh:property <http://x/inner> .
<http://x/inner> sh:path <http://x/p> ; sh:minCount 1 .
"""


def run(engine: str, cpu: float, *found: list[str | None]) -> Run:
    return Run(engine, cpu, cpu, 10, [(row, 1) for row in found])


def test_the_exponent_is_that_of_the_curve():
    sizes = [100_000, 1_000_000, 10_000_000]
    assert benchmark.exponent(sizes, [each**1.05 / 7 for each in sizes]) == pytest.approx(1.05)


@pytest.mark.parametrize(("other", "told"), [
    (ROW, "yes"), ([*ROW[:-1], None], "yes, but the constraints are not named"),
    (["<http://x/b>", *ROW[1:]], "no: 1 missing, 1 more"),
])  # fmt: skip
def test_the_table_tells_whether_results_are_the_same(other, told):
    head, first, second = benchmark.table([run("columnar", 2.0, ROW), run("jena", 5.0, other)])
    assert "ratio" in head
    assert first.split()[-2:] == ["1.0", "yes"]
    assert second.endswith(f"2.5  {told}")


@pytest.mark.parametrize("engine", ["columnar", "kept", "plain"])
def test_each_engine_of_this_python_finds_the_fault(tmp_path, engine):
    shapes, data = tmp_path / "shapes.ttl", tmp_path / "data.ttl"
    shapes.write_text(SHAPES)
    data.write_text("<http://x/b> <http://x/p> 1 .")
    made = rivals.measured(engine, shapes, data)

    (row, count), = made.rows().items()
    assert (row[0], row[1], count) == ("<http://x/a>", "<http://x/p>", 1)
    assert made.cpu >= 0
    assert made.megabytes > 10


def test_results_are_read_from_a_report_and_details_are_not():
    report = f"""PREFIX sh: <{SH}>
    [] a sh:ValidationReport ; sh:result [ sh:focusNode <http://x/a> ; sh:sourceShape [] ;
        sh:detail [ a sh:ValidationResult ; sh:focusNode <http://x/b> ] ] ."""
    assert list(rivals._of_report(report, ox.RdfFormat.TURTLE)) == [
        ("<http://x/a>", None, None, None, None, "_:", None)]


def test_what_cannot_run_here_says_why(monkeypatch):
    monkeypatch.delenv("JENA_JAR", raising=False)
    assert "JENA_JAR" in str(rivals.reason_against("jena"))
    assert rivals.reason_against("columnar") is None


def test_faults_are_strewn():
    triples = [ox.Triple(ox.NamedNode(f"http://x/{number}"), ox.NamedNode("http://x/p"), ox.Literal(str(number)))
               for number in range(1, 1001)]  # fmt: skip
    found = list(benchmark.strewn(triples))
    assert len(found) == 998
    assert {t.object.value for t in found if t.subject.value == "http://x/997"} == {"996"}
