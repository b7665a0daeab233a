"""SHACL for whole graphs at once: terms in dictionary columns, every constraint an array operation.

    shapes = Validator(triples of the shapes graph)
    report = shapes.validate(parse(Path("data.ttl")))
"""

from .engine import Validator
from .errors import ShapesError
from .reading import gather, parse, parse_files
from .report import Report, Result
from .triples import Triples
from .workers import Workers

__all__ = ["Report", "Result", "ShapesError", "Triples", "Validator", "Workers", "gather", "parse", "parse_files"]
