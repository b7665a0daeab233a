"""The terms of the SHACL vocabulary: whatever else begins with `sh:` is misspelt, and would check nothing.

Source: SHACL, appendix D (summary of syntax rules from this document) and its vocabulary file; SHACL Advanced Features.
"""

from __future__ import annotations

_CLASSES = """
    Shape NodeShape PropertyShape ValidationReport ValidationResult AbstractResult ResultAnnotation Severity NodeKind
    ConstraintComponent Parameterizable Parameter Validator SPARQLExecutable SPARQLAskExecutable SPARQLSelectExecutable
    SPARQLConstructExecutable SPARQLUpdateExecutable SPARQLAskValidator SPARQLSelectValidator SPARQLConstraint
    SPARQLFunction SPARQLRule SPARQLTarget SPARQLTargetType Target TargetType Function PrefixDeclaration PropertyGroup
    Rule TripleRule
"""

_VALUES = """
    Violation Warning Info BlankNode IRI Literal BlankNodeOrIRI BlankNodeOrLiteral IRIOrLiteral this
    AndConstraintComponent ClassConstraintComponent ClosedConstraintComponent DatatypeConstraintComponent
    DisjointConstraintComponent EqualsConstraintComponent ExpressionConstraintComponent HasValueConstraintComponent
    InConstraintComponent LanguageInConstraintComponent LessThanConstraintComponent
    LessThanOrEqualsConstraintComponent MaxCountConstraintComponent MaxExclusiveConstraintComponent
    MaxInclusiveConstraintComponent MaxLengthConstraintComponent MinCountConstraintComponent
    MinExclusiveConstraintComponent MinInclusiveConstraintComponent MinLengthConstraintComponent
    NodeConstraintComponent NodeKindConstraintComponent NotConstraintComponent OrConstraintComponent
    PatternConstraintComponent PropertyConstraintComponent QualifiedMaxCountConstraintComponent
    QualifiedMinCountConstraintComponent SPARQLConstraintComponent UniqueLangConstraintComponent
    XoneConstraintComponent
"""

_PROPERTIES = """
    target targetClass targetNode targetObjectsOf targetSubjectsOf deactivated message severity shapesGraph
    shapesGraphWellFormed entailment suggestedShapesGraph property path node not and or xone class datatype nodeKind
    minCount maxCount minExclusive minInclusive maxExclusive maxInclusive minLength maxLength pattern flags languageIn
    uniqueLang equals disjoint lessThan lessThanOrEquals qualifiedValueShape qualifiedMinCount qualifiedMaxCount
    qualifiedValueShapesDisjoint closed ignoredProperties hasValue in inversePath alternativePath zeroOrMorePath
    oneOrMorePath zeroOrOnePath name description order group defaultValue sparql select ask construct update prefixes
    declare prefix namespace parameter optional labelTemplate validator nodeValidator propertyValidator
    resultAnnotation annotationProperty annotationVarName annotationValue expression filterShape nodes intersection
    union returnType rule condition subject predicate object
    conforms result detail focusNode resultPath value sourceShape sourceConstraint sourceConstraintComponent
    resultMessage resultSeverity
"""

ALL = frozenset((_CLASSES + _VALUES + _PROPERTIES).split())
"""Their local names."""
