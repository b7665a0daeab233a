"""The W3C test suite of SHACL: every field of every result, for each of its tests."""

from __future__ import annotations

import pytest
import w3c

from kg.columnar import ShapesError, Validator, gather
from kg.text.literals import fault_of


def suite(config: pytest.Config, folder: str) -> list[w3c.Case]:
    root = config.getoption("--w3c")
    assert root is None or (root / folder).is_dir(), f"--w3c {root} has no folder {folder}"
    return [] if root is None else w3c.cases(root / folder)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" in metafunc.fixturenames:
        cases = suite(metafunc.config, "core") + suite(metafunc.config, "sparql")
        skipped = [pytest.param(None, marks=pytest.mark.skip("needs the W3C test suite: pytest --w3c DIR"), id="none")]
        metafunc.parametrize("case", cases or skipped, ids=lambda case: case.name)


@pytest.mark.usefixtures("numbered")
def test_a_report_equals_the_expected_one(case):
    shapes = w3c.load(case.shapes)
    data = shapes if case.data == case.shapes else w3c.load(case.data)
    triples = gather(data, lambda text, datatype: fault_of(text, datatype) is None)
    if case.expected is None:
        with pytest.raises(ShapesError):
            Validator(shapes).validate(triples)
    else:
        report = Validator(shapes).validate(triples)
        assert w3c.compared(report) == case.expected
        assert report.conforms == (not case.expected)


def test_a_node_asked_for_alone_has_the_same_results(case):
    """What is found of one node does not depend on which others are judged."""
    shapes = w3c.load(case.shapes)
    data = shapes if case.data == case.shapes else w3c.load(case.data)
    triples = gather(data, lambda text, datatype: fault_of(text, datatype) is None)
    if case.expected is None:
        with pytest.raises(ShapesError):
            Validator(shapes).validate(triples, among=[data[0].subject])
        return
    validator = Validator(shapes)
    results = validator.validate(triples).results
    for node in {result.focus for result in results} | {data[0].subject}:
        found = validator.validate(triples, among=[node]).results
        assert [each for each in found if each.focus == node] == [each for each in results if each.focus == node]


def test_the_suite_is_whole(request):
    if request.config.getoption("--w3c") is None:
        pytest.skip("needs the W3C test suite: pytest --w3c DIR")
    unlisted = 1  # sparql/component/nodeValidator-001 stands in no manifest
    assert len(suite(request.config, "core")) == 98
    assert len(suite(request.config, "sparql")) == 22 + unlisted
