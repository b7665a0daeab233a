"""Change one thing in valid data and see whether the rules notice: the measure of how complete they are.

    material ──▶ operators ──▶ judging ──▶ scores ──▶ tables
    (statements)  (mutants)   (gates, rules, shapes)

Source: DeMillo, Lipton and Sayward, Hints on Test Data Selection (1978).
"""

from .judging import Judge
from .material import Material, Mutant
from .operators import mutants
from .scores import Outcome, Score, Task, run
from .tables import render

__all__ = ["Judge", "Material", "Mutant", "Outcome", "Score", "Task", "mutants", "render", "run"]
