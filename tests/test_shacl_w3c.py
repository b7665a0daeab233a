"""The W3C test suite of SHACL through the engines of `kg validate`: every field of every result, for each test."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

import pyoxigraph as ox
import pytest
import w3c

from kg.checking.rulebook import Rulebook
from kg.errors import KgError
from kg.layout import Layout
from kg.shacl.engines import ENGINES, Means, engine
from kg.shacl.shapes import Shapes

INTENDED: dict[str, str] = {}
"""Test → why our result differs from the expected one on purpose: none does."""

UNLISTED = 1  # sparql/component/nodeValidator-001 stands in no manifest


def folder(config: pytest.Config):
    return config.getoption("--w3c")


def suite(config: pytest.Config, name: str) -> list[w3c.Case]:
    root = folder(config)
    assert root is None or (root / name).is_dir(), f"--w3c {root} has no folder {name}"
    return [] if root is None else w3c.cases(root / name)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" in metafunc.fixturenames:
        cases = suite(metafunc.config, "core") + suite(metafunc.config, "sparql")
        skipped = [pytest.param(None, marks=pytest.mark.skip("needs the W3C test suite: pytest --w3c DIR"), id="none")]
        metafunc.parametrize("case", cases or skipped, ids=lambda case: case.name)


def shown(node) -> str | None:
    return "_:" if isinstance(node, ox.BlankNode) else None if node is None else str(node)


def judged(name: str, shapes, data) -> Counter:
    digest = sha256(repr(shapes).encode()).hexdigest()
    return Counter(
        (*map(shown, (each.focus, each.path, each.value, each.severity)), f"<{each.component}>", shown(each.shape),
         shown(each.constraint))
        for each in engine(Means(name), shapes, digest).validate(data)
    )  # fmt: skip


@pytest.mark.parametrize("name", ENGINES)
def test_a_report_equals_the_expected_one(case, name):
    shapes = w3c.load(case.shapes)
    data = shapes if case.data == case.shapes else w3c.load(case.data)
    if case.expected is None:
        with pytest.raises(KgError, match=r"cannot be evaluated|are ill-formed"):
            judged(name, shapes, data)
    else:
        assert (judged(name, shapes, data) == case.expected) is (case.name not in INTENDED)


def test_the_suite_is_whole(request):
    if folder(request.config) is None:
        pytest.skip("needs the W3C test suite: pytest --w3c DIR")
    assert len(suite(request.config, "core")) == 98
    assert len(suite(request.config, "sparql")) == 22 + UNLISTED


def test_our_shapes_are_shapes(request):
    """The shapes graph of the W3C for shapes graphs has nothing to say about ours."""
    if folder(request.config) is None:
        pytest.skip("needs the W3C test suite: pytest --w3c DIR")
    shapes = Shapes(w3c.load(folder(request.config) / "core/complex/shacl-shacl-data-shapes.ttl"))
    assert shapes.validate(Rulebook.read(Layout.shipped().shapes()).triples) == []
    broken = "<urn:s> a <http://www.w3.org/ns/shacl#PropertyShape> ; <http://www.w3.org/ns/shacl#class> 'one' ."
    assert shapes.validate([quad.triple for quad in ox.parse(broken, format=ox.RdfFormat.TURTLE)])
